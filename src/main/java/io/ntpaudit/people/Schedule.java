package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Scheduler;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When audits run, and whether they do.
 *
 * @param scheduler what starts them on this host
 * @param next when the next is due; empty where that is not known
 * @param splay by how much later a host may start than it is due
 * @param wanted whether there should be a schedule at all
 * @param hidden why this user cannot read the log, where that is so
 * @param said the command that shows what the audits said where they failed
 */
record Schedule(
    Scheduler scheduler,
    Optional<Instant> next,
    Duration splay,
    boolean wanted,
    Optional<String> hidden,
    String said) {
  /** Somebody waits: systemd answers within milliseconds, or not at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  static Schedule of(Host host, Config config, Instant now, Optional<String> hidden) {
    Scheduler scheduler = Scheduler.look(host, PATIENCE);
    Optional<Instant> next = scheduler.next();
    if (scheduler.well() && next.isEmpty() && scheduler.name().contains("cron")) {
      next = CronTimes.next(config.text(Key.SCHEDULE_CRON), now, ZoneId::systemDefault);
    }
    return new Schedule(
        scheduler,
        next,
        config.duration(Key.SCHEDULE_SPLAY),
        config.isOn(Key.ENABLED),
        hidden,
        Runbook.of(host, config).here("journalctl -u ntp-audit.service --since -1d"));
  }

  /** What is wrong where no audits come: what for a person must be loud. */
  Optional<String> trouble(Day day) {
    if (hidden.isPresent()) {
      return hidden;
    }
    if (day.last().filter(last -> last.isAhead(day.now())).isPresent()) {
      String time = day.last().orElseThrow().time().truncatedTo(ChronoUnit.SECONDS).toString();
      return Optional.of("the last audit is of " + time + ", still to come: the clock went back");
    }
    String since =
        day.last()
            .map(last -> "no audit for " + Words.duration(age(last, day)))
            .orElse("no audit in the last 24 h");
    boolean late = day.last().map(last -> isLate(last, day)).orElse(true);
    if (!wanted) {
      return Optional.of(since + ": enabled is false in the configuration");
    }
    if (!scheduler.well()) {
      String dead = scheduler.known() ? "no further audit" : "the schedule cannot be told";
      return Optional.of((late ? since : dead) + ": " + scheduler.text());
    }
    String well = ", although " + scheduler.name() + " is well (" + said + ")";
    return late
        ? Optional.of(since + scheduler.failure().map(why -> ": " + why).orElse(well))
        : Optional.empty();
  }

  /** Why nothing is known of this moment by a record; empty where it is new enough. */
  Optional<String> past(AuditRecord record, Day day) {
    if (record.isAhead(day.now())) {
      return Optional.of("cannot tell; of a time still to come: ");
    }
    return isLate(record, day)
        ? Optional.of("cannot tell; " + Words.duration(age(record, day)) + " ago: ")
        : Optional.empty();
  }

  private static Duration age(AuditRecord last, Day day) {
    return Duration.between(last.time(), day.now());
  }

  /** One audit may be missing, and the next may start late: then it is. */
  private boolean isLate(AuditRecord last, Day day) {
    Duration two = day.interval().plus(day.interval()); // multipliedBy would go through BigDecimal
    return age(last, day).compareTo(two.plus(splay)) > 0;
  }

  /** Why none is due: what to do about it where that is known. */
  private String why() {
    if (!wanted) {
      return " (enabled is false in the configuration)";
    }
    int remedy = scheduler.text().indexOf(" (");
    return remedy < 0 ? ": " + scheduler.text() : scheduler.text().substring(remedy);
  }

  /** When the next audit is due, and how old the last is. */
  String next(Day day) {
    String last =
        day.last()
            .filter(record -> !age(record, day).isNegative())
            .map(record -> "; the last was " + Words.duration(age(record, day)) + " ago")
            .orElse("");
    if (!wanted || !scheduler.well()) {
      return (scheduler.known() ? "none" : "not known") + why() + last;
    }
    return next.map(at -> "in " + Words.duration(Duration.between(day.now(), at)))
            .orElse("not known")
        + " ("
        + scheduler.name()
        + ")"
        + last;
  }
}
