package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Version;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook;
import io.ntpaudit.report.Report.Origin;
import java.io.File;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the page of a host's log. */
public final class Reports {
  private Reports() {}

  /** Is told which file is read, and which share of all bytes has been. */
  public interface Progress {
    void reading(String file, double share);
  }

  /**
   * What to tell.
   *
   * @param since a time, a date, or how long ago
   * @param until the same; null = now
   * @param command how the page was asked for
   */
  public record Order(String since, String until, String command) {}

  /**
   * A page.
   *
   * @param name a name for its file, without an ending
   */
  public record Result(String html, String name) {}

  /** Why there is no page. */
  public static final class NoReport extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the order is wrong, not the log. */
    private final boolean isMisuse;

    private NoReport(String why, boolean isMisuse) {
      super(why);
      this.isMisuse = isMisuse;
    }

    public boolean isMisuse() {
      return isMisuse;
    }
  }

  /** Reads the host's log and makes its page. */
  public static Result make(Host host, Config config, Order order, Progress progress)
      throws NoReport {
    Instant now = host.now();
    Period period = period(order, now);
    File file = host.file(config.text(Key.LOG_FILE));
    Log log = LogReader.read(file, period, progress);
    if (log.isNowhere()) {
      throw new NoReport(file + ": " + whyNowhere(file), false);
    }
    boolean isCurrent = period.to() >= now.toEpochMilli();
    Origin origin =
        new Origin(
            now.toEpochMilli(),
            isCurrent,
            Version.program(),
            order.command(),
            system(host, log.last()));
    Runbook runbook = isOf(host, log.last()) ? Runbook.of(host, config) : Runbook.load();
    Report report = new Report(log, config, runbook, origin);
    return new Result(Page.of(report), report.fileName());
  }

  private static String whyNowhere(File file) {
    return file.exists() && !file.canRead()
        ? "permission denied (run it as root, or as a user who may read the log)"
        : "there is no log that can be read (ntp-audit run writes a record)";
  }

  private static Period period(Order order, Instant now) throws NoReport {
    Instant from = time("--since", order.since(), now);
    Instant to = order.until() == null ? now : time("--until", order.until(), now);
    to = to.isAfter(now) ? now : to;
    if (!from.isBefore(to)) {
      throw new NoReport(
          "the period is empty: "
              + from.truncatedTo(ChronoUnit.SECONDS)
              + " is not before "
              + to.truncatedTo(ChronoUnit.SECONDS)
              + " (name an earlier time with --since)",
          true);
    }
    return new Period(from.toEpochMilli(), to.toEpochMilli());
  }

  private static Instant time(String option, String text, Instant now) throws NoReport {
    return Period.time(text, now)
        .orElseThrow(() ->
            new NoReport(
                option
                    + " "
                    + text
                    + ": not a time (like 30d, 12h, 2026-11-01 or 2026-11-01T06:00:00Z)",
                true));
  }

  /** Of this host, and so only where the log is its own. */
  private static String system(Host host, AuditRecord last) {
    if (!isOf(host, last)) {
      return "";
    }
    Optional<String> name = host.text("/etc/os-release").present().flatMap(Reports::prettyName);
    Optional<String> kernel =
        host.line("/proc/sys/kernel/osrelease").map(version -> "kernel " + version);
    return String.join(", ", Stream.of(name, kernel).flatMap(Optional::stream).toList());
  }

  private static boolean isOf(Host host, AuditRecord record) {
    String owner = record.text(Field.HOST, "");
    return owner.isEmpty() || owner.equals(host.name());
  }

  private static Optional<String> prettyName(String release) {
    return release
        .lines()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring(12).replace("\"", ""))
        .findFirst();
  }
}
