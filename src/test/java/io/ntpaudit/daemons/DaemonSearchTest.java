package io.ntpaudit.daemons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ntpaudit.daemons.Daemons.Chronyd;
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
  private static final String PTP4L = "/usr/sbin/ptp4l";
  private static final String PTP4L_CONF = "/etc/linuxptp/ptp4l.conf";
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
          new Case("a unit of a similar name", t -> t.active("ntpd-exporter").active("ntpdate")),
          new Case("ntpd-rs", t -> t.active("ntpd-rs").process(7, "ntp-daemon"), "ntpd-rs_active"),
          new Case("pihole, not started", t -> t.enabled("pihole-FTL")), // FTL 5 has no such file
          new Case(
              "pihole 6, not started",
              t -> t.enabled("pihole-FTL").file("/etc/pihole/pihole.toml", toml("true")),
              "pihole-FTL_enabled"));

  private static HostTree template(HostTree tree, String name, String start) {
    return tree.file("/usr/lib/systemd/system/" + name + "@.service", "ExecStart=" + start + "\n");
  }

  private static HostTree activeInstance(HostTree tree, String unit) {
    return tree.folder("/run/systemd/system")
        .link("/run/systemd/units/invocation:" + unit + ".service", "0123456789abcdef");
  }

  private static HostTree enabledInstance(HostTree tree, String unit) {
    String wants = "/etc/systemd/system/multi-user.target.wants/";
    return tree.folder("/run/systemd/system").link(wants + unit + ".service", "/template");
  }

  private static HostTree phc2sys(HostTree tree, String options) {
    return template(tree, "phc2sys", PHC2SYS + " -w -s %I" + options);
  }

  /** Debian's units of linuxptp. */
  private static final List<Case> INSTANCES =
      List.of(
          new Case(
              "phc2sys@",
              t ->
                  activeInstance(phc2sys(t, ""), "phc2sys@eth0")
                      .process(7, PHC2SYS, "-w", "-s", "eth0"),
              "phc2sys@eth0_active"),
          new Case(
              "phc2sys@ of two interfaces",
              t -> {
                enabledInstance(phc2sys(t, ""), "phc2sys@eth1");
                return enabledInstance(t, "phc2sys@eth0");
              },
              "phc2sys@eth0_enabled",
              "phc2sys@eth1_enabled"),
          new Case(
              "phc2sys@ that will feed chronyd",
              t -> enabledInstance(phc2sys(t, " -E ntpshm"), "phc2sys@eth0")),
          new Case("phc2sys@, only installed", t -> phc2sys(t, "")),
          new Case(
              "phc2sys@, masked",
              t ->
                  enabledInstance(phc2sys(t, ""), "phc2sys@eth0")
                      .link("/etc/systemd/system/phc2sys@eth0.service", "/dev/null")),
          new Case(
              "phc2sys@, its template masked",
              t ->
                  enabledInstance(phc2sys(t, ""), "phc2sys@eth0")
                      .link("/etc/systemd/system/phc2sys@.service", "/dev/null")),
          new Case(
              "ptp4l@ with software time stamps",
              t -> ptp4l(activeInstance(t, "ptp4l@eth0"), "time_stamping software\n"),
              "ptp4l@eth0_active"),
          new Case(
              "ptp4l@, not started",
              t ->
                  enabledInstance(template(t, "ptp4l", PTP4L + " -f " + PTP4L_CONF), "ptp4l@eth0")
                      .file(PTP4L_CONF, "[global]\ntime_stamping software\n"),
              "ptp4l@eth0_enabled"),
          new Case(
              "ptp4l@ with hardware time stamps, not started",
              t ->
                  enabledInstance(template(t, "ptp4l", PTP4L + " -f " + PTP4L_CONF), "ptp4l@eth0")
                      .file(PTP4L_CONF, "[global]\ntime_stamping\t\thardware\n")));

  private static final String DROP_IN = ".service.d/50-site.conf";
  private static final String SET_ANEW = "[Service]\nExecStart=\nExecStart=";

  /** What an enabled unit would start is told by its drop-ins too. */
  private static final List<Case> DROP_INS =
      List.of(
          new Case(
              "a template's drop-in feeds chronyd",
              t ->
                  enabledInstance(phc2sys(t, ""), "phc2sys@eth0")
                      .file(
                          "/etc/systemd/system/phc2sys@" + DROP_IN,
                          SET_ANEW + PHC2SYS + " -w -s %I -E ntpshm\n")),
          new Case(
              "an instance's drop-in sets the clock",
              t ->
                  enabledInstance(phc2sys(t, " -E ntpshm"), "phc2sys@eth0")
                      .file(
                          "/etc/systemd/system/phc2sys@eth0" + DROP_IN,
                          SET_ANEW + PHC2SYS + " -w \\\n -s %I\n"),
              "phc2sys@eth0_enabled"),
          new Case(
              "an administrator's drop-in hides the package's of that name",
              t ->
                  t.enabled("ptp4l")
                      .file("/usr/lib/systemd/system/ptp4l.service", "ExecStart=" + PTP4L + " -S")
                      .file("/usr/lib/systemd/system/ptp4l" + DROP_IN, SET_ANEW + PTP4L + " -H\n")
                      .file("/etc/systemd/system/ptp4l" + DROP_IN, "[Unit]\n"),
              "ptp4l_enabled"),
          new Case("options in a file, as on RHEL", t -> rhel(t, "OPTIONS=\"-a -r -E ntpshm\"")),
          new Case(
              "options in a file that let it set the clock",
              t -> rhel(t, "# a comment\nOPTIONS=\"-a -r\"\n"),
              "phc2sys_enabled"),
          new Case(
              "options in the unit",
              t ->
                  t.enabled("ptp4l")
                      .file(
                          "/usr/lib/systemd/system/ptp4l.service",
                          "Environment=\"OPTIONS=-S\"\nExecStart=" + PTP4L + " $OPTIONS\n"),
              "ptp4l_enabled"),
          new Case(
              "the instance's own file",
              t ->
                  enabledInstance(
                          template(t, "ptp4l", PTP4L + " -f /etc/ptp4l-%i.conf"), "ptp4l@eth0")
                      .file("/etc/ptp4l-eth0.conf", "[global]\ntime_stamping software\n"),
              "ptp4l@eth0_enabled"));

  private static HostTree rhel(HostTree tree, String options) {
    return tree.enabled("phc2sys")
        .file(
            "/usr/lib/systemd/system/phc2sys.service",
            "EnvironmentFile=-/etc/sysconfig/phc2sys\nExecStart=" + PHC2SYS + " $OPTIONS\n")
        .file("/etc/sysconfig/phc2sys", options);
  }

  private static HostTree instance(HostTree tree, int pid, String unit, String... options) {
    return activeInstance(tree, unit)
        .process(pid, PTP4L, options)
        .file(
            "/proc/" + pid + "/cgroup",
            "0::/system.slice/system-ptp4l.slice/" + unit + ".service\n");
  }

  /** Of several instances each is judged by its own process. */
  private static final List<Case> MIXED =
      List.of(
          new Case(
              "one time-stamps in software, one runs free",
              t ->
                  instance(
                      instance(t, 7, "ptp4l@eth0", "-S"),
                      8,
                      "ptp4l@eth1",
                      "-S",
                      "--free_running=1"),
              "ptp4l@eth0_active"),
          new Case(
              "one runs free, one by hand does not",
              t -> instance(t, 7, "ptp4l@eth1", "-S", "--free_running=1").process(8, PTP4L, "-S"),
              "ptp4l_active"),
          new Case(
              "one in hardware runs, one in software will",
              t ->
                  enabledInstance(
                      template(instance(t, 7, "ptp4l@eth0", "-H"), "ptp4l", PTP4L + " -S"),
                      "ptp4l@eth1"),
              "ptp4l@eth1_enabled"),
          new Case(
              "cgroups of version 1",
              t ->
                  instance(instance(t, 7, "ptp4l@eth0", "-S"), 8, "ptp4l@eth1", "-H")
                      .file(
                          "/proc/8/cgroup",
                          "2:cpu:/\n1:name=systemd:/system.slice/ptp4l@eth1.service\n0::/\n"),
              "ptp4l@eth0_active"));

  private static final String HOSTS = "254:1 / /";

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
          new Case("phc2sys to chronyd by -E", t -> t.process(7, PHC2SYS, "-ar", "-Entpshm")),
          new Case(
              "phc2sys to chronyd by its file",
              t ->
                  t.process(7, PHC2SYS, "-ar", "-f", "/etc/ptp.conf")
                      .file("/proc/7/root/etc/ptp.conf", "[global]\nclock_servo ntpshm\n")),
          new Case("phc2sys -ar", t -> t.process(7, PHC2SYS, "-ar"), "phc2sys_active"),
          new Case("phc2sys to hardware, in one word", t -> t.process(7, PHC2SYS, "-c/dev/ptp1")),
          new Case(
              "phc2sys to chronyd, as a unit",
              t -> t.active("phc2sys").process(7, PHC2SYS, "-s", "eth0", "-E", "ntpshm")),
          new Case("timemaster", t -> t.process(7, "timemaster"), "timemaster_active"),
          new Case("clockbound", t -> t.process(7, "clockbound"), "clockbound_active"),
          new Case(
              "clockbound 2, which asks chronyd",
              t -> t.active("clockbound").process(7, "clockbound", "--max-drift-rate", "50")),
          new Case(
              "clockbound 2 with a hardware clock",
              t -> t.process(7, "clockbound", "-r", "PHC0", "-i", "eth0")),
          new Case(
              "clockbound 2, told whom to ask",
              t -> t.process(7, "clockbound", "--clock-error-bound-source=vmclock")),
          new Case(
              "clockbound as chrony's user",
              t -> capable(t.process(7, "clockbound"), 7, "0000000000000000")),
          new Case(
              "clockbound that may set the clock",
              t -> capable(t.process(7, "clockbound"), 7, "0000000002000000"),
              "clockbound_active"),
          new Case("one that has ended", t -> t.process(7, "ntpd").file("/proc/7/cmdline", "")),
          new Case(
              "busybox ntpd", t -> t.process(7, "busybox", "ntpd", "-n"), "busybox-ntpd_active"),
          new Case("ntpd of busybox", t -> t.process(7, "/usr/sbin/ntpd", "-n"), "ntpd_active"),
          new Case("another busybox", t -> t.process(7, "busybox", "sh", "-c", "x ntpd")),
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
              "pihole whose root cannot be seen and is the host's", t -> pihole(t, HOSTS, HOSTS)),
          new Case(
              "pihole in a container that cannot be seen into",
              t -> pihole(t, HOSTS, "0:57 / /"),
              "pihole-FTL_active"),
          new Case(
              "pihole below a folder of the host's disk",
              t -> pihole(t, HOSTS, "254:1 /srv/pihole /"),
              "pihole-FTL_active"),
          new Case(
              "pihole changed to another root",
              t -> pihole(t, HOSTS, "0:21 / /proc"),
              "pihole-FTL_active"));

  /** Files of process 7 cannot be seen; what proc(5) shows of its root and of process 1's. */
  private static HostTree outOfSight(HostTree tree, String first, String seventh) {
    String mounts = "30 28 0:21 / /proc rw - proc proc rw\n36 28 %s rw,noatime - ext4 /dev/x rw\n";
    return tree.link("/proc/7/root", "root")
        .file("/proc/1/mountinfo", mounts.formatted(first))
        .file("/proc/7/mountinfo", mounts.formatted(seventh));
  }

  /** On a host whose own Pi-hole leaves the clock alone. */
  private static HostTree pihole(HostTree tree, String first, String seventh) {
    return outOfSight(tree.process(7, FTL), first, seventh)
        .file("/etc/pihole/pihole.toml", toml("false"));
  }

  /** The options of a ptp4l that runs, and what its configuration file says. */
  private static HostTree ptp4l(HostTree tree, String settings, String... options) {
    String[] all =
        Stream.concat(Stream.of("-f", PTP4L_CONF), Stream.of(options)).toArray(String[]::new);
    return tree.process(7, PTP4L, all).file("/proc/7/root" + PTP4L_CONF, "[global]\n" + settings);
  }

  private static final String SOFTWARE = "# a comment\ntime_stamping\t\tsoftware\n";

  private static final List<Case> SOFTWARE_STAMPS =
      List.of(
          new Case("ptp4l", t -> t.process(7, PTP4L, "-i", "eth0")),
          new Case("ptp4l -S", t -> t.process(7, PTP4L, "-S", "-i", "eth0"), "ptp4l_active"),
          new Case("ptp4l -mS", t -> t.process(7, PTP4L, "-mS", "-i", "eth0"), "ptp4l_active"),
          new Case("ptp4l of an interface with an S", t -> t.process(7, PTP4L, "-i", "xS0")),
          new Case("by its file", t -> ptp4l(t, SOFTWARE), "ptp4l_active"),
          new Case("hardware by its file", t -> ptp4l(t, "time_stamping hardware\n")),
          new Case(
              "by a long option", t -> ptp4l(t, "", "--time_stamping=software"), "ptp4l_active"),
          new Case("options count before the file", t -> ptp4l(t, SOFTWARE, "-H")),
          new Case("long ones too", t -> ptp4l(t, SOFTWARE, "--time_stamping", "hardware")),
          new Case("set aside by a comment", t -> ptp4l(t, "#time_stamping software\n")),
          new Case("of a port's section", t -> ptp4l(t, "[eth0]\n" + SOFTWARE)),
          new Case("free running", t -> ptp4l(t, SOFTWARE + "free_running 1\n")),
          new Case("to chronyd", t -> ptp4l(t, SOFTWARE + "clock_servo ntpshm\n")),
          new Case("its file is not there", t -> t.process(7, PTP4L, "-f", PTP4L_CONF)),
          new Case(
              "whose root cannot be seen",
              t ->
                  outOfSight(t.process(7, PTP4L, "-f", PTP4L_CONF), HOSTS, HOSTS)
                      .file(PTP4L_CONF, "[global]\n" + SOFTWARE),
              "ptp4l_active"));

  private static final String CONNMAND = "/usr/sbin/connmand";
  private static final String HTPDATE = "/usr/sbin/htpdate";
  private static final String SETTER = "tlsdated-setter";

  private static HostTree connman(HostTree tree, String updates) {
    return tree.file(
        "/var/lib/connman/settings",
        "[global]\nOfflineMode=false\nTimeUpdates=" + updates + "\nTimezoneUpdates=manual\n");
  }

  /** Debian's unit of htpdate and its settings. */
  private static HostTree htpdate(HostTree tree, String options) {
    return tree.enabled("htpdate")
        .file(
            "/usr/lib/systemd/system/htpdate.service",
            "EnvironmentFile=/etc/default/htpdate\nExecStart="
                + HTPDATE
                + " $HTP_OPTIONS $HTP_PROXY -i /run/htpdate.pid $HTP_SERVERS\n")
        .file("/etc/default/htpdate", "HTP_SERVERS=\"a b\"\nHTP_OPTIONS=\"" + options + "\"\n");
  }

  /** Of which the network's manager is one. */
  private static final List<Case> BESIDE_THEIR_OTHER_WORK =
      List.of(
          new Case(
              "connman", t -> t.active("connman").process(7, CONNMAND, "-n"), "connman_active"),
          new Case("connman, not started", t -> t.enabled("connman"), "connman_enabled"),
          new Case(
              "connman without systemd",
              t -> t.process(7, CONNMAND).link("/proc/7/root", "root"),
              "connman_active"),
          new Case(
              "connman that keeps the clock",
              t -> connman(t.enabled("connman"), "auto"),
              "connman_enabled"),
          new Case(
              "connman that leaves the clock alone", t -> connman(t.enabled("connman"), "manual")),
          new Case(
              "connman that leaves the clock alone, as a process",
              t ->
                  connman(t.active("connman"), "auto")
                      .process(7, CONNMAND, "-n")
                      .file(
                          "/proc/7/root/var/lib/connman/settings",
                          "[global]\nTimeUpdates=manual\n")),
          new Case("connman's wait", t -> t.process(7, "/usr/sbin/connmand-wait-online")),
          new Case("htpdate", t -> htpdate(t, "-D -s"), "htpdate_enabled"),
          new Case("htpdate that only looks", t -> htpdate(t, "-D -q")),
          new Case(
              "htpdate in a container",
              t -> t.process(7, HTPDATE, "-alF", "www.example.com"),
              "htpdate_active"),
          new Case("htpdate by hand", t -> t.process(7, HTPDATE, "-d", "www.example.com")),
          new Case(
              "tlsdated",
              t ->
                  t.active("tlsdated")
                      .process(7, "/usr/sbin/tlsdated", "-w")
                      .process(8, 7, 100, SETTER, "-w"),
              "tlsdated_active"),
          new Case("tlsdated by hand", t -> t.process(7, SETTER), "tlsdated_active"),
          new Case("tlsdated, a dry run", t -> t.active("tlsdated").process(7, SETTER, "-wp")));

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
          new Case("one that asks once", t -> t.process(7, "chronyd", "-Q", "-t", "5")),
          new Case("one that prints its settings", t -> t.process(7, "chronyd", "-p")),
          new Case(
              "one that sets once", t -> t.process(7, "chronyd", "-q"), "second-chronyd_active"),
          new Case("flags in one word", t -> t.process(7, "chronyd", "-4nx")),
          new Case(
              "a file with an x",
              t -> t.process(7, "chronyd", "-f", "/etc/x.conf", "-Fx"),
              "second-chronyd_active"),
          new Case("one that has ended", t -> t.process(7, "chronyd").file("/proc/7/cmdline", "")),
          new Case(
              "helpers for NTS, of one with a priority",
              t -> t.process(102, 100, 101, "chronyd", "-P50").process(103, 100, 101, "chronyd")),
          new Case(
              "a child of a second",
              t -> t.process(7, "chronyd", "-x").process(8, 7, 1, "chronyd", "-x")));

  private static HostTree capable(HostTree tree, int pid, String capabilities) {
    return tree.file(
        "/proc/" + pid + "/status",
        "Name:\tx\nCapInh:\t0\nCapPrm:\t" + capabilities + "\nCapEff:\t0\nCapBnd:\t" + ALL + "\n");
  }

  private static final String ALL = "000001ffffffffff";

  /** Docker's and Podman's default, which CAP_SYS_TIME is not in. */
  private static final String CONTAINER = "00000000a80425fb";

  private static HostTree users(HostTree tree, int pid, String map) {
    return tree.file("/proc/" + pid + "/uid_map", map);
  }

  /** Who may not set the clock is no writer, whatever it is told to do. */
  private static final List<Case> POWER =
      List.of(
          new Case(
              "ntpd in a container on this host",
              t -> capable(capable(t.process(7, "ntpd"), 7, CONTAINER), 1, ALL)),
          new Case(
              "ntpd in a container that may set the clock",
              t -> capable(capable(t.process(7, "ntpd"), 7, "00000000aa0425fb"), 1, ALL),
              "ntpd_active"),
          new Case(
              "ntpd beside the audit in a container",
              t -> capable(capable(t.process(7, "ntpd"), 7, CONTAINER), 1, CONTAINER),
              "ntpd_active"),
          new Case(
              "ntpd whose capabilities cannot be read",
              t -> capable(t.process(7, "ntpd"), 1, ALL),
              "ntpd_active"),
          new Case(
              "ntpd whose capabilities are cut off",
              t -> capable(t.process(7, "ntpd"), 1, ALL).file("/proc/7/status", "\nCapPrm:\t00"),
              "ntpd_active"),
          new Case(
              "ntpd that gave the capability up",
              t -> capable(capable(t.process(7, "ntpd"), 7, "0000000000000400"), 1, ALL)),
          new Case(
              "ntpd that kept this capability alone",
              t -> capable(capable(t.process(7, "ntpd"), 7, "0000000002000000"), 1, ALL),
              "ntpd_active"),
          new Case(
              "a unit whose process gave it up",
              t ->
                  capable(
                      capable(t.active("ntpsec").process(7, "ntpd"), 7, "0000000000000400"),
                      1,
                      ALL)),
          new Case(
              "openntpd: the engine gave it up, its parent sets the clock",
              t ->
                  capable(
                      capable(
                          capable(
                              t.active("openntpd")
                                  .process(7, "/usr/sbin/ntpd", "-d")
                                  .process(8, 7, 100, "ntpd: ntp engine"),
                              7,
                              ALL),
                          8,
                          "0000000000000000"),
                      1,
                      ALL),
              "openntpd_active"),
          new Case(
              "a second chronyd that gave it up",
              t -> capable(capable(t.process(7, "chronyd"), 7, "0000000000000400"), 1, ALL)),
          new Case(
              "one ntpd in a container, one on the host",
              t -> capable(capable(t.process(7, "ntpd"), 7, CONTAINER).process(8, "ntpd"), 1, ALL),
              "ntpd_active"),
          new Case(
              "Pi-hole in a container, its settings out of sight",
              t ->
                  capable(capable(t.process(7, FTL), 7, CONTAINER), 1, ALL)
                      .file("/etc/pihole/pihole.toml", toml("true"))),
          new Case(
              "a second chronyd in a container",
              t -> capable(capable(t.process(7, "chronyd"), 7, CONTAINER), 1, ALL)),
          new Case(
              "ntpd with users of its own",
              t ->
                  users(users(t.process(7, "ntpd"), 7, "0 100000 65536\n"), 1, "0 0 4294967295\n")),
          new Case(
              "ntpd with the host's users",
              t -> users(users(t.process(7, "ntpd"), 7, "0 0 4294967295\n"), 1, "0 0 4294967295\n"),
              "ntpd_active"));

  /** A host on which timemaster has started the one chronyd, beside what is added. */
  private static Case timemaster(String name, UnaryOperator<HostTree> host, String... words) {
    UnaryOperator<HostTree> started =
        t ->
            t.active("timemaster")
                .process(7, "timemaster", "-f", "/etc/linuxptp/timemaster.conf")
                .process(100, 7, 100, "/usr/sbin/chronyd", "-n");
    return new Case("timemaster: " + name, t -> host.apply(started.apply(t)), words);
  }

  private static final List<Case> TIMEMASTER =
      List.of(
          timemaster("its chronyd sets the clock", t -> t),
          timemaster("another sets nothing", t -> t.process(8, "chronyd", "-x")),
          timemaster(
              "another chronyd sets it too",
              t -> t.process(8, "chronyd"),
              "timemaster_active",
              "second-chronyd_active"),
          timemaster(
              "its chronyd sets nothing",
              t -> t.process(100, 7, 100, "chronyd", "-x"),
              "timemaster_active"),
          timemaster(
              "its chronyd sets nothing, another does",
              t -> t.process(100, 7, 100, "chronyd", "-x").process(8, "chronyd"),
              "timemaster_active"),
          timemaster(
              "with ntpd",
              t -> t.process(100, "chronyd").process(8, 7, 100, "ntpd"),
              "ntpd_active",
              "timemaster_active"));

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
    return Stream.of(
            UNITS,
            INSTANCES,
            DROP_INS,
            MIXED,
            PROCESSES,
            SOFTWARE_STAMPS,
            BESIDE_THEIR_OTHER_WORK,
            ON_DEMAND,
            CHRONYDS,
            POWER,
            TIMEMASTER)
        .flatMap(List::stream)
        .map(it -> dynamicTest(it.name, () -> assertSeen(it)));
  }

  private void assertSeen(Case it) throws IOException {
    chronydAlone();
    it.host.apply(tree);
    Daemons daemons = found();
    assertEquals(List.of(it.words), daemons.writers().stream().map(Writer::word).toList());
    boolean setters = ON_DEMAND.contains(it);
    assertEquals(setters ? List.of() : daemons.writers(), daemons.keepers());
    assertEquals(setters ? daemons.writers() : List.of(), daemons.onDemand());
    assertEquals(Optional.empty(), daemons.unseen());
  }

  /** As a unit of a booted systemd (./dev test booted). */
  @Test
  void eachWriterHasARowAmongThoseThatAreStarted() throws IOException {
    String rows = Files.readString(Path.of("src/test/booted/writers.py"));
    for (Known known : Known.ALL) {
      assertTrue(rows.contains(", \"" + known.process()), known.process());
      for (String unit : known.units()) {
        assertTrue(rows.contains("Writer(\"" + unit), unit);
      }
    }
  }

  @Test
  void chronydsAgeIsItsOwn() throws IOException {
    assertEquals(OptionalDouble.of(100), found().chronyd().started());
    tree.process(100, 1, 4711.25, "/usr/sbin/chronyd (x) y");
    tree.process(101, 100, 4712, "/usr/sbin/chronyd");
    tree.file("/proc/100/comm", "chronyd\n");
    assertEquals(OptionalDouble.of(4711.25), found().chronyd().started());
    tree.file("/proc/100/stat", "");
    assertEquals(OptionalDouble.empty(), found().chronyd().started());
    tree = new HostTree(Files.createTempDirectory(root, "host"));
    assertEquals(OptionalDouble.empty(), found().chronyd().started());
  }

  /** A second one must neither lend its youth to the first nor take the first one's away. */
  @Test
  void ofSeveralChronydsTheHostsOwnTellsItsAge() {
    tree.process(7, 1, 4000, "chronyd", "-x");
    assertEquals(OptionalDouble.empty(), found().chronyd().started());
    tree.file("/run/chrony/chronyd.pid", "7\n");
    assertEquals(OptionalDouble.of(4000), found().chronyd().started());
    tree.file("/run/chrony/chronyd.pid", "100\n");
    assertEquals(OptionalDouble.of(100), found().chronyd().started());
    tree.file("/run/chrony/chronyd.pid", "99\n"); // left behind
    assertEquals(OptionalDouble.empty(), found().chronyd().started());
    tree.file("/run/chronyd.pid", "100\n");
    assertEquals(OptionalDouble.of(100), found().chronyd().started());
  }

  @Test
  void aHostWhoseChronydsAllLeaveTheClockAloneIsTold() throws IOException {
    assertFalse(found().chronyd().leavesClock());
    tree.process(7, "chronyd", "-x");
    assertFalse(found().chronyd().leavesClock());
    tree = new HostTree(Files.createTempDirectory(root, "host"));
    assertFalse(found().chronyd().leavesClock());
    assertFalse(found().chronyd().runs());
    tree.process(7, "chronyd", "-n", "-x");
    assertTrue(found().chronyd().leavesClock());
    assertTrue(found().chronyd().runs());
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
    assertTrue(found().chronyd().runs(), "it may be one of those");
    tree.active("ntpsec");
    assertEquals(List.of("ntpsec_active"), words());
  }

  /** VMware's default is off: a host must not be warned of what nobody could see. */
  @Test
  void whoCannotAskVmwareSaysSo() {
    String neither = ", so that vmtoolsd may keep the clock or not";
    tree.process(7, "/usr/bin/vmtoolsd");
    assertUnseen(ErrorKind.NOT_INSTALLED, "vmware-toolbox-cmd is not there" + neither);
    tree.program("vmware-toolbox-cmd", "echo 'Error: no service'; exit 69");
    assertUnseen(ErrorKind.UNPARSEABLE, "vmware-toolbox-cmd does not tell" + neither);
    tree.program("vmware-toolbox-cmd", "exec sleep 60");
    assertEquals(ErrorKind.TIMED_OUT, found().unseen().orElseThrow().kind());
    assertEquals(List.of(), words());
  }

  private void assertUnseen(ErrorKind kind, String text) {
    assertEquals(Optional.of(new Failure(kind, text)), found().unseen());
    assertEquals(List.of(), words());
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
        daemons.keepers().stream().map(Writer::word).toList());
    assertEquals(Optional.empty(), daemons.unseen());
    assertEquals(OptionalDouble.of(100), daemons.chronyd().started());
  }

  @Test
  void anEmptyListLooksForNothing() {
    tree.active("ntpd").process(7, "ntpd").program("systemctl", "echo active");
    assertEquals(List.of(), listed().writers());
    assertEquals(Optional.empty(), listed().unseen());
  }

  @Test
  void withoutSystemdAListIsNotSilence() {
    Optional<Failure> noSystemd =
        Optional.of(new Failure(ErrorKind.NOT_INSTALLED, "there is no systemd to ask"));
    tree = new HostTree(root.resolve("bare")).process(7, "ntpd").process(100, "chronyd");
    Chronyd chronyd = new Chronyd(true, false, OptionalDouble.of(100));
    assertEquals(new Daemons(List.of(), noSystemd, chronyd), listed("ntpd"));
    tree.program("systemctl", "echo active");
    assertEquals(noSystemd, listed("ntpd").unseen());
    tree.folder("/run/systemd/system");
    assertEquals(List.of(new Writer("ntpd", Writer.State.ACTIVE)), listed("ntpd").writers());
  }

  @Test
  void aSystemctlThatCannotBeStartedIsNotSilence() {
    tree.folder("/run/systemd/system").program("systemctl", "");
    tree.file("/usr/bin/systemctl", "#!/no/such/shell\n");
    assertEquals(
        Optional.of(new Failure(ErrorKind.NOT_PERMITTED, "systemctl cannot be started")),
        listed("ntpd").unseen());
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
