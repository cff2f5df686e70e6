package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DayTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:05:12Z");
  private static final Duration FIVE = Duration.ofMinutes(5);

  private static AuditRecord record(Instant time, double bound) {
    return new AuditRecord()
        .with(Field.TIMESTAMP, Timestamp.text(time))
        .with(Field.VERDICT, "ok")
        .with(Field.CLOCK_ERROR_BOUND, bound);
  }

  /** A day of records, the newest first, that ends at that moment. */
  private static List<AuditRecord> day(Instant end) {
    List<AuditRecord> records = new ArrayList<>();
    for (int i = 0; i < 289; i++) {
      records.add(record(end.minus(FIVE.multipliedBy(i)), 0.001));
    }
    return records;
  }

  @Test
  void aWholeDayHasNothingMissing() {
    Day day = Day.of(day(NOW), NOW, FIVE);
    assertEquals(289, day.records().size());
    assertEquals(0, day.missing());
    assertEquals(FIVE, day.interval());
  }

  /** What is still to come is of a clock that was wrong: no part of the day, and yet the last. */
  @Test
  void whatIsStillToComeIsNotOfTheDay() {
    Instant later = NOW.plus(Duration.ofHours(3));
    List<AuditRecord> records = day(NOW.minus(FIVE));
    records.addFirst(record(later, 5));
    Day day = Day.of(records, NOW, FIVE);
    assertEquals(Optional.of(later), day.last().map(AuditRecord::time));
    assertEquals(288, day.records().size());
    assertEquals(0, day.missing());
    assertEquals(0.001, day.worst().orElseThrow().number(Field.CLOCK_ERROR_BOUND).orElseThrow());
    records.addFirst(record(NOW, 0.001)); // the clock is right again
    day = Day.of(records, NOW, FIVE);
    assertEquals(Optional.of(NOW), day.last().map(AuditRecord::time));
    assertEquals(289, day.records().size());
  }

  @Test
  void whatIsMissingIsCounted() {
    List<AuditRecord> records = day(NOW);
    records.subList(10, 13).clear();
    Day day = Day.of(records, NOW, FIVE);
    assertEquals(3, day.missing());
    assertEquals(Optional.of(NOW.minus(Duration.ofMinutes(50))), day.lastMissing());
  }

  /** One audit may be missing; of a longer time nobody knows what the clock was like. */
  @Test
  void noVerdictStandsOverAGap() {
    AuditRecord now =
        record(NOW, 0.001)
            .with(Field.SINCE, Timestamp.text(NOW.minus(Duration.ofHours(3))))
            .with(Field.RUNS, 37L);
    List<AuditRecord> records = day(NOW);
    assertEquals("3 h (37 audits)", StatusClock.soFor(now, Day.of(records, NOW, FIVE)));
    records.remove(10);
    assertEquals("3 h (37 audits)", StatusClock.soFor(now, Day.of(records, NOW, FIVE)));
    records.subList(4, 30).clear();
    assertEquals("15 min (4 audits)", StatusClock.soFor(now, Day.of(records, NOW, FIVE)));
  }

  /**
   * Of the time that a clock jumped over no audit is missing, and yet no verdict stands over it.
   */
  @Test
  void aStepForwardIsNoGap() {
    Duration step = Duration.ofDays(1150);
    AuditRecord stepped = record(NOW, 0.001).with(Field.CLOCK_STEP, step.toSeconds());
    stepped.with(Field.BOOT_ID, "a").with(Field.SINCE, Timestamp.text(NOW.minus(step)));
    AuditRecord before = record(NOW.minus(step).minus(FIVE), 0.001).with(Field.BOOT_ID, "a");
    before.with(Field.VERDICT, "critical");
    Day day = Day.of(List.of(stepped, before), NOW, FIVE);
    assertEquals(0, day.missing());
    assertEquals(Optional.empty(), day.lastGap());
    assertEquals("0 s (1 audit)", StatusClock.soFor(stepped, day));
    before.with(Field.TIMESTAMP, Timestamp.text(NOW.minus(step).minus(FIVE.multipliedBy(4))));
    assertEquals(3, Day.of(List.of(stepped, before), NOW, FIVE).missing());
    before.with(Field.VERDICT, "ok");
    assertEquals(288, Day.of(List.of(stepped, before), NOW, FIVE).missing(), "it stood still");
    before.with(Field.VERDICT, "critical").with(Field.BOOT_ID, "b");
    assertEquals(288, Day.of(List.of(stepped, before), NOW, FIVE).missing());
  }

  /** A host without a clock of its own goes on where it went off. */
  @Test
  void aStepAfterAnotherBootIsAGap() {
    Instant then = NOW.minus(Duration.ofHours(3)).minus(FIVE);
    AuditRecord stepped = record(NOW, 0.001).with(Field.CLOCK_STEP, 3 * 3600L);
    AuditRecord wrong = record(then, 0.001).with(Field.VERDICT, "critical");
    stepped.with(Field.BOOT_ID, "b");
    wrong.with(Field.BOOT_ID, "b");
    AuditRecord off = record(then.minus(FIVE), 0.001).with(Field.BOOT_ID, "a");
    assertEquals(0, Day.of(List.of(stepped, wrong), NOW, FIVE).missing());
    assertEquals(36, Day.of(List.of(stepped, wrong, off), NOW, FIVE).missing());
  }

  /** A new host: ten audits by hand, more than the timer has made yet. */
  @Test
  void aBurstByHandLeavesNothingMissing() {
    List<AuditRecord> records = new ArrayList<>(day(NOW).subList(0, 7));
    for (int i = 1; i <= 10; i++) {
      records.add(record(NOW.minusSeconds(50L * i), 0.001));
    }
    records.sort(Comparator.comparing(AuditRecord::time).reversed());
    Day day = Day.of(records, NOW, FIVE);
    assertEquals(FIVE, day.interval());
    assertEquals(0, day.missing());
  }
}
