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

  /**
   * For how long a reason has held that holds now: by the records in a row that name it. Empty
   * where the newest does not, or is not in a row with this moment.
   *
   * @param last the audit of this moment
   */
  String since(String id, AuditRecord last) {
    AuditRecord first = last;
    for (AuditRecord record : records) {
      boolean restarted = isRestart(record, first);
      boolean isRow = !restarted && !day.isBreak(record, first);
      if (!isRow || !names(record, id)) {
        return first == last ? "" : held(first, isRow || restarted);
      }
      first = record;
    }
    return first == last ? "" : held(first, false);
  }

  private String held(AuditRecord first, boolean isBegin) {
    Duration held = age(first.time());
    return "It has held "
        + (isBegin
            ? "since " + at(first) + ", for " + Words.duration(held)
            : "for at least " + (held.compareTo(Day.LENGTH) < 0 ? Words.duration(held) : "24 h"))
        + ".";
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
    return (text + day.lastGap().map(this::past).orElse(none(!text.isEmpty()))).strip();
  }

  private String none(boolean isSilent) {
    String first = at(records.getLast());
    if (!isSilent) {
      return "Since " + first + " no audit has been missing.";
    }
    return records.size() == 1 ? "" : "Between " + first + " and then no audit was missing.";
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
            + Words.duration(Duration.between(from, to).minusMillis(gap.jumped()))
            + "; it ended "
            + ago(to)
            + ". The record before it: "
            + StatusClock.inWords(gap.before())
            + "."
            + meanwhile(gap)
            + (gap.jumped() == 0
                ? ""
                : " The clock was stepped "
                    + Words.seconds(gap.jumped() / 1e3)
                    + " forward meanwhile.");
    int others = day.missing() - gap.missing();
    return others > 0
        ? told + " Missing before that in these 24 h: " + Words.count(others, "audit") + "."
        : told;
  }

  /** What tells a host that was off from a schedule that did not run. */
  private static String meanwhile(Day.Gap gap) {
    if (!gap.before().has(Field.BOOT_ID) || !gap.after().has(Field.BOOT_ID)) {
      return "";
    }
    return isRestart(gap.before(), gap.after())
        ? " The host was started anew meanwhile."
        : " The host stayed up meanwhile.";
  }

  private static boolean isRestart(AuditRecord before, AuditRecord after) {
    String boot = after.text(Field.BOOT_ID, "");
    return !boot.isEmpty() && !before.text(Field.BOOT_ID, boot).equals(boot);
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
