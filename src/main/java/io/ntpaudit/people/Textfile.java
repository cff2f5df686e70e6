package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Decimal;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Finding;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.audit.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * An audit as metrics for node_exporter's textfile collector, in Prometheus' text format. What was
 * not measured has no sample: no value is not 0.
 */
public final class Textfile {
  private final StringBuilder text = new StringBuilder(4096);
  private final AuditRecord record;

  private Textfile(AuditRecord record) {
    this.record = record;
  }

  /**
   * Puts the metrics into that file, whole: one beside it is renamed over the old one. It is
   * created anew, so that a link that somebody has laid there is not followed.
   */
  public static void write(Path whole, Audit audit) throws IOException {
    Path part = whole.resolveSibling("." + whole.getFileName() + "." + System.nanoTime());
    try {
      Files.write(
          part,
          of(audit).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The metrics of an audit. */
  static String of(Audit audit) {
    Textfile file = new Textfile(audit.record());
    file.measured();
    file.verdict();
    file.head("reason", "A reason that holds; its series is there as long as it does.");
    for (Finding finding : audit.assessment().findings()) {
      String labels = "reason=\"" + finding.id() + "\",severity=\"" + finding.severity().word();
      file.sample("reason{" + labels + "\"}", "1");
    }
    Instant time = audit.record().time();
    file.head("last_run_timestamp_seconds", "When the last audit ran, seconds since 1970.");
    file.sample("last_run_timestamp_seconds", Decimal.text(time.toEpochMilli() / 1e3, 3));
    file.head("info", "The version of ntp-audit.");
    file.sample("info{version=\"" + escaped(Version.program()) + "\"}", "1");
    return file.text.toString();
  }

  private void measured() {
    gauge(Field.CURRENT_CORRECTION, "offset_seconds", "Offset, positive: the clock is slow.");
    gauge(
        Field.CLOCK_ERROR_BOUND,
        "error_bound_seconds",
        "How far off the clock is at worst: offset, root dispersion and half of the root delay.");
    gauge(Field.STRATUM, "stratum", "Steps to a reference clock.");
    gauge(Field.SOURCES, "sources", "Sources that chronyd has.");
    gauge(Field.SOURCES_USABLE, "sources_usable", "Sources that chronyd may follow.");
    gauge(Field.SOURCES_FALSETICKER, "sources_falseticker", "Sources that tell a wrong time.");
    gauge(Field.SYNC_AGE, "sync_age_seconds", "Age of the last good sample.");
    record
        .number(Field.DURATION_MS)
        .ifPresent(ms -> gauge("duration_seconds", "How long the audit took.", ms / 1e3));
  }

  private void verdict() {
    head("verdict", "The verdict, 1 at the one that holds.");
    for (Verdict verdict : Verdict.values()) {
      sample(
          "verdict{verdict=\"" + verdict.word() + "\"}", verdict == record.verdict() ? "1" : "0");
    }
  }

  private void gauge(Field field, String name, String help) {
    record.number(field).ifPresent(value -> gauge(name, help, value));
  }

  private void gauge(String name, String help, double value) {
    head(name, help);
    sample(name, Decimal.text(value, 9));
  }

  private void head(String name, String help) {
    text.append("# HELP ntp_audit_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ntp_audit_").append(name).append(" gauge\n");
  }

  private void sample(String series, String value) {
    text.append("ntp_audit_").append(series).append(' ').append(value).append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
