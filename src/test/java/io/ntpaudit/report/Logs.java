package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook;
import io.ntpaudit.report.Report.Origin;
import io.ntpaudit.report.Reports.NoReport;
import io.ntpaudit.report.Reports.Order;
import io.ntpaudit.report.Reports.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Logs and hosts of tests. */
final class Logs {
  static final Instant END = Instant.parse("2026-11-23T16:00:00Z");
  static final long MINUTE = 60_000;

  private Logs() {}

  /** A record that is well but for what is said. */
  static AuditRecord record(Instant time, String verdict, String reasons) {
    return new AuditRecord()
        .with(Field.TIMESTAMP, time.toString())
        .with(Field.SCHEMA, 1L)
        .with(Field.VERSION, "1.0.0")
        .with(Field.HOST, "web-07")
        .with(Field.VERDICT, verdict)
        .with(Field.REASONS, reasons)
        .with(Field.CURRENT_CORRECTION, 12e-6)
        .with(Field.CLOCK_ERROR_BOUND, 1.9e-3)
        .with(Field.BOOT_ID, "a");
  }

  static AuditRecord ok(Instant time) {
    return record(time, "ok", "none");
  }

  /** A host whose log holds these bytes, and whose clock stands still. */
  static Host host(Path root, Instant now, byte[] log) throws IOException {
    Path file = root.resolve("var/log/ntp-audit/audit.log");
    Files.createDirectories(file.getParent());
    Files.write(file, log);
    return host(root, now);
  }

  static Host host(Path root, Instant now) {
    return new Host(root.toString(), Clock.fixed(now, ZoneOffset.UTC), () -> 1e6, "/nowhere");
  }

  static byte[] bytes(AuditRecord... records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (AuditRecord record : records) {
      bytes.writeBytes(RecordJson.line(record));
    }
    return bytes.toByteArray();
  }

  static Result page(Host host, String since) throws NoReport {
    Order order = new Order(since, null, "ntp-audit report --since " + since);
    return Reports.make(host, Config.defaults(), order, (file, share) -> {});
  }

  /** The report of a log, without its page. */
  static Report report(Host host, String since) {
    Instant from = Period.time(since, host.now()).orElseThrow();
    Period period = new Period(from.toEpochMilli(), host.now().toEpochMilli());
    Log log =
        LogReader.read(host.file("/var/log/ntp-audit/audit.log"), period, (file, share) -> {});
    Origin origin = new Origin(host.now().toEpochMilli(), true, "1.0.0", "ntp-audit report", "");
    return new Report(log, Config.defaults(), Runbook.load(), origin);
  }

  /** The report of some entries, one every five minutes unless their times say otherwise. */
  static Timeline timeline(Period period, Entry... entries) {
    return new Timeline(period, java.util.List.of(entries), null, 5 * MINUTE);
  }

  static Entry entry(long minute, State state, String reasons) {
    return entry(minute, state, reasons, Entry.ABSENT);
  }

  /** The first after a step of so many seconds. */
  static Entry stepped(long minute, State state, long seconds) {
    return entry(minute, state, "stepped", seconds * 1_000_000_000);
  }

  private static Entry entry(long minute, State state, String reasons, long step) {
    long none = Entry.ABSENT;
    return new Entry(
        minute * MINUTE,
        state,
        reasons,
        12_000,
        1_900_000,
        none,
        3,
        4,
        4,
        0,
        8,
        20,
        step,
        "",
        "",
        "",
        "a");
  }
}
