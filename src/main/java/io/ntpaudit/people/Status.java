package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.audit.Severity;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Screen.Ink;
import io.ntpaudit.people.Screen.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The status of the clock, for a person: the answer first, then why and what to do, facts last.
 *
 * @param judgement of now, or of the last record
 * @param day the last 24 hours of the log
 * @param schedule what runs the audits
 * @param asked where chronyd is asked, where that is not its usual place
 */
public record Status(Judgement judgement, Day day, Schedule schedule, Optional<String> asked) {
  /** Of this moment. */
  public static Status live(Host host, Config config) {
    return of(Judgement.of(Audit.of(host, config), config, host), host, config);
  }

  /** Of the last record. */
  public static Status last(Host host, Config config) {
    AuditLog log = AuditLog.of(host, config);
    List<AuditRecord> last = log.last(1);
    return of(
        last.isEmpty() ? Judgement.none(host, log) : Judgement.of(last.getFirst(), config, host),
        host,
        config);
  }

  private static Status of(Judgement judgement, Host host, Config config) {
    Instant now = host.now();
    AuditLog log = AuditLog.of(host, config);
    List<AuditRecord> records = log.since(now.minus(Day.LENGTH), Day.FIELDS);
    Optional<String> hidden = log.isHidden() ? Optional.of(log.whyEmpty()) : Optional.empty();
    return new Status(
        judgement,
        Day.of(records, now, Duration.ofMillis(Interval.configured(config))),
        Schedule.of(host, config, now, hidden),
        config.text(Key.CHRONY_ADDRESS).equals(Config.AUTO)
            ? Optional.empty()
            : Optional.of(Here.asked(config)));
  }

  /** The text for this display. */
  public String text(Display display) {
    Screen screen = new Screen(display);
    headline(screen);
    reasons(screen);
    StatusClock.print(judgement.record(), day, schedule.hidden().isPresent(), screen);
    asked.ifPresent(place -> screen.wrapped(Screen.label("asked"), place + " (chrony.address)"));
    schedule.trouble(day).ifPresent(text -> loud(screen.line(""), text));
    judgement
        .reading()
        .filter(reading -> !reading.sources().isEmpty())
        .ifPresent(reading -> SourceTable.print(reading.sources(), screen.line("")));
    if (judgement.isTold()) {
      StatusHost.print(judgement.record(), screen);
    }
    StatusDay.print(day, schedule, screen);
    more().ifPresent(text -> screen.line("").line(text));
    return screen.toString();
  }

  /** The same for a program: one JSON object. */
  public String json() {
    return StatusJson.of(this);
  }

  private static void loud(Screen screen, String text) {
    for (String line : Screen.wrap(text, Screen.WIDTH - 2)) {
      screen.line(new Span(Ink.WARNING, "  " + line));
    }
  }

  private void headline(Screen screen) {
    AuditRecord record = judgement.record();
    String host = Screen.cut(record.text(Field.HOST, "this host"), 63);
    String time = utc(record.time());
    Optional<String> past = schedule.past(record, day);
    String answer = past.orElse("") + judgement.inWords();
    Ink ink = ink(past.isEmpty() ? judgement.verdict() : Verdict.UNKNOWN);
    int room = Screen.WIDTH - host.length() - 2 - answer.length();
    if (room < 0) {
      screen.line(host + ":");
      Screen.wrap(answer, Screen.WIDTH - 2)
          .forEach(part -> screen.line(new Span(ink, "  " + part)));
    } else {
      String right = room > time.length() ? " ".repeat(room - time.length()) + time : "";
      screen.line(
          new Span(Ink.PLAIN, host + ": "), new Span(ink, answer), new Span(Ink.PLAIN, right));
    }
    if (room <= time.length()) {
      screen.line(" ".repeat(Screen.WIDTH - time.length()) + time);
    }
  }

  private static String utc(Instant time) {
    String text = Timestamp.text(time);
    return text.substring(0, text.indexOf('.')).replace('T', ' ') + "Z";
  }

  private static Ink ink(Verdict verdict) {
    return switch (verdict) {
      case OK -> Ink.GOOD;
      case WARNING -> Ink.WARNING;
      case CRITICAL -> Ink.BAD;
      case UNKNOWN -> Ink.UNKNOWN;
    };
  }

  private void reasons(Screen screen) {
    List<Reason> all = new ArrayList<>(judgement.worst());
    judgement.reasons().stream().filter(r -> r.severity() == Severity.INFO).forEach(all::add);
    if (!all.isEmpty() || !judgement.pending().isEmpty()) {
      screen.line("");
    }
    for (Reason reason : all) {
      Ink ink = reason.severity() == Severity.INFO ? Ink.STRONG : ink(verdict(reason.severity()));
      reason(screen, new Span(ink, reason.severity().word()), reason.id(), reason);
    }
    for (Reason reason : judgement.pending()) {
      String title = reason.id() + " (" + judgement.whyPending() + ")";
      reason(screen, new Span(Ink.STRONG, "pending"), title, reason);
    }
  }

  private static Verdict verdict(Severity severity) {
    return Verdict.of(severity.word());
  }

  private static void reason(Screen screen, Span word, String title, Reason reason) {
    String indent = " ".repeat(12);
    String gap = " ".repeat(10 - word.text().length());
    screen.line(new Span(Ink.PLAIN, "  "), word, new Span(Ink.PLAIN, gap + title));
    screen.wrapped(indent, reason.text());
    screen.line(indent + "do: " + reason.remedy());
  }

  private Optional<String> more() {
    return judgement.worst().stream()
        .map(Reason::id)
        .filter(id -> id.chars().allMatch(c -> c == '-' || c >= 'a' && c <= 'z')) // to be copied
        .findFirst()
        .map(id -> "  more: ntp-audit explain " + id);
  }
}
