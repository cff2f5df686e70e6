package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the host runs on, in the words of systemd-detect-virt(1), from what the kernel shows; no
 * program is started for it. A container hides the machine below it: the clock is not its to keep.
 */
public enum Virtualization {
  NONE("none"),
  KVM("kvm"),
  QEMU("qemu"),
  AMAZON("amazon"),
  GOOGLE("google"),
  MICROSOFT("microsoft"),
  VMWARE("vmware"),
  ORACLE("oracle"),
  XEN("xen"),
  /** A hypervisor that is not known. */
  VM_OTHER("vm-other"),
  WSL("wsl"),
  DOCKER("docker"),
  PODMAN("podman"),
  LXC("lxc"),
  SYSTEMD_NSPAWN("systemd-nspawn"),
  CONTAINER_OTHER("container-other");

  private static final String DMI = "/sys/class/dmi/id/";
  private static final int FIRST_PROCESSOR = 4096;

  /** The host's own (linux/proc_ns.h, PROC_PID_INIT_INO). */
  private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

  private final String word;

  Virtualization(String word) {
    this.word = word;
  }

  /** The word in the record. */
  public String word() {
    return word;
  }

  public boolean isContainer() {
    return ordinal() >= WSL.ordinal();
  }

  /** Whether the word of a record is a container's. */
  public static boolean isContainer(String word) {
    for (Virtualization one : values()) {
      if (one.word.equals(word)) {
        return one.isContainer();
      }
    }
    return false;
  }

  /** What this host is. */
  public static Virtualization of(Host host) {
    return container(host).or(() -> machine(host)).orElse(NONE);
  }

  private static Optional<Virtualization> container(Host host) {
    if (host.exists("/run/.containerenv")) {
      return Optional.of(PODMAN);
    }
    if (host.exists("/.dockerenv")) {
      return Optional.of(DOCKER);
    }
    return host.line("/run/systemd/container")
        .or(() -> host.line("/run/host/container-manager"))
        .or(() -> variable(host.text("/proc/1/environ").present().orElse(""), "container="))
        .map(Virtualization::containerOf)
        .or(() -> kernel(host));
  }

  /** What the kernel alone tells: Kubernetes, for one, leaves no other mark. */
  private static Optional<Virtualization> kernel(Host host) {
    String release = host.line("/proc/sys/kernel/osrelease").orElse("").toLowerCase(Locale.ROOT);
    if (release.contains("microsoft") || release.contains("wsl")) {
      return Optional.of(WSL);
    }
    boolean first =
        host.linkTarget("/proc/self/ns/pid").map(FIRST_PID_NAMESPACE::equals).orElse(true);
    return first ? Optional.empty() : Optional.of(CONTAINER_OTHER);
  }

  private static Optional<String> variable(String environment, String name) {
    for (String entry : environment.split("\0")) {
      if (entry.startsWith(name)) {
        return Optional.of(entry.substring(name.length()));
      }
    }
    return Optional.empty();
  }

  private static Virtualization containerOf(String manager) {
    return switch (manager) {
      case "wsl" -> WSL;
      case "docker" -> DOCKER;
      case "podman" -> PODMAN;
      case "lxc", "lxc-libvirt" -> LXC;
      case "systemd-nspawn" -> SYSTEMD_NSPAWN;
      default -> CONTAINER_OTHER;
    };
  }

  private static Optional<Virtualization> machine(Host host) {
    for (String file : List.of("sys_vendor", "product_name", "bios_vendor", "board_vendor")) {
      Optional<Virtualization> found = host.line(DMI + file).flatMap(Virtualization::vendor);
      if (found.isPresent()) {
        return found;
      }
    }
    if (host.line("/sys/hypervisor/type").filter("xen"::equals).isPresent()) {
      return Optional.of(XEN);
    }
    return clockSource(host).or(() -> anyHypervisor(host));
  }

  /** The strings that the hypervisors' firmware carries (systemd, src/basic/virt.c). */
  private static Optional<Virtualization> vendor(String text) {
    if (text.startsWith("Amazon EC2")) {
      return Optional.of(AMAZON);
    }
    if (text.startsWith("Google Compute Engine")) {
      return Optional.of(GOOGLE);
    }
    if (text.startsWith("KVM") || text.startsWith("OpenStack") || text.startsWith("KubeVirt")) {
      return Optional.of(KVM);
    }
    if (text.startsWith("VMware") || text.startsWith("VMW")) {
      return Optional.of(VMWARE);
    }
    if (text.startsWith("innotek GmbH") || text.startsWith("VirtualBox")) {
      return Optional.of(ORACLE);
    }
    if (text.startsWith("Xen")) {
      return Optional.of(XEN);
    }
    // Microsoft also builds hardware: only this product name is a virtual machine
    return text.startsWith("Virtual Machine") || text.startsWith("Hyper-V")
        ? Optional.of(MICROSOFT)
        : Optional.empty();
  }

  /** QEMU's firmware says QEMU with KVM and without; the paravirtual clocks tell the two apart. */
  private static Optional<Virtualization> clockSource(Host host) {
    String sources =
        host.line("/sys/devices/system/clocksource/clocksource0/available_clocksource").orElse("");
    if (sources.contains("kvm-clock")) {
      return Optional.of(KVM);
    }
    if (sources.contains("hyperv_clocksource")) {
      return Optional.of(MICROSOFT);
    }
    if (sources.contains("xen")) {
      return Optional.of(XEN);
    }
    return host.line(DMI + "sys_vendor").filter("QEMU"::equals).map(vendor -> QEMU);
  }

  private static Optional<Virtualization> anyHypervisor(Host host) {
    return host.bytes("/proc/cpuinfo", FIRST_PROCESSOR)
        .present()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .filter(text -> text.contains(" hypervisor"))
        .map(text -> VM_OTHER);
  }

  /** The PTP hardware clock that a guest of this hypervisor should have; empty where none. */
  Optional<String> expectedClock() {
    return switch (this) {
      case KVM -> Optional.of("KVM virtual PTP");
      case MICROSOFT -> Optional.of("hyperv");
      default -> Optional.empty();
    };
  }

  /** The kernel module that serves that clock. */
  List<String> expectedModules() {
    return switch (this) {
      case KVM -> List.of("ptp_kvm");
      case MICROSOFT -> List.of("hv_utils");
      default -> List.of();
    };
  }
}
