package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that lack what others have: what the page says of them. */
class OddLogTest {
  @TempDir Path folder;

  private Report report(AuditRecord... records) throws IOException {
    return reportOf("1d", records);
  }

  private Report reportOf(String since, AuditRecord... records) throws IOException {
    return Logs.report(Logs.host(folder, Logs.END, Logs.bytes(records)), since);
  }

  private static Instant ago(int minutes) {
    return Logs.END.minusSeconds(60L * minutes);
  }

  private static AuditRecord of(String host, Instant time) {
    return Logs.ok(time).with(Field.HOST, host);
  }

  @Test
  void aRecordWithoutAHostIsOfNoFurtherHost() throws IOException {
    AuditRecord nameless =
        new AuditRecord().with(Field.TIMESTAMP, ago(10).toString()).with(Field.VERDICT, "ok");
    String one = Quality.counts(report(of("a", ago(15)), nameless)).toString();
    assertTrue(one.contains("; 1 without the name of a host"), one);
    assertFalse(one.contains("hosts:"), one);
    String two = Quality.counts(report(of("a", ago(15)), nameless, of("b", ago(5)))).toString();
    assertTrue(two.contains("; from 2 hosts: a, b; 1 without the name of a host"), two);
  }

  /** A host without a clock of its own begins with the date of its image. */
  @Test
  void whatCameBeforeALongStepIsAnotherTime() throws IOException {
    double step = 1150 * 86_400;
    Report report =
        report(
            Logs.record(ago(1150 * 1440 + 15), "critical", "unsynchronised"),
            Logs.record(ago(10), "warning", "stepped").with(Field.CLOCK_STEP, step),
            Logs.ok(ago(5)));
    assertEquals(ago(10).toEpochMilli(), report.period().from());
    assertEquals(new Timeline.Coverage(2, 0), report.whole().coverage());
    assertEquals(1, report.whole().trusted());
    String steps = Quality.counts(report).toString();
    assertTrue(steps.contains("23 Nov 2026 15:50, 99360000\u00a0s forward"), steps);
  }

  /** The same within the period: days that the clock jumped over have no line. */
  @Test
  void whatAStepJumpedOverHasNoDay() throws IOException {
    double step = 5 * 86_400;
    Instant first = ago(5 * 1440 + 15);
    AuditRecord stepped = Logs.record(ago(10), "warning", "stepped").with(Field.CLOCK_STEP, step);
    AuditRecord wrong = Logs.record(first, "critical", "unsynchronised");
    Report report = reportOf("30d", wrong, stepped, Logs.ok(ago(5)));
    assertEquals(15 * Logs.MINUTE, report.whole().length());
    assertTrue(report.timeline().gaps().isEmpty());
    String days = DayTable.html(report).toString();
    assertEquals(2, days.split("<tr role=\"row\"><th role=\"rowheader\"", -1).length - 1, days);
    String lead = new Headline(report).lead().toString();
    assertTrue(lead.contains("15\u00a0min since the log begins it could be trusted 66.66"), lead);
  }

  /**
   * A host without a clock of its own goes on where it went off: how long that was, nobody knows.
   */
  @Test
  void aStepAfterAnotherBootIsAGap() throws IOException {
    AuditRecord wrong = Logs.record(ago(195), "critical", "unsynchronised");
    AuditRecord stepped = Logs.record(ago(10), "warning", "stepped");
    stepped.with(Field.CLOCK_STEP, 180 * 60.0);
    assertTrue(report(wrong, stepped, Logs.ok(ago(5))).timeline().gaps().isEmpty());
    AuditRecord off = Logs.ok(ago(200)).with(Field.BOOT_ID, "another");
    Report report = report(off, wrong, stepped, Logs.ok(ago(5)));
    assertEquals(36, report.timeline().gaps().getFirst().missing());
  }

  /** The script's numbers would be inexact from 52 days on. */
  @Test
  void aSizeBeyondTheScriptsNumbersIsToldAsItIs() throws IOException {
    Report report = report(Logs.ok(ago(5)).with(Field.CURRENT_CORRECTION, 99_360_000.0));
    String figures = Figures.html(report).toString();
    assertTrue(figures.contains("99360000\u00a0s<small>\u00a0slow</small>"), figures);
    String data = PageData.of(report);
    assertTrue(data.contains("\"offset\":{\"have\":[1],\"v\":\"ggggggggggI\"}"), data);
    report = report(Logs.ok(ago(5)).with(Field.CURRENT_CORRECTION, -1e300));
    assertEquals(-Long.MAX_VALUE, report.whole().worstOffset().offset());
  }

  @Test
  void anIncidentWithoutAReasonSaysSoAndLeadsNowhere() throws IOException {
    Report report =
        report(
            Logs.ok(ago(20)),
            Logs.record(ago(15), "critical", "none"),
            Logs.record(ago(10), "critical", "none"),
            Logs.ok(ago(5)));
    String table = IncidentTable.html(report).toString();
    assertTrue(table.contains("none given"), table);
    assertTrue(table.contains("Look at its records in the log: they name no reason."), table);
    assertFalse(table.contains("#reason-"), table);
  }
}
