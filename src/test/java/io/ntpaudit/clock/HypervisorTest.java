package io.ntpaudit.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ntpaudit.host.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each hypervisor and each container shows of itself, and which clock and modules follow from
 * it. The firmware's strings are those of the hypervisors' documentation and of systemd's
 * src/basic/virt.c; the clocks' names those of the kernel's drivers.
 */
class HypervisorTest {
  @TempDir Path root;

  /** A kind of host, and what must be made of it. */
  private record Case(
      String name,
      UnaryOperator<HostTree> host,
      String virtualization,
      String phc,
      String device,
      String clockName,
      String modules) {}

  private static HostTree dmi(HostTree tree, String vendor, String product) {
    return tree.file("/sys/class/dmi/id/sys_vendor", vendor + "\n")
        .file("/sys/class/dmi/id/product_name", product + "\n");
  }

  private static HostTree clockSources(HostTree tree, String sources) {
    return tree.file(
        "/sys/devices/system/clocksource/clocksource0/available_clocksource", sources + "\n");
  }

  private static HostTree phc(HostTree tree, int number, String name) {
    return tree.file("/sys/class/ptp/ptp" + number + "/clock_name", name + "\n")
        .file("/dev/ptp" + number, "");
  }

  /** A kernel with modules, some of which are loaded. */
  private static HostTree modules(HostTree tree, String... loaded) {
    for (String module : loaded) {
      tree.folder("/sys/module/" + module);
    }
    return tree.file("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n")
        .file("/lib/modules/6.1.0-30-amd64/modules.builtin", "kernel/fs/ext4/ext4.ko\n");
  }

  private static HostTree kvm(HostTree tree) {
    return clockSources(
        dmi(tree, "QEMU", "Standard PC (Q35 + ICH9, 2009)"), "kvm-clock tsc acpi_pm");
  }

  private static HostTree azure(HostTree tree) {
    return dmi(tree, "Microsoft Corporation", "Virtual Machine");
  }

  private static HostTree ec2(HostTree tree) {
    return clockSources(dmi(tree, "Amazon EC2", "m7i.large"), "kvm-clock tsc acpi_pm");
  }

  private static final String KVM_CLOCK = "KVM virtual PTP";

  private static final List<Case> MACHINES =
      List.of(
          new Case(
              "KVM",
              t -> modules(phc(kvm(t), 0, KVM_CLOCK), "ptp_kvm"),
              "kvm",
              "ok",
              "/dev/ptp0",
              KVM_CLOCK,
              "ok"),
          new Case(
              "KVM without its module",
              t -> modules(kvm(t)),
              "kvm",
              "missing",
              null,
              null,
              "ptp_kvm_missing"),
          new Case(
              "KVM with its module built in",
              t ->
                  phc(kvm(modules(t)), 0, KVM_CLOCK)
                      .file(
                          "/lib/modules/6.1.0-30-amd64/modules.builtin",
                          "kernel/drivers/ptp/ptp.ko\nkernel/drivers/ptp/ptp-kvm.ko\n"),
              "kvm",
              "ok",
              "/dev/ptp0",
              KVM_CLOCK,
              "ok"),
          new Case(
              "KVM with a network card's clock in front",
              t -> modules(phc(phc(kvm(t), 0, "ixgbe"), 1, KVM_CLOCK), "ptp_kvm"),
              "kvm",
              "ok",
              "/dev/ptp1",
              KVM_CLOCK,
              "ok"),
          new Case(
              "KVM with a network card's clock only",
              t -> modules(phc(kvm(t), 0, "ixgbe"), "ptp_kvm"),
              "kvm",
              "missing", // it runs freely: nothing to follow
              null,
              null,
              "ok"),
          new Case(
              "KVM with a network card's clock and one that is kept",
              t -> modules(phc(phc(kvm(t), 0, "ixgbe"), 1, "ena-ptp-05"), "ptp_kvm"),
              "kvm",
              "ok",
              "/dev/ptp1",
              "ena-ptp-05",
              "ok"),
          new Case(
              "KVM whose clock has no device",
              t -> modules(kvm(t), "ptp_kvm").file("/sys/class/ptp/ptp0/clock_name", KVM_CLOCK),
              "kvm",
              "missing",
              null,
              null,
              "ok"),
          new Case(
              "KVM by its firmware",
              t -> modules(dmi(t, "Red Hat", "KVM"), "ptp_kvm"),
              "kvm",
              "missing",
              null,
              null,
              "ok"),
          new Case(
              "OpenStack",
              t ->
                  modules(
                      phc(dmi(t, "OpenStack Foundation", "OpenStack Nova"), 0, KVM_CLOCK),
                      "ptp_kvm"),
              "kvm",
              "ok",
              "/dev/ptp0",
              KVM_CLOCK,
              "ok"),
          new Case(
              "KubeVirt",
              t -> modules(dmi(t, "KubeVirt", "None"), "ptp_kvm"),
              "kvm",
              "missing",
              null,
              null,
              "ok"),
          new Case(
              "KVM without firmware, and a kernel without modules",
              t -> clockSources(t, "tsc kvm-clock"),
              "kvm",
              "missing",
              null,
              null,
              "unknown"),
          new Case(
              "QEMU without KVM",
              t ->
                  modules(
                      clockSources(
                          dmi(t, "QEMU", "Standard PC (i440FX + PIIX, 1996)"), "tsc hpet")),
              "qemu",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "Azure",
              t -> modules(phc(azure(t), 0, "hyperv"), "hv_utils"),
              "microsoft",
              "ok",
              "/dev/ptp0",
              "hyperv",
              "ok"),
          new Case(
              "Azure with accelerated networking",
              t -> modules(phc(phc(azure(t), 0, "mlx5_p2p"), 1, "hyperv"), "hv_utils"),
              "microsoft",
              "ok",
              "/dev/ptp1",
              "hyperv",
              "ok"),
          new Case(
              "Hyper-V without its services",
              t -> modules(azure(t)),
              "microsoft",
              "missing",
              null,
              null,
              "hv_utils_missing"),
          new Case(
              "Hyper-V by its clock source",
              t -> clockSources(modules(t, "hv_utils"), "hyperv_clocksource_tsc_page acpi_pm"),
              "microsoft",
              "missing",
              null,
              null,
              "ok"),
          new Case(
              "hardware of Microsoft",
              t -> dmi(t, "Microsoft Corporation", "Surface Pro 9"),
              "none",
              "n/a",
              null,
              null,
              "n/a"),
          new Case("AWS", t -> modules(ec2(t)), "amazon", "n/a", null, null, "n/a"),
          new Case(
              "AWS with ENA's clock",
              t -> modules(phc(ec2(t), 0, "ena-ptp-05")),
              "amazon",
              "ok",
              "/dev/ptp0",
              "ena-ptp-05",
              "n/a"),
          new Case(
              "AWS with a passed-through network card's clock",
              t -> modules(phc(ec2(t), 0, "mlx5_p2p")),
              "amazon",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "AWS on Xen",
              t -> dmi(t, "Xen", "HVM domU").file("/sys/hypervisor/type", "xen\n"),
              "xen",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "GCP",
              t ->
                  modules(clockSources(dmi(t, "Google", "Google Compute Engine"), "kvm-clock tsc")),
              "google",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "hardware of Google",
              t -> dmi(t, "Google", "Redrix"),
              "none",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "VMware",
              t -> dmi(t, "VMware, Inc.", "VMware7,1"),
              "vmware",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "VMware with its clock",
              t -> phc(dmi(t, "VMware, Inc.", "VMware20,1"), 0, "ptp_vmw"),
              "vmware",
              "ok",
              "/dev/ptp0",
              "ptp_vmw",
              "n/a"),
          new Case(
              "VirtualBox",
              t -> dmi(t, "innotek GmbH", "VirtualBox"),
              "oracle",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "Xen without firmware",
              t -> t.file("/sys/hypervisor/type", "xen\n"),
              "xen",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "an unknown hypervisor",
              t ->
                  dmi(t, "Parallels", "Virtual Platform")
                      .file(
                          "/proc/cpuinfo",
                          "processor\t: 0\nflags\t\t: fpu vme hypervisor lahf_lm\n"),
              "vm-other",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "hardware",
              t ->
                  clockSources(dmi(t, "Dell Inc.", "PowerEdge R650"), "tsc hpet acpi_pm")
                      .file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu vme lahf_lm\n"),
              "none",
              "n/a",
              null,
              null,
              "n/a"),
          new Case(
              "hardware with a network card's clock",
              t -> phc(dmi(t, "Supermicro", "SYS-1029P"), 0, "i40e"),
              "none",
              "n/a", // it runs freely: nothing to follow unless it is named
              null,
              null,
              "n/a"),
          new Case("nothing to be seen", t -> t, "none", "n/a", null, null, "n/a"));

  /** On a machine that would ask for a clock. */
  private static Case container(String name, String word, UnaryOperator<HostTree> host) {
    UnaryOperator<HostTree> onKvm = tree -> host.apply(modules(phc(kvm(tree), 0, KVM_CLOCK)));
    return new Case(name, onKvm, word, "n/a", null, null, "n/a");
  }

  private static final List<Case> CONTAINERS =
      List.of(
          container("Podman", "podman", t -> t.file("/run/.containerenv", "")),
          container("Docker", "docker", t -> t.file("/.dockerenv", "")),
          container(
              "nspawn",
              "systemd-nspawn",
              t -> t.file("/run/systemd/container", "systemd-nspawn\n")),
          container(
              "nspawn without systemd",
              "systemd-nspawn",
              t -> t.file("/run/host/container-manager", "systemd-nspawn\n")),
          container("LXC", "lxc", t -> t.file("/proc/1/environ", "TERM=linux\0container=lxc\0")),
          container("libvirt", "lxc", t -> t.file("/proc/1/environ", "container=lxc-libvirt\0")),
          container(
              "another", "container-other", t -> t.file("/proc/1/environ", "container=foo\0")),
          container(
              "Kubernetes",
              "container-other",
              t -> t.link("/proc/self/ns/pid", "pid:[4026532179]")),
          container(
              "WSL",
              "wsl",
              t -> t.file("/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n")));

  @TestFactory
  Stream<DynamicTest> eachKindOfHost() {
    return Stream.concat(MACHINES.stream(), CONTAINERS.stream())
        .map(it -> dynamicTest(it.name, () -> assertSeen(it)));
  }

  private void assertSeen(Case it) throws IOException {
    HostTree tree = new HostTree(Files.createTempDirectory(root, "host"));
    tree.folder("/sys/module").link("/proc/self/ns/pid", "pid:[4026531836]");
    it.host.apply(tree);
    ClockFacts facts = ClockSearch.start(tree.host(), null, null, Optional.empty()).await();
    assertEquals(it.virtualization, facts.virtualization().word());
    HardwareClock clock = facts.hardwareClock();
    assertEquals(it.phc, clock.status().word());
    assertEquals(Optional.ofNullable(it.device), clock.device());
    assertEquals(Optional.ofNullable(it.clockName), clock.clockName());
    assertEquals(it.modules, facts.modules().status());
  }
}
