package io.ntpaudit.daemons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.HostTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every known clock writer, under each of its names, on hosts that are made up of files. */
class DaemonSearchTest {
  @TempDir Path root;
  private HostTree tree;

  @BeforeEach
  void chronydAlone() throws IOException {
    tree = new HostTree(Files.createTempDirectory(root, "host"));
    tree.active("chrony").enabled("chrony").process(100, "/usr/sbin/chronyd", "-F", "1");
    tree.process(101, 100, 100.5, "/usr/sbin/chronyd", "-F", "1");
  }

  private Daemons found() {
    return DaemonSearch.start(tree.host(), null).await();
  }

  private List<String> words() {
    return found().writers().stream().map(Writer::word).toList();
  }

  /** What is added to a host with chronyd alone, and what must be seen then. */
  private record Case(String name, UnaryOperator<HostTree> host, String... words) {}

  private static final String PHC2SYS = "/usr/sbin/phc2sys";
  private static final String QEMU_GA = "/usr/sbin/qemu-ga";
  private static final String FTL = "/usr/bin/pihole-FTL";

  private static final List<Case> UNITS =
      List.of(
          new Case("nothing else", t -> t),
          new Case("timesyncd", t -> t.active("systemd-timesyncd"), "systemd-timesyncd_active"),
          new Case("ntp", t -> t.active("ntp").process(7, "/usr/sbin/ntpd"), "ntp_active"),
          new Case("ntpd", t -> t.active("ntpd").process(7, "/usr/sbin/ntpd"), "ntpd_active"),
          new Case("ntpsec", t -> t.active("ntpsec").process(7, "/usr/sbin/ntpd"), "ntpsec_active"),
          new Case(
              "openntpd",
              t -> t.active("openntpd").process(7, "/usr/sbin/ntpd"),
              "openntpd_active"),
          new Case("phc2sys", t -> t.active("phc2sys").process(7, PHC2SYS), "phc2sys_active"),
          new Case("timemaster", t -> t.active("timemaster"), "timemaster_active"),
          new Case("clockbound", t -> t.active("clockbound"), "clockbound_active"),
          new Case(
              "several",
              t -> t.active("systemd-timesyncd").active("ntpsec").enabled("openntpd"),
              "systemd-timesyncd_active",
              "ntpsec_active",
              "openntpd_enabled"),
          new Case(
              "enabled, not active",
              t -> t.enabled("systemd-timesyncd"),
              "systemd-timesyncd_enabled"),
          new Case(
              "enabled and active", t -> t.enabled("ntpsec").active("ntpsec"), "ntpsec_active"),
          new Case(
              "enabled, and its process runs outside systemd",
              t -> t.enabled("ntpsec").process(7, "/usr/sbin/ntpd"),
              "ntpd_active"),
          new Case("installed only", t -> t.unit("ntpsec").unit("systemd-timesyncd")),
          new Case("enabled, but masked", t -> t.enabled("ntpsec").masked("ntpsec")),
          new Case(
              "enabled, but masked by an empty file",
              t -> t.enabled("ntpsec").file("/etc/systemd/system/ntpsec.service", "")),
          new Case(
              "removed, the link is left",
              t -> t.link("/etc/systemd/system/multi-user.target.wants/ntp.service", "/gone")),
          new Case(
              "an administrator's own unit",
              t ->
                  t.file("/etc/systemd/system/ntpd.service", "[Service]\n")
                      .link(
                          "/etc/systemd/system/x.target.requires/ntpd.service", "../ntpd.service"),
              "ntpd_enabled"),
          new Case("a unit of a similar name", t -> t.active("ntpd-exporter").active("ntpdate")));

  private static final List<Case> PROCESSES =
      List.of(
          new Case(
              "timesyncd without systemd",
              t -> t.process(7, "/usr/lib/systemd/systemd-timesyncd"),
              "systemd-timesyncd_active"),
          new Case("ntpd in a container", t -> t.process(7, "ntpd", "-n"), "ntpd_active"),
          new Case("similar names", t -> t.process(7, "ntpdate").process(8, "xntpd")),
          new Case("phc2sys", t -> t.process(7, PHC2SYS, "-s", "eth0"), "phc2sys_active"),
          new Case("phc2sys -a -r", t -> t.process(7, PHC2SYS, "-a", "-r"), "phc2sys_active"),
          new Case("phc2sys -a -rr", t -> t.process(7, PHC2SYS, "-a", "-rr"), "phc2sys_active"),
          new Case(
              "phc2sys -c CLOCK_REALTIME",
              t -> t.process(7, PHC2SYS, "-s", "eth0", "-c", "CLOCK_REALTIME"),
              "phc2sys_active"),
          new Case("phc2sys between hardware clocks", t -> t.process(7, PHC2SYS, "-a")),
          new Case(
              "phc2sys to hardware",
              t -> t.process(7, PHC2SYS, "-s", "CLOCK_REALTIME", "-c", "eth0")),
          new Case("phc2sys to chronyd", t -> t.process(7, PHC2SYS, "-a", "-r", "-E", "ntpshm")),
          new Case(
              "phc2sys to chronyd, as a unit",
              t -> t.active("phc2sys").process(7, PHC2SYS, "-s", "eth0", "-E", "ntpshm")),
          new Case("ptp4l", t -> t.process(7, "/usr/sbin/ptp4l", "-i", "eth0")),
          new Case(
              "ptp4l -S", t -> t.process(7, "/usr/sbin/ptp4l", "-S", "-i", "eth0"), "ptp4l_active"),
          new Case("timemaster", t -> t.process(7, "timemaster"), "timemaster_active"),
          new Case("clockbound", t -> t.process(7, "clockbound"), "clockbound_active"),
          new Case(
              "busybox ntpd", t -> t.process(7, "busybox", "ntpd", "-n"), "busybox-ntpd_active"),
          new Case("ntpd of busybox", t -> t.process(7, "/usr/sbin/ntpd", "-n"), "ntpd_active"),
          new Case("another busybox", t -> t.process(7, "busybox", "sh", "-c", "x ntpd")),
          new Case("vmtoolsd", t -> t.process(7, "/usr/bin/vmtoolsd"), "vmtoolsd_active"),
          new Case(
              "vmtoolsd, synchronising",
              t -> t.process(7, "vmtoolsd").program("vmware-toolbox-cmd", "echo Enabled"),
              "vmtoolsd_active"),
          new Case(
              "vmtoolsd, not synchronising",
              t ->
                  t.process(7, "vmtoolsd")
                      .program(
                          "vmware-toolbox-cmd",
                          "[ \"$*\" = 'timesync status' ] && echo Disabled; exit 1")),
          new Case(
              "vmtoolsd that does not tell",
              t -> t.process(7, "vmtoolsd").program("vmware-toolbox-cmd", "exit 69"),
              "vmtoolsd_active"),
          new Case("VBoxService", t -> t.process(7, "VBoxService"), "VBoxService_active"),
          new Case("VBoxService, disabled", t -> t.process(7, "VBoxService", "--disable-timesync")),
          new Case("pihole 5", t -> t.process(7, FTL).folder("/proc/7/root")),
          new Case(
              "pihole",
              t -> t.process(7, FTL).file("/proc/7/root/etc/pihole/pihole.toml", toml("true")),
              "pihole-FTL_active"),
          new Case(
              "pihole, off",
              t -> t.process(7, FTL).file("/proc/7/root/etc/pihole/pihole.toml", toml("false"))),
          new Case(
              "pihole whose root cannot be seen",
              t -> t.process(7, FTL).link("/proc/7/root", "root"),
              "pihole-FTL_active"),
          new Case(
              "pihole whose root cannot be seen, off on the host",
              t ->
                  t.process(7, FTL)
                      .link("/proc/7/root", "root")
                      .file("/etc/pihole/pihole.toml", toml("false"))));

  private static final List<Case> ON_DEMAND =
      List.of(
          new Case("qemu-ga", t -> t.process(7, QEMU_GA), "qemu-ga_active"),
          new Case(
              "qemu-ga, blocked", t -> t.process(7, QEMU_GA, "-b", "guest-exec,guest-set-time")),
          new Case(
              "qemu-ga, something else blocked",
              t -> t.process(7, QEMU_GA, "--block-rpcs=guest-exec"),
              "qemu-ga_active"),
          new Case(
              "qemu-ga, allowed",
              t -> t.process(7, QEMU_GA, "--allow-rpcs=guest-set-time,guest-ping"),
              "qemu-ga_active"),
          new Case("qemu-ga, not allowed", t -> t.process(7, QEMU_GA, "--allow-rpcs=guest-ping")),
          new Case(
              "qemu-ga, blocked in its file",
              t ->
                  t.process(7, QEMU_GA)
                      .file("/etc/qemu/qemu-ga.conf", "[general]\nblacklist=guest-set-time\n")),
          new Case(
              "qemu-ga, a comment",
              t ->
                  t.process(7, QEMU_GA)
                      .file("/etc/qemu/qemu-ga.conf", "# blacklist=guest-set-time\n"),
              "qemu-ga_active"),
          new Case("Hyper-V", t -> hyperV(t, true), "hv_utils_active"),
          new Case("Hyper-V, not served", t -> hyperV(t, false)));

  private static final List<Case> CHRONYDS =
      List.of(
          new Case("a second", t -> t.process(7, "chronyd", "-d"), "second-chronyd_active"),
          new Case(
              "a third",
              t -> t.process(7, "chronyd").process(8, "chronyd"),
              "second-chronyd_active"),
          new Case("one that sets nothing", t -> t.process(7, "chronyd", "-x", "-d")),
          new Case("flags in one word", t -> t.process(7, "chronyd", "-4nx")),
          new Case(
              "a file with an x",
              t -> t.process(7, "chronyd", "-f", "/etc/x.conf", "-Fx"),
              "second-chronyd_active"),
          new Case(
              "a child of a second",
              t -> t.process(7, "chronyd", "-x").process(8, 7, 1, "chronyd", "-x")));

  private static String toml(String active) {
    return "[ntp.ipv4]\n  active = true\n\n[ntp.sync]\n  # by itself?\n  active = "
        + active
        + "\n  server = \"pool.ntp.org\"\n\n  [ntp.sync.rtc]\n    set = false\n";
  }

  private static HostTree hyperV(HostTree tree, boolean served) {
    String devices = "/sys/bus/vmbus/devices/";
    tree.file(devices + "a/class_id", "{0e0b6031-5213-4934-818b-38d90ced39db}\n")
        .file(devices + "b/class_id", "{9527e630-d0ae-497b-adce-e80ab0175caf}\n");
    return served ? tree.folder("/sys/bus/vmbus/devices/b/driver") : tree;
  }

  @TestFactory
  Stream<DynamicTest> eachWriterIsSeen() {
    return Stream.of(UNITS, PROCESSES, ON_DEMAND, CHRONYDS)
        .flatMap(List::stream)
        .map(it -> dynamicTest(it.name, () -> assertSeen(it)));
  }

  private void assertSeen(Case it) throws IOException {
    chronydAlone();
    it.host.apply(tree);
    Daemons daemons = found();
    assertEquals(List.of(it.words), daemons.writers().stream().map(Writer::word).toList());
    boolean setters = ON_DEMAND.contains(it);
    assertEquals(setters ? List.of() : daemons.writers(), daemons.competing());
    assertEquals(setters ? daemons.writers() : List.of(), daemons.onDemand());
    assertEquals(Optional.empty(), daemons.unseen());
  }

  @Test
  void chronydsAgeIsItsOwn() throws IOException {
    assertEquals(OptionalDouble.of(100), found().chronydStarted());
    tree.process(100, 1, 4711.25, "/usr/sbin/chronyd (x) y");
    tree.process(101, 100, 4712, "/usr/sbin/chronyd");
    tree.file("/proc/100/comm", "chronyd\n");
    assertEquals(OptionalDouble.of(4711.25), found().chronydStarted());
    tree.file("/proc/100/stat", "");
    assertEquals(OptionalDouble.empty(), found().chronydStarted());
    tree = new HostTree(Files.createTempDirectory(root, "host"));
    assertEquals(OptionalDouble.empty(), found().chronydStarted());
  }

  @Test
  void whoCannotSeeAllProcessesSaysSo() throws IOException {
    Failure failure =
        new Failure(ErrorKind.NOT_PERMITTED, "processes of other users cannot be seen in /proc");
    tree.folder("/proc/55").link("/proc/55/comm", "comm"); // as unreadable as it gets for root
    assertEquals(Optional.of(failure), found().unseen());
    assertEquals(List.of(), words());
    tree = new HostTree(Files.createTempDirectory(root, "host"));
    Files.delete(tree.path("/proc/1/comm"));
    Files.delete(tree.path("/proc/1"));
    assertEquals(Optional.of(failure), found().unseen());
    tree.active("ntpsec");
    assertEquals(List.of("ntpsec_active"), words());
  }

  private Daemons listed(String... units) {
    return DaemonSearch.start(tree.host(), List.of(units)).await();
  }

  @Test
  void anExplicitListAsksSystemdForItsUnitsAndLooksAtNothingElse() {
    tree.folder("/run/systemd/system").process(7, "ntpd").active("systemd-timesyncd");
    tree.program(
        "systemctl",
        """
        [ "$*" = 'is-active -- vmtoolsd ntpd -x.service foo' ] || exit 9
        printf 'inactive\\nactive\\nreloading\\nfailed\\n'
        exit 3\
        """);
    Daemons daemons = listed("vmtoolsd", "ntpd", "-x.service", "foo");
    assertEquals(
        List.of("ntpd_active", "-x.service_active"),
        daemons.competing().stream().map(Writer::word).toList());
    assertEquals(Optional.empty(), daemons.unseen());
    assertEquals(OptionalDouble.of(100), daemons.chronydStarted());
  }

  @Test
  void anEmptyListLooksForNothing() {
    tree.active("ntpd").process(7, "ntpd").program("systemctl", "echo active");
    assertEquals(List.of(), listed().writers());
  }

  @Test
  void withoutSystemdAListFindsNothing() {
    tree.process(7, "ntpd");
    assertEquals(new Daemons(List.of(), Optional.empty(), OptionalDouble.of(100)), listed("ntpd"));
    tree.program("systemctl", "echo active");
    path("/run/systemd/system");
    assertEquals(List.of(), listed("ntpd").writers());
  }

  private void path(String folder) {
    try {
      Files.deleteIfExists(tree.path(folder));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSystemctlThatDoesNotAnswerIsNotSilence() {
    tree.folder("/run/systemd/system");
    tree.program("systemctl", "echo 'Failed to connect to bus' >&2; exit 1");
    assertEquals(
        Optional.of(new Failure(ErrorKind.UNPARSEABLE, "systemctl: Failed to connect to bus")),
        listed("ntpd", "foo").unseen());
    tree.program("systemctl", "exec sleep 60");
    assertEquals(
        Optional.of(new Failure(ErrorKind.TIMED_OUT, "systemctl did not end in time")),
        listed("ntpd", "foo").unseen());
  }
}
