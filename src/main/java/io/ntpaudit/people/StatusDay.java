package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.audit.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last 24 hours in a line, and when the next audit is due. */
final class StatusDay {
  private StatusDay() {}

  static void print(Day day, Schedule schedule, Screen screen) {
    screen.line("");
    if (day.records().isEmpty()) {
      screen.line(
          Screen.label("last 24 h") + (schedule.hidden().isPresent() ? "not known" : "no audit"));
    } else {
      double usual = day.usual();
      String bars = Sparkline.of(day.cells(), usual, screen.display().utf8());
      screen.line(Screen.label("last 24 h") + "|" + bars + "|");
      screen.wrapped(Screen.label(""), summary(day, usual));
    }
    screen.wrapped(Screen.label("next audit"), schedule.next(day));
  }

  /** What the line shows, in words. */
  private static String summary(Day day, double usual) {
    List<String> parts = new ArrayList<>();
    day.worst()
        .ifPresent(worst ->
            parts.add(
                "usually within "
                    + Words.seconds(usual)
                    + ", worst "
                    + Words.seconds(worst.number(Field.CLOCK_ERROR_BOUND).orElse(0))
                    + " at "
                    + Screen.clockTime(worst.time())));
    count(day, Verdict.CRITICAL, "not to be trusted (!)").ifPresent(parts::add);
    count(day, Verdict.UNKNOWN, "could not tell (?)").ifPresent(parts::add);
    count(day, Verdict.WARNING, "with a warning").ifPresent(parts::add);
    if (day.missing() > 0) {
      parts.add(
          Words.count(day.missing(), "audit")
              + " missing, last at "
              + Screen.clockTime(day.lastMissing().orElse(day.now())));
    }
    return String.join("; ", parts);
  }

  private static Optional<String> count(Day day, Verdict verdict, String what) {
    List<AuditRecord> those = day.of(verdict);
    return those.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Words.count(those.size(), "audit")
                + " "
                + what
                + ", last at "
                + Screen.clockTime(those.getFirst().time()));
  }
}
