package io.ntpaudit.audit;

import java.time.Duration;

/** Quantities in words, for the sentences of findings and the terminal. */
public final class Words {
  private static final String[] UNITS = {"ns", "µs", "ms", "s"};

  private Words() {}

  /** A length of time with three digits and the unit that fits: {@code 1.9 ms}. Never signed. */
  public static String seconds(double seconds) {
    double value = Math.abs(seconds) * 1e9;
    int unit = 0;
    while (unit < UNITS.length - 1 && value >= 999.5) {
      value /= 1000;
      unit++;
    }
    return digits(value) + " " + UNITS[unit];
  }

  private static String digits(double value) {
    return Decimal.text(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
  }

  /** An offset with its direction: {@code 12 µs slow}; positive is slow. */
  public static String offset(double seconds) {
    return seconds == 0 ? "0 ns" : seconds(seconds) + (seconds > 0 ? " slow" : " fast");
  }

  /** A duration in its two largest units: {@code 3 days 4 h}, {@code 2 min 48 s}. */
  public static String duration(Duration duration) {
    long s = Math.max(0, duration.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return pair(s / 60, "min", s % 60, "s");
    }
    if (s < 86_400) {
      return pair(s / 3600, "h", s % 3600 / 60, "min");
    }
    return pair(s / 86_400, s < 2 * 86_400 ? "day" : "days", s % 86_400 / 3600, "h");
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** A count with its noun: {@code 1 source}, {@code 3 sources}. */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
