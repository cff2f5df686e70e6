package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Decimal;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Limits;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a monitoring plugin prints, by the guidelines of the Monitoring Plugins project: one line
 * and its performance data, then a line for each reason.
 *
 * @param verdict decides the exit code
 * @param text all of the output
 */
public record Plugin(Verdict verdict, String text) {
  /** A monitor cuts no line of this length, and what to do stands at its end. */
  private static final int LONGEST = 1200;

  /** What is wrong is cut here, so that what to do is not. */
  private static final int LONGEST_REASON = 600;

  /** A plugin's exit code. */
  public int exit() {
    return switch (verdict) {
      case OK -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
      case UNKNOWN -> 3;
    };
  }

  /** It cannot be known, and why. */
  public static Plugin unknown(String why, Display display) {
    return new Plugin(Verdict.UNKNOWN, shown("NTP UNKNOWN - " + why, display) + "\n");
  }

  /** In time, or unknown: a monitor waits no longer, and nothing of the look is left behind. */
  public static Plugin within(Duration limit, Display display, Callable<Plugin> look) {
    FutureTask<Plugin> task = new FutureTask<>(look);
    Thread thread = new Thread(task, "look");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      return unknown(
          "no answer within "
              + Words.duration(limit)
              + " (ntp-audit status; or a longer --timeout)",
          display);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * By a look at the host.
   *
   * @param verbosity how many more things are told than the reasons, by the guidelines 0 to 3
   */
  public static Plugin live(Host host, Config config, Display display, int verbosity) {
    return of(Judgement.of(Audit.of(host, config), config, host), config, display, verbosity);
  }

  /** By the last record, which may be no older than this. */
  public static Plugin last(
      Host host, Config config, Duration maxAge, Display display, int verbosity) {
    AuditLog log = AuditLog.of(host, config);
    List<AuditRecord> records = log.last(1);
    if (records.isEmpty()) {
      return unknown(log.whyEmpty(), display);
    }
    AuditRecord record = records.getFirst();
    Duration age = Duration.between(record.time(), host.now());
    if (age.compareTo(maxAge) > 0) {
      return unknown("no audit for " + Words.duration(age) + " (ntp-audit status)", display);
    }
    if (record.isAhead(host.now())) {
      return unknown(
          "the last audit is of " + record.time() + ", still to come: the clock went back",
          display);
    }
    return of(Judgement.of(record, config, host), config, display, verbosity);
  }

  private static Plugin of(Judgement judgement, Config config, Display display, int verbosity) {
    Verdict verdict = judgement.verdict();
    List<Reason> worst = judgement.worst();
    String head =
        verdict == Verdict.OK
            ? wellText(judgement.record())
            : troubleText(judgement.record(), worst);
    StringBuilder text = new StringBuilder();
    String data = performance(judgement, Limits.of(config));
    text.append(shown("NTP " + verdict.name() + " - " + head, display))
        .append(data.isEmpty() ? "" : " | " + data)
        .append('\n');
    for (Reason reason : judgement.reasons()) {
      String line = reason.severity().word() + ": " + reason.id() + ": " + brief(reason);
      text.append(shown(line + " Do: " + remedy(reason), display)).append('\n');
    }
    for (Reason reason : judgement.pending()) {
      String line = "pending: " + reason.id() + ": " + brief(reason);
      line += " (" + judgement.whyPending() + ")";
      text.append(shown(line, display)).append('\n');
    }
    for (String line : Details.of(judgement, config, verbosity)) {
      text.append(shown(line, display)).append('\n');
    }
    return new Plugin(verdict, text.toString());
  }

  /** A pipe would begin performance data; Nagios turns a semicolon into a colon. */
  private static String shown(String text, Display display) {
    return new Screen(display)
        .shown(text.replace('\n', ' '), LONGEST)
        .replace('|', '/')
        .replace(';', ',');
  }

  private static String wellText(AuditRecord record) {
    List<String> parts = new ArrayList<>();
    OptionalDouble bound = record.number(Field.CLOCK_ERROR_BOUND);
    OptionalDouble offset = record.number(Field.CURRENT_CORRECTION);
    if (bound.isPresent() && offset.isPresent()) {
      parts.add(
          "off by at most "
              + Words.seconds(bound.getAsDouble())
              + " ("
              + Words.offset(offset.getAsDouble())
              + ")");
    }
    record.count(Field.STRATUM).ifPresent(stratum -> parts.add("stratum " + stratum));
    record
        .count(Field.SOURCES_USABLE)
        .ifPresent(usable -> parts.add(Words.count(usable, "usable source")));
    return String.join(", ", parts);
  }

  private static String brief(Reason reason) {
    return Screen.cut(reason.text(), LONGEST_REASON);
  }

  private static String troubleText(AuditRecord record, List<Reason> worst) {
    if (worst.isEmpty()) {
      return whyNoReason(record) + " (ntp-audit status)";
    }
    Reason first = worst.getFirst();
    String said = first.text();
    String open = said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    StringBuilder text = new StringBuilder(first.id() + ": ");
    text.append(Screen.cut(open, LONGEST_REASON));
    String also = ", also ";
    for (Reason reason : worst.subList(1, worst.size())) {
      text.append(also).append(reason.id());
      also = ", ";
    }
    return text + " (" + remedy(first) + ")";
  }

  private static String whyNoReason(AuditRecord record) {
    if (!record.has(Field.VERDICT)) {
      return "the record names no verdict";
    }
    return record.verdict() == Verdict.OK
        ? "the record says ok and names no error bound"
        : "the record names no reason";
  }

  /** On a terminal blanks set a command off from what to look for. */
  private static String remedy(Reason reason) {
    int gap = reason.remedy().indexOf("  ");
    return gap < 0
        ? reason.remedy()
        : reason.remedy().substring(0, gap) + ": " + reason.remedy().substring(gap).strip();
  }

  /** What was not measured is left out: no value is not 0. */
  private static String performance(Judgement judgement, Limits limits) {
    AuditRecord record = judgement.record();
    List<String> data = new ArrayList<>();
    add(
        data,
        record,
        Field.CURRENT_CORRECTION,
        "offset",
        "s;" + around(limits.offset()) + ";" + around(limits.offsetCritical()) + ";;");
    add(
        data,
        record,
        Field.CLOCK_ERROR_BOUND,
        "error_bound",
        "s;" + number(limits.errorBound()) + ";" + number(limits.errorBoundCritical()) + ";0;");
    add(data, record, Field.STRATUM, "stratum", ";" + limits.stratum() + ";;0;16");
    add(data, record, Field.SOURCES_USABLE, "sources", ";" + limits.minSources() + ":;1:;0;");
    add(data, record, Field.SYNC_AGE, "sync_age", "s;" + staleLimits(judgement, limits) + ";0;");
    return String.join(" ", data);
  }

  private static void add(
      List<String> data, AuditRecord record, Field field, String label, String rest) {
    record.number(field).ifPresent(value -> data.add(label + "=" + number(value) + rest));
  }

  private static String around(double limit) {
    return "-" + number(limit) + ":" + number(limit);
  }

  /** A record does not hold the poll interval. */
  private static String staleLimits(Judgement judgement, Limits limits) {
    OptionalDouble poll =
        judgement.reading().map(Reading::pollInterval).orElse(OptionalDouble.empty());
    return poll.isEmpty()
        ? ";"
        : number(limits.stale() * poll.getAsDouble())
            + ";"
            + number(limits.staleCritical() * poll.getAsDouble());
  }

  private static String number(double value) {
    return Decimal.text(value, 9);
  }
}
