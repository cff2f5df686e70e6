package io.ntpaudit.report;

import io.ntpaudit.audit.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and figures in the words of the page. All times are UTC. */
final class Say {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
  private static final String[] SMALL = {
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve"
  };

  private Say() {}

  static ZonedDateTime at(long ms) {
    return Instant.ofEpochMilli(ms).atZone(ZoneOffset.UTC);
  }

  /** {@code 23 Nov}. */
  static String day(long ms) {
    return DAY.format(at(ms));
  }

  /** {@code 23 Nov 2026}. */
  static String date(long ms) {
    return DATE.format(at(ms));
  }

  /** {@code 16:00}. */
  static String clock(long ms) {
    return CLOCK.format(at(ms));
  }

  /** {@code 23 Nov 2026 16:00}. */
  static String moment(long ms) {
    return date(ms) + " " + clock(ms);
  }

  /** How long something lasted: to the minute, where it lasted some. */
  static String lasted(long ms) {
    Duration duration = Duration.ofSeconds(Math.round(ms / 1000.0));
    if (duration.toMinutes() >= 5) {
      duration = Duration.ofMinutes(Math.round(ms / 60_000.0));
    }
    return quantity(Words.duration(duration));
  }

  /** The size of a time, ns. */
  static String time(long ns) {
    return quantity(Words.seconds(ns / 1e9));
  }

  /** An offset, ns, positive = slow. */
  static String offset(long ns) {
    return quantity(Words.offset(ns / 1e9));
  }

  /** A setting in seconds. */
  static String seconds(double seconds) {
    return quantity(Words.seconds(seconds));
  }

  /** A line is not broken between a number and its unit. */
  private static String quantity(String words) {
    return words.replace(' ', '\u00a0');
  }

  /** {@code 8,553}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 record}, {@code 8,553 records}. */
  static String count(long number, String thing) {
    return count(number) + "\u00a0" + thing + (number == 1 ? "" : "s");
  }

  /** As in prose: {@code no gap}, {@code one incident}, {@code 34 incidents}. */
  static String few(long number, String thing) {
    String word = number < SMALL.length ? SMALL[(int) number] : count(number);
    return word + " " + thing + (number < 2 ? "" : "s");
  }

  /**
   * A share, cut and never rounded up: what is not whole does not read 100 %, and what is more than
   * nothing does not read 0 %.
   */
  static String percent(double share) {
    if (share <= 0 || share >= 1) {
      return share <= 0 ? "0\u00a0%" : "100\u00a0%";
    }
    double hundredths = Math.floor(share * 10_000 + 1e-6);
    return hundredths < 1
        ? "below\u00a00.01\u00a0%"
        : String.format(Locale.ROOT, "%.2f\u00a0%%", hundredths / 100);
  }
}
