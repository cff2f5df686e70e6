package io.ntpaudit.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Quantities as people read them: the unit by size, "slow" or "fast" in place of a sign. */
public final class Words {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /**
   * A time with so many digits: {@code 1.56 ms}; a minus sign where it is negative.
   *
   * @param digits significant digits; nanoseconds have no decimals
   */
  public static String time(double seconds, int digits) {
    double size = Math.abs(seconds);
    if (size < 0.5e-9) {
      return "0 s";
    }
    double rounded = significant(size, digits);
    Unit unit = Unit.of(rounded);
    double value = rounded * unit.perSecond;
    int whole = (int) Math.floor(Math.log10(value) + 1e-9) + 1;
    int decimals = unit == Unit.NS ? 0 : Math.max(0, digits - whole);
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return (seconds < 0 ? "\u2212" : "") + text + " " + unit.symbol;
  }

  private static double significant(double value, int digits) {
    double scale = Math.pow(10, digits - 1 - Math.floor(Math.log10(value)));
    return Math.round(value * scale) / scale;
  }

  /** A time that somebody chose, such as a limit, without zeros at its end: {@code 100 ms}. */
  public static String limit(double seconds) {
    String text = time(seconds, 4);
    return text.contains(".") ? text.replaceFirst("\\.?0+ ", " ") : text;
  }

  /**
   * An offset of the system clock: {@code 12.0 µs slow}.
   *
   * @param seconds positive = the clock is slow
   */
  public static String offset(double seconds, int digits) {
    String size = time(Math.abs(seconds), digits);
    return size.equals("0 s") ? size : size + (seconds > 0 ? " slow" : " fast");
  }

  /** How long something lasted, to the minute; to the second below five minutes. */
  public static String duration(long seconds) {
    if (seconds < 5 * MINUTE) {
      return parts(seconds / MINUTE, "min", seconds % MINUTE, "s");
    }
    long minutes = Math.round(seconds / (double) MINUTE);
    if (minutes < DAY / MINUTE) {
      return parts(minutes / 60, "h", minutes % 60, "min");
    }
    long days = minutes / (DAY / MINUTE);
    String rest = parts(minutes % (DAY / MINUTE) / 60, "h", minutes % 60, "min");
    String word = days == 1 ? "1 day" : count(days) + " days";
    return rest.equals("0 min") ? word : word + " " + rest;
  }

  private static String parts(long large, String largeUnit, long small, String smallUnit) {
    List<String> parts = new ArrayList<>();
    if (large > 0) {
      parts.add(large + " " + largeUnit);
    }
    if (small > 0 || large == 0) {
      parts.add(small + " " + smallUnit);
    }
    return String.join(" ", parts);
  }

  /** A whole number with its thousands apart: {@code 8,553}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number of things: {@code 1 record}, {@code 8,553 records}. */
  public static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /**
   * A share in percent, cut and never rounded up: what is not whole does not read 100 %, and what
   * is more than nothing does not read 0 %.
   */
  public static String percent(double share) {
    double hundredths = Math.floor(share * 10_000 + 1e-6);
    if (share > 0 && hundredths < 1) {
      return "below 0.01 %";
    }
    String text = String.format(Locale.ROOT, "%.2f", hundredths / 100);
    return (share >= 1 ? "100" : share <= 0 ? "0" : text) + " %";
  }

  private enum Unit {
    NS("ns", 1e9, 999.5e-9),
    US("µs", 1e6, 999.5e-6),
    MS("ms", 1e3, 0.9995),
    S("s", 1, Double.POSITIVE_INFINITY);

    private final String symbol;
    private final double perSecond;
    private final double below;

    Unit(String symbol, double perSecond, double below) {
      this.symbol = symbol;
      this.perSecond = perSecond;
      this.below = below;
    }

    static Unit of(double seconds) {
      Unit unit = NS;
      while (seconds >= unit.below) {
        unit = values()[unit.ordinal() + 1];
      }
      return unit;
    }
  }
}
