package io.ntpaudit.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.clock.HardwareClock.Status;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.HostTree;
import io.ntpaudit.host.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockSearchTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:05:12.345Z");

  @TempDir Path root;
  private HostTree tree;

  @BeforeEach
  void aHost() {
    tree = new HostTree(root);
  }

  private ClockFacts facts(List<String> devices, List<String> modules) {
    return ClockSearch.start(
            tree.host(Clock.fixed(NOW, ZoneOffset.UTC)), devices, modules, Optional.empty())
        .await();
  }

  @Test
  void ofTheNamedDevicesTheFirstThatIsThere() throws IOException {
    Path link = tree.link("/dev/ptp_hyperv", "/dev/null").path("/dev/ptp_hyperv");
    tree.file("/sys/class/ptp/null/clock_name", "hyperv\n").file("/dev/ptp0", "no device");
    HardwareClock clock = facts(List.of("/dev/ptp0", "/dev/ptp_hyperv"), null).hardwareClock();
    Files.delete(link);
    assertEquals(Status.OK, clock.status());
    assertEquals(Optional.of("/dev/ptp_hyperv"), clock.device());
    assertEquals(Optional.of("hyperv"), clock.clockName());
    assertEquals(
        new HardwareClock(
            Status.MISSING, Optional.empty(), Optional.empty(), "/dev/ptp0, /dev/ptp_hyperv"),
        facts(List.of("/dev/ptp0", "/dev/ptp_hyperv"), null).hardwareClock());
    assertEquals(Status.NOT_EXPECTED, facts(List.of(), null).hardwareClock().status());
  }

  private String modules(String... modules) {
    return facts(null, List.of(modules)).modules().status();
  }

  @Test
  void aModuleIsLoadedOrBuiltInOrMissing() {
    tree.file("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
    tree.folder("/sys/module/ptp_kvm").folder("/sys/module/hv_utils");
    String builtIn = "/usr/lib/modules/6.1.0-30-amd64/modules.builtin";
    tree.file(builtIn, "kernel/drivers/ptp/ptp.ko\nkernel/drivers/net/virtio-net.ko\n");
    assertEquals("n/a", modules());
    assertEquals("ok", modules("ptp_kvm"));
    assertEquals("ok", modules("ptp-kvm", "hv_utils"));
    assertEquals("ok", modules("ptp"), "built in");
    assertEquals("ok", modules("virtio_net"), "built in, spelt with a hyphen");
    assertEquals("tp_missing", modules("tp"));
    assertEquals("foo_missing", modules("ptp_kvm", "foo", "bar"), "the first");
    assertEquals(Optional.of("foo"), new Modules("foo_missing").missing());
    assertEquals(Optional.empty(), new Modules("ok").missing());
    assertEquals(Optional.empty(), new Modules("unknown").missing());
  }

  @Test
  void withoutSysTheListOfLoadedModulesCounts() {
    tree.file("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
    tree.file("/proc/modules", "xptp_kvm 1 0 - Live 0x0\nptp_kvm 20480 0 - Live 0x0\n");
    assertEquals("ok", modules("ptp_kvm"));
    assertEquals("unknown", modules("ptp_k"), "it may be built in");
    tree.file("/lib/modules/6.1.0-30-amd64/modules.builtin", "");
    assertEquals("ptp_k_missing", modules("ptp_k"));
  }

  /** In the unit: /lib/modules is hidden, the list stands where the unit shows it. */
  @Test
  void theListOfBuiltInModulesStandsElsewhereInTheUnit() {
    tree.file("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n").folder("/lib/modules");
    tree.file("/run/ntp-audit/modules.builtin", "kernel/drivers/ptp/ptp-kvm.ko\n");
    assertEquals("ok", modules("ptp_kvm"));
    assertEquals("hv_utils_missing", modules("ptp_kvm", "hv_utils"));
    tree.file("/lib/modules/6.1.0-30-amd64/modules.builtin", "");
    assertEquals("ptp_kvm_missing", modules("ptp_kvm"), "the kernel's own list comes first");
  }

  @Test
  void aKernelWithoutModulesDoesNotTellWhatIsBuiltIn() {
    tree.file("/proc/sys/kernel/osrelease", "6.18.44\n").folder("/sys/module/acpi");
    assertEquals("unknown", modules("ptp_kvm"));
    assertEquals("ok", modules("acpi"));
    assertEquals("unknown", modules("acpi", "ptp_kvm"));
  }

  private void conf(String text) {
    tree.file("/etc/chrony/chrony.conf", text);
  }

  private void assertConf(boolean rtcsync, boolean phc) {
    ClockFacts facts = facts(null, null);
    assertEquals(Measured.of(rtcsync), facts.rtcsync());
    assertEquals(Measured.of(phc), facts.phcConfigured());
  }

  @Test
  void readsTwoDirectivesOfChronysConfiguration() {
    assertEquals(Measured.absent(), facts(null, null).rtcsync());
    assertEquals(Measured.absent(), facts(null, null).phcConfigured());
    conf(
        "server 192.0.2.1\n#rtcsync\n! rtcsync\nrtcsyncx\nrefclock SHM 0\nrefclock PPS /dev/pps0\n");
    assertConf(false, false);
    conf(" \trtcsync \nrefclock \t PHC\t/dev/ptp0 poll 2\n");
    assertConf(true, true);
    conf("RTCSync\r\nRefClock PHC /dev/ptp0");
    assertConf(true, true);
    conf("refclock\n");
    assertConf(false, false);
  }

  @Test
  void followsWhatTheConfigurationIncludes() {
    tree.file("/etc/chrony/conf.d/50-site.conf", "rtcsync\n")
        .file("/srv/phc", "refclock PHC /dev/ptp0\n");
    conf("confdir /nowhere /etc/chrony/conf.d\nInclude /srv/phc\ninclude /nowhere/file\n");
    assertConf(true, true);
    conf("confdir /srv\n");
    assertConf(false, false);
    conf("include /etc/chrony/conf.d/*.conf\n");
    assertConf(true, false);
    conf("include /etc/chrony/conf.d/5*\n");
    assertConf(true, false);
    conf("include /etc/chrony/conf.d/6*.conf\n");
    assertConf(false, false);
    conf("include /etc/chrony/chrony.conf\nrtcsync\n");
    assertConf(true, false);
  }

  @Test
  void theOtherPlaceIsThatOfFedora() {
    tree.file("/etc/chrony.conf", "rtcsync\n");
    assertConf(true, false);
    conf("");
    assertConf(false, false);
  }

  private Measured<Boolean> kernelSync(String script) {
    return tree.program("logger", script) == null ? null : facts(null, null).kernelSync();
  }

  @Test
  void theKernelsStateIsWhatLoggerTells() {
    String line = "echo '<13>1 - - - - - [timeQuality tzKnown=\"1\" isSynced=\"%d\"] -' >&2";
    assertEquals(Measured.of(true), kernelSync(line.formatted(1)));
    assertEquals(Measured.of(false), kernelSync(line.formatted(0)));
    Measured<Boolean> mute =
        Measured.failed(ErrorKind.UNPARSEABLE, "logger does not tell the kernel's state");
    assertEquals(mute, kernelSync("echo \"logger: unrecognized option '--rfc5424'\" >&2; exit 1"));
    assertEquals(mute, kernelSync("kill -9 $$"));
    String withPort = "case \"$*\" in *'-P 514'*) " + line.formatted(1) + ";; *) exit 1;; esac";
    assertEquals(Measured.of(true), kernelSync(withPort), "without /etc/services");
  }

  @Test
  void withoutLoggerTheKernelsStateIsUnknown() {
    assertEquals(
        Measured.failed(ErrorKind.NOT_INSTALLED, "logger is not installed"),
        facts(null, null).kernelSync());
  }

  @Test
  void thisHostsLoggerTellsAndSendsNothing() {
    Measured<Boolean> seen =
        ClockSearch.start(Host.here(), null, null, Optional.empty()).await().kernelSync();
    boolean installed = Host.here().program("logger").isPresent();
    assertTrue(!installed || seen.present().isPresent(), seen.toString());
  }

  @Test
  void theTimeSinceBootIsReadWithTheTime() {
    tree.file("/proc/uptime", "86400.25 300000.00\n");
    tree.file("/proc/sys/kernel/random/boot_id", "3a0b6c7e-6e0f-4f0b-8d0a-0c6a4f2f5d11\n");
    assertEquals(
        new Boot(
            NOW, OptionalDouble.of(86400.25), Optional.of("3a0b6c7e-6e0f-4f0b-8d0a-0c6a4f2f5d11")),
        facts(null, null).boot());
  }

  @Test
  void aTimeSinceBootThatCannotBeReadIsAbsent() {
    assertEquals(OptionalDouble.empty(), facts(null, null).boot().uptime());
    for (String text : List.of("", "x y\n", "123.4\n")) {
      tree.file("/proc/uptime", text);
      assertEquals(OptionalDouble.empty(), facts(null, null).boot().uptime(), text);
    }
  }

  /** LXC shows the container's age; the kernel's monotonic clock knows better. */
  @Test
  void theOlderOfTwoAgesCounts() {
    tree.file("/proc/uptime", "60.00 60.00\n");
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 4711.251, "");
    assertEquals(OptionalDouble.of(4711.25), Boot.read(host).uptime());
  }

  /** A run that is held up between two looks at the clocks looks again. */
  @Test
  void aHeldUpLookIsRepeated() {
    tree.file("/proc/uptime", "100.00 100.00\n");
    Instant[] times = {
      NOW,
      NOW.plusSeconds(3), // held up for three seconds
      NOW.plusSeconds(4),
      NOW.plusSeconds(4).plusMillis(1)
    };
    int[] next = {0};
    InstantSource source = () -> times[Math.min(next[0]++, times.length - 1)];
    Boot boot = Boot.read(tree.host(source.withZone(ZoneOffset.UTC)));
    assertEquals(NOW.plusSeconds(4), boot.time());
    InstantSource slow = () -> NOW.plus(Duration.ofSeconds(next[0]++));
    assertTrue(Boot.read(tree.host(slow.withZone(ZoneOffset.UTC))).uptime().isPresent());
  }
}
