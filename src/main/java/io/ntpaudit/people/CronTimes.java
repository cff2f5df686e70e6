package io.ntpaudit.people;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.function.Supplier;

/** When five fields of cron(8) are next due (crontab(5)). */
final class CronTimes {
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;

  /** Where day and weekday are both restricted, either is enough. */
  private final boolean eitherDay;

  private CronTimes(List<String> fields) {
    minutes = field(fields.get(0), 0, 59, List.of());
    hours = field(fields.get(1), 0, 23, List.of());
    days = field(fields.get(2), 1, 31, List.of());
    months = field(fields.get(3), 1, 12, MONTHS);
    weekdays = field(fields.get(4), 0, 7, DAYS);
    weekdays.set(0, weekdays.get(0) || weekdays.get(7));
    eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
  }

  /** The first time after now; empty where the fields make no sense, or never meet. */
  static Optional<Instant> next(String fields, Instant now, Supplier<ZoneId> zone) {
    try {
      List<String> five = new ArrayList<>();
      new StringTokenizer(fields).asIterator().forEachRemaining(field -> five.add((String) field));
      CronTimes times = new CronTimes(five);
      return times.next(now.atZone(times.isSameEverywhere() ? ZoneOffset.UTC : zone.get()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
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

  private static BitSet field(String text, int first, int last, List<String> names) {
    BitSet values = new BitSet();
    for (String part : text.toLowerCase(Locale.ROOT).split(",")) {
      String[] stepped = part.split("/", 2);
      int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
      String[] range = stepped[0].equals("*") ? new String[0] : stepped[0].split("-", 2);
      int from = range.length == 0 ? first : number(range[0], names);
      int to = range.length == 2 ? number(range[1], names) : range.length == 0 ? last : from;
      if (step < 1 || from < first || to > last || from > to) {
        throw new IllegalArgumentException(part);
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String text, List<String> names) {
    int at = names.indexOf(text);
    return at >= 0 ? at : Integer.parseInt(text);
  }
}
