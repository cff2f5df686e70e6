package io.ntpaudit.people;

import io.ntpaudit.config.CronFields;
import io.ntpaudit.config.CronFields.Range;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** When five fields of cron(8) are next due (crontab(5)). */
final class CronTimes {
  /** Each weekday, and the night between any two. */
  private static final Duration EIGHT_DAYS = Duration.ofDays(8);

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;

  /** Where day and weekday are both restricted, either is enough. */
  private final boolean eitherDay;

  private CronTimes(List<List<Range>> fields) {
    minutes = values(fields.get(0));
    hours = values(fields.get(1));
    days = values(fields.get(2));
    months = values(fields.get(3));
    weekdays = values(fields.get(4));
    weekdays.set(0, weekdays.get(0) || weekdays.get(7));
    eitherDay = !fields.get(2).getFirst().all() && !fields.get(4).getFirst().all();
  }

  /** The first time after now; empty where the fields make no sense, or never meet. */
  static Optional<Instant> next(String fields, Instant now, Supplier<ZoneId> zone) {
    Optional<List<List<Range>>> five = CronFields.read(fields);
    if (five.isEmpty()) {
      return Optional.empty();
    }
    CronTimes times = new CronTimes(five.get());
    return times.next(now.atZone(times.isSameEverywhere() ? ZoneOffset.UTC : zone.get()));
  }

  /**
   * Whether more than so much passes from one time to the next, in the eight days from the first.
   */
  static boolean isRarer(String fields, Duration most, Instant now) {
    Optional<Instant> time = next(fields, now, () -> ZoneOffset.UTC);
    Instant end = time.orElse(now).plus(EIGHT_DAYS);
    while (time.isPresent() && time.get().isBefore(end)) {
      Instant last = time.get();
      time = next(fields, last, () -> ZoneOffset.UTC);
      if (time.filter(next -> !next.isAfter(last.plus(most))).isEmpty()) {
        return true;
      }
    }
    return time.isEmpty();
  }

  /**
   * Whether each quarter of an hour is like any other. Zones differ by whole quarters: this is the
   * same in all of them, and none needs to be loaded, which takes 12 ms.
   */
  private boolean isSameEverywhere() {
    boolean same = hours.cardinality() == 24 && months.cardinality() == 12;
    for (int minute = 15; minute < 60; minute++) {
      same &= minutes.get(minute) == minutes.get(minute - 15);
    }
    return same && days.cardinality() == 31 && weekdays.cardinality() == 8;
  }

  private Optional<Instant> next(ZonedDateTime now) {
    ZonedDateTime time = now.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime end = now.plusYears(1);
    while (time.isBefore(end)) {
      if (!isDay(time)) {
        time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return Optional.of(time.toInstant());
      }
    }
    return Optional.empty();
  }

  private boolean isDay(ZonedDateTime time) {
    boolean day = days.get(time.getDayOfMonth());
    boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
    return months.get(time.getMonthValue()) && (eitherDay ? day || weekday : day && weekday);
  }

  private static BitSet values(List<Range> ranges) {
    BitSet values = new BitSet();
    for (Range range : ranges) {
      for (int value = range.lowest(); value <= range.highest(); value += range.step()) {
        values.set(value);
      }
    }
    return values;
  }
}
