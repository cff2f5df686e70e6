package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.ConfigOf;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an audit makes of those before it. */
class TimelineTest {
  @TempDir Path folder;
  private Timeline timeline;
  private SimulatedHost host;

  @BeforeEach
  void aHealthyHost() {
    use(Config.defaults());
  }

  private void use(Config config) {
    timeline = new Timeline(folder, config);
    host = timeline.host;
  }

  private static String verdict(AuditRecord record) {
    String pending = record.text(Field.PENDING, "");
    return record.text(Field.VERDICT, "?")
        + " "
        + record.text(Field.REASONS, "?")
        + (pending.isEmpty() ? "" : " (" + pending + ")");
  }

  private void assertNext(String verdict) {
    assertEquals(verdict, verdict(timeline.next()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20})
  void aWarningIsGivenAfterSoManyRunsInARow(int runs) {
    use(ConfigOf.yaml("limits: {confirm_runs: " + runs + "}"));
    assertNext("ok none");
    for (int round = 0; round < 2; round++) {
      host.stratum = 5;
      for (int i = 1; i < runs; i++) {
        assertNext("ok none (stratum)");
      }
      assertNext("warning stratum");
      assertNext("warning stratum");
      host.stratum = 4;
      assertNext("ok none");
    }
  }

  @Test
  void aRunThatIsWellBreaksTheRow() {
    use(ConfigOf.yaml("limits: {confirm_runs: 3}"));
    host.stratum = 5;
    assertNext("ok none (stratum)");
    assertNext("ok none (stratum)");
    host.stratum = 4;
    assertNext("ok none");
    host.stratum = 5;
    assertNext("ok none (stratum)");
    assertNext("ok none (stratum)");
    assertNext("warning stratum");
  }

  @Test
  void eachWarningHasARowOfItsOwn() {
    host.correction = 0.2;
    assertNext("ok none (offset,error-bound)");
    host.stratum = 9;
    assertNext("warning offset,error-bound (stratum)");
    host.correction = 0;
    assertNext("warning stratum");
  }

  @Test
  void criticalIsGivenAtOnce() {
    host.correction = -1.5;
    assertNext("critical offset,error-bound");
    host.correction = 0.5; // was seen in the run before
    assertNext("warning offset,error-bound");
    host.correction = 0;
    assertNext("ok none");
  }

  @Test
  void theWorstReasonIsTheVerdict() {
    host.source(State.FALSETICKER, "192.0.2.66", 6, 0377, 3);
    host.kernelSync = Measured.of(false);
    assertNext("ok kernel-unsynchronised (falseticker)");
    assertNext("warning falseticker,kernel-unsynchronised");
    host.unsynchronised();
    assertNext("critical unsynchronised,falseticker");
    host.fails(ErrorKind.TIMED_OUT).writer("ntpd", Writer.State.ACTIVE);
    assertNext("unknown chronyd-timed-out (competing-daemon)");
    assertNext("unknown chronyd-timed-out,competing-daemon");
  }

  @Test
  void infoNeverChangesTheVerdict() {
    host.only(State.SELECTED, 6, 0377, 3).leap = Leap.INSERT;
    host.phc("/dev/ptp0", "hyperv");
    for (int i = 0; i < 4; i++) {
      assertNext("ok few-sources,phc-unused,leap-pending");
    }
  }

  @Test
  void noWarningInTheGraceAfterBoot() {
    host.reboot("11111111-2222-3333-4444-555555555555").correction = 0.2;
    assertEquals("ok none (offset,error-bound)", verdict(timeline.audit()));
    assertNext("ok none (offset,error-bound)"); // 5 min 30 s
    assertNext("warning offset,error-bound"); // 10 min 30 s, seen before
  }

  @Test
  void noWarningInTheGraceAfterARestartOfChronyd() {
    assertNext("ok none");
    host.restartChronyd().correction = 0.2;
    assertNext("ok none (offset,error-bound)");
    host.pass(Duration.ofMinutes(4).plusMillis(59_990));
    assertEquals("ok none (offset,error-bound)", verdict(timeline.audit()));
    host.pass(Duration.ofMillis(10));
    assertEquals("warning offset,error-bound", verdict(timeline.audit()));
  }

  /** Else a chronyd that ends every few minutes would never be warned of, whatever is wrong. */
  @Test
  void whatIsSeenForLongerThanTheGraceDoesNotWaitForItsEnd() {
    host.correction = 0.2;
    for (int minutes = 5; minutes <= 15; minutes += 5) {
      host.restartChronyd();
      assertNext("ok none (offset,error-bound)");
    }
    host.restartChronyd();
    assertNext("warning offset,error-bound");
    host.restartChronyd();
    assertNext("warning offset,error-bound");
    host.restartChronyd().correction = 0;
    assertNext("ok none");
    host.restartChronyd().correction = 0.2;
    assertNext("ok none (offset,error-bound)");
  }

  @Test
  void criticalAndUnknownDoNotWaitForTheGrace() {
    host.reboot("11111111-2222-3333-4444-555555555555").unsynchronised();
    assertEquals("critical unsynchronised", verdict(timeline.audit()));
    host.fails(ErrorKind.UNREACHABLE);
    assertNext("unknown chronyd-unreachable");
  }

  @Test
  void aMistakeInTheConfigurationIsToldAtOnceAndInTheGraceToo() {
    host.problems = List.of(new Problem("/etc/ntp-audit/config.yaml", 1, 1, "a tab"));
    assertNext("warning config-invalid");
    host.reboot("11111111-2222-3333-4444-555555555555");
    assertEquals("warning config-invalid", verdict(timeline.audit()));
  }

  @Test
  void withoutChronydAndWithoutTheTimeSinceBootThereIsNoGrace() {
    host.chronydStarted = OptionalDouble.empty();
    host.uptime = OptionalDouble.empty();
    host.correction = 0.2;
    assertEquals("ok none (offset,error-bound)", verdict(timeline.audit()));
    host.step(Timeline.BETWEEN);
    assertEquals("warning offset,error-bound", verdict(timeline.audit()));
  }

  private static void assertStands(AuditRecord record, Instant since, long runs) {
    assertEquals(Timestamp.text(since), record.text(Field.SINCE, "?"));
    assertEquals(OptionalLong.of(runs), record.count(Field.RUNS));
  }

  /** A hardware clock that was ahead at boot. */
  @Test
  void aVerdictDoesNotStandSinceATimeToCome() {
    timeline.audit();
    host.step(Duration.ofDays(-2));
    host.reboot("11111111-2222-3333-4444-555555555555");
    AuditRecord record = timeline.audit();
    assertEquals(record.text(Field.TIMESTAMP, "?"), record.text(Field.SINCE, "!"));
  }

  @Test
  void aVerdictStandsSinceItsFirstRun() {
    Instant first = host.time.plus(Timeline.BETWEEN);
    assertStands(timeline.next(), first, 1);
    assertStands(timeline.next(), first, 2);
    host.localReference();
    Instant critical = host.time.plus(Timeline.BETWEEN);
    assertStands(timeline.next(), critical, 1);
    host.unsynchronised(); // another reason, the same verdict
    assertStands(timeline.next(), critical, 2);
    host.fails(ErrorKind.NOT_INSTALLED);
    assertStands(timeline.next(), host.time, 1);
  }

  // --- gaps ---

  @Test
  void aRowEndsAtAGap() {
    assertNext("ok none");
    host.correction = 0.2;
    assertNext("ok none (offset,error-bound)");
    host.pass(Duration.ofDays(20));
    Instant first = host.time;
    AuditRecord afterwards = timeline.audit();
    assertEquals("ok none (offset,error-bound)", verdict(afterwards));
    assertStands(afterwards, first, 1);
    host.pass(Duration.ofSeconds(630)); // one missing, and the splay
    AuditRecord second = timeline.audit();
    assertEquals("warning offset,error-bound", verdict(second));
    host.pass(Duration.ofMillis(630_010));
    assertEquals("ok none (offset,error-bound)", verdict(timeline.audit()));
  }

  @Test
  void aGapBetweenTheLastTwoEndsTheRowToo() {
    use(ConfigOf.yaml("limits: {confirm_runs: 3}"));
    host.stratum = 5;
    assertNext("ok none (stratum)");
    host.pass(Duration.ofHours(1));
    assertNext("ok none (stratum)");
    assertNext("ok none (stratum)");
    assertNext("warning stratum");
  }

  @Test
  void aRowEndsWithTheBoot() {
    Instant first = host.time.plus(Timeline.BETWEEN);
    assertStands(timeline.next(), first, 1);
    assertStands(timeline.next(), first, 2);
    host.reboot("11111111-2222-3333-4444-555555555555").pass(Timeline.BETWEEN);
    assertStands(timeline.audit(), host.time, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{loki: {interval: 1h}, schedule: {systemd: hourly}}",
        "{schedule: {systemd: hourly}}",
        "{schedule: {cron: \"0 * * * *\"}}"
      })
  void aRowIsAsWideAsTheSchedule(String yaml) {
    use(ConfigOf.yaml(yaml));
    timeline.audit();
    host.pass(Duration.ofHours(1)).correction = 0.2;
    assertEquals("ok none (offset,error-bound)", verdict(timeline.audit()));
    host.pass(Duration.ofHours(1));
    assertEquals("warning offset,error-bound", verdict(timeline.audit()));
    host.correction = 0;
    host.pass(Duration.ofDays(20));
    assertStands(timeline.audit(), host.time, 1);
  }

  @Test
  void aStepEndsNoRow() {
    timeline.audit();
    Instant first = host.time.plus(Timeline.BETWEEN);
    host.correction = 2;
    assertStands(timeline.next(), first, 1);
    host.step(Duration.ofDays(3));
    assertStands(timeline.next(), first, 2);
  }

  @Test
  void aLookWithoutAnAuditInTheLogHasNothingToWaitFor() {
    host.correction = 0.2;
    assertEquals("warning offset,error-bound", verdict(timeline.live()));
    host.pass(Duration.ofDays(20)).correction = 0;
    assertNext("ok none");
    host.correction = 0.2;
    assertEquals("ok none (offset,error-bound)", verdict(timeline.live()));
    host.restartChronyd().pass(Duration.ofHours(1)).restartChronyd();
    assertEquals("ok none (offset,error-bound)", verdict(timeline.live())); // the grace
  }

  // --- the clock and the time since boot ---

  private void assertStep(Double step) {
    AuditRecord record = timeline.audit();
    OptionalDouble expected = step == null ? OptionalDouble.empty() : OptionalDouble.of(step);
    assertEquals(expected, record.number(Field.CLOCK_STEP));
    assertEquals(step != null, record.reasons().contains("stepped"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400_000, -5000, -101, 101, 250, 3_600_000})
  void aStepIsToldAtOnceAndOnce(long millis) {
    timeline.audit();
    host.pass(Timeline.BETWEEN).step(Duration.ofMillis(millis));
    assertStep(millis / 1e3);
    host.pass(Timeline.BETWEEN);
    assertStep(null);
  }

  @Test
  void aStepSaysItsWay() {
    timeline.audit();
    host.pass(Timeline.BETWEEN).step(Duration.ofMillis(-2500));
    HostFacts facts = host.facts();
    Past past =
        new Past(
            new AuditLog(folder.resolve("audit.log").toString()).last(1), Duration.ZERO, false);
    Limits limits = Limits.of(Config.defaults());
    assertEquals(
        List.of(
            new Finding(
                "stepped",
                Severity.WARNING,
                "The clock was stepped 2.5 s back since the last audit.")),
        Assessment.of(facts, limits, past).findings());
  }

  @Test
  void whatIsNoStep() {
    timeline.audit();
    host.pass(Timeline.BETWEEN).step(Duration.ofMillis(99)); // two clocks, read one after the other
    assertStep(null);
    host.pass(Timeline.BETWEEN).correction = 0.4; // slewing moves both
    assertStep(null);
    host.pass(Duration.ofHours(9)); // suspended: the time since boot goes on
    assertStep(null);
    host.step(Duration.ofDays(3)).reboot("11111111-2222-3333-4444-555555555555");
    assertStep(null);
    host.pass(Timeline.BETWEEN).bootId = null;
    host.step(Duration.ofDays(3));
    assertStep(null);
  }

  /** LXC shows the age of the container, and it begins anew. */
  @Test
  void aContainersRestartIsNoStep() {
    timeline.audit();
    host.pass(Timeline.BETWEEN).uptime = OptionalDouble.of(4);
    host.chronydStarted = OptionalDouble.of(1);
    assertStep(null);
  }

  @Test
  void anAuditWithoutTheTimeSinceBootCannotTellAStep() {
    host.uptime = OptionalDouble.empty();
    assertFalse(timeline.audit().has(Field.UPTIME));
    host.uptime = OptionalDouble.of(2_000_000);
    assertStep(null);
    host.uptime = OptionalDouble.empty();
    host.step(Duration.ofHours(5));
    assertStep(null);
  }

  @Test
  void inTheGraceAStepIsChronydsOwn() {
    timeline.audit();
    host.restartChronyd().pass(Timeline.BETWEEN).step(Duration.ofSeconds(40));
    AuditRecord record = timeline.audit();
    assertEquals("ok none (stepped)", verdict(record));
    assertEquals(OptionalDouble.of(40), record.number(Field.CLOCK_STEP));
  }

  /** And yet a clock that is stepped between any two audits does not wait for ever. */
  @Test
  void stepsInAGraceThatNeverEndsAreTold() {
    timeline.audit();
    for (int minutes = 5; minutes <= 20; minutes += 5) {
      host.restartChronyd().pass(Timeline.BETWEEN).step(Duration.ofSeconds(40));
      assertEquals(
          minutes < 20 ? "ok none (stepped)" : "warning stepped", verdict(timeline.audit()));
    }
  }

  private void lastAuditOfTheYear(Leap leap) {
    host.time = Instant.parse("2026-12-31T23:57:00.000Z");
    host.leap = leap;
    timeline.audit();
    host.leap = Leap.NORMAL;
    host.pass(Timeline.BETWEEN);
  }

  @Test
  void aLeapSecondThatWasAnnouncedIsNoStep() {
    lastAuditOfTheYear(Leap.INSERT);
    host.step(Duration.ofSeconds(-1));
    assertStep(null);
    lastAuditOfTheYear(Leap.DELETE);
    host.step(Duration.ofSeconds(1));
    assertStep(null);
    lastAuditOfTheYear(Leap.INSERT); // smeared, or slewed away
    assertStep(null);
  }

  @Test
  void aSecondThatWasNotAnnouncedIsAStep() {
    lastAuditOfTheYear(Leap.NORMAL);
    host.step(Duration.ofSeconds(-1));
    assertStep(-1.0);
    lastAuditOfTheYear(Leap.INSERT);
    host.step(Duration.ofSeconds(1));
    assertStep(1.0);
    host.time = Instant.parse("2026-12-31T12:00:00.000Z");
    host.leap = Leap.INSERT;
    timeline.audit();
    host.pass(Timeline.BETWEEN).step(Duration.ofSeconds(-1)); // it comes at midnight
    assertStep(-1.0);
  }

  @Test
  void aRecordThatMakesNoSenseIsNoPast() throws Exception {
    Files.writeString(
        folder.resolve("audit.log"),
        "{\"verdict\":\"ok\",\"since\":\"long ago \\ud800\",\"runs\":-7,\"uptime\":1,"
            + "\"boot_id\":\""
            + host.bootId
            + "\",\"timestamp\":\"yesterday\"}\n");
    AuditRecord record = timeline.audit();
    assertStands(record, host.time, 1);
    assertTrue(!record.has(Field.CLOCK_STEP));
  }
}
