package io.ntpaudit.people;

import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What the log of the last 24 hours tells of a reason, in sentences.
 *
 * @param records the newest first, none of a time to come; one may be older
 * @param day the same day, with the audits that are missing
 */
record Lately(List<AuditRecord> records, Day day, Schedule schedule, String whyEmpty) {
  static Lately of(Host host, Config config) {
    Instant now = host.now();
    AuditLog log = AuditLog.of(host, config);
    List<AuditRecord> all = log.since(now.minus(Day.LENGTH), EnumSet.allOf(Field.class));
    Optional<String> hidden = log.isHidden() ? Optional.of(log.whyEmpty()) : Optional.empty();
    return new Lately(
        all.stream().filter(record -> !record.isAhead(now)).toList(),
        Day.of(all, now, Duration.ofMillis(Interval.configured(config))),
        Schedule.of(host, config, now, hidden),
        log.whyEmpty());
  }

  /** Whether audits are missing at this moment. */
  boolean isSilent() {
    return schedule.hidden().isEmpty() && schedule.trouble(day).isPresent();
  }

  /** Since when every record names the reason; empty where the newest does not. */
  String since(String id) {
    AuditRecord first = null;
    for (AuditRecord record : records) {
      if (!names(record, id)) {
        break;
      }
      first = record;
    }
    return first == null
        ? ""
        : "It has held since " + at(first) + ", for " + Words.duration(age(first.time())) + ".";
  }

  /** The newest record that names the reason. */
  Optional<AuditRecord> lastWith(String id) {
    return records.stream().filter(record -> names(record, id)).findFirst();
  }

  /** The newest record that has the field. */
  Optional<AuditRecord> lastKnown() {
    return records.stream()
        .filter(record -> !record.text(Field.SYNC_STATUS, "unknown").equals("unknown"))
        .findFirst();
  }

  private static boolean names(AuditRecord record, String id) {
    return record.reasons().contains(id) || record.pending().contains(id);
  }

  /** Where audits are missing: now, and before. */
  String gap() {
    StringBuilder text = new StringBuilder();
    schedule.trouble(day).ifPresent(trouble -> text.append(sentence(trouble)));
    if (records.isEmpty()) {
      return text.append(sentence(whyEmpty)).toString().strip();
    }
    AuditRecord last = records.getFirst();
    if (!text.isEmpty()) {
      text.append(sentence("the last record, of " + at(last) + ": " + StatusClock.inWords(last)));
    }
    String first = at(records.getLast());
    String none =
        text.isEmpty()
            ? "Since " + first + " no audit has been missing."
            : "Between " + first + " and then no audit was missing.";
    return text + day.lastGap().map(this::past).orElse(none);
  }

  private String past(Day.Gap gap) {
    Instant from = gap.before().time();
    Instant to = gap.after().time();
    String told =
        "The last gap: "
            + Words.count(gap.missing(), "audit")
            + " missing between "
            + at(gap.before())
            + " and "
            + at(gap.after())
            + ", which is "
            + Words.duration(Duration.between(from, to))
            + "; it ended "
            + ago(to)
            + ". The record before it: "
            + StatusClock.inWords(gap.before())
            + "."
            + meanwhile(gap);
    int others = day.missing() - gap.missing();
    return others > 0
        ? told + " Missing before that in these 24 h: " + Words.count(others, "audit") + "."
        : told;
  }

  /** What tells a host that was off from a schedule that did not run. */
  private static String meanwhile(Day.Gap gap) {
    String before = gap.before().text(Field.BOOT_ID, "");
    String after = gap.after().text(Field.BOOT_ID, "");
    if (before.isEmpty() || after.isEmpty()) {
      return "";
    }
    return before.equals(after)
        ? " The host stayed up meanwhile."
        : " The host was started anew meanwhile.";
  }

  /** {@code 09:40Z}; with the date where it is not of these 24 hours. */
  String at(AuditRecord record) {
    String time = Screen.clockTime(record.time());
    boolean isOld = record.time().isBefore(day.now().minus(Day.LENGTH));
    return isOld ? Timestamp.text(record.time()).substring(0, 10) + " " + time : time;
  }

  String ago(Instant time) {
    return Words.duration(age(time)) + " ago";
  }

  private Duration age(Instant time) {
    return Duration.between(time, day.now());
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ". ";
  }
}
