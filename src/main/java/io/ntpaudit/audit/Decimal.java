package io.ntpaudit.audit;

/** Numbers as chronyc prints them: plain decimals, never an exponent. */
public final class Decimal {
  private static final long[] SCALE = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private Decimal() {}

  /**
   * The number with at most so many decimals, without trailing zeros: {@code 0.000012}.
   *
   * @param decimals 0 to 9
   */
  public static String text(double value, int decimals) {
    long scale = SCALE[decimals];
    double whole = Math.floor(Math.abs(value));
    if (whole >= Long.MAX_VALUE / 2) {
      return Long.toString((long) value);
    }
    long units = (long) whole;
    long fraction = Math.round((Math.abs(value) - whole) * scale);
    if (fraction == scale) {
      units++;
      fraction = 0;
    }
    StringBuilder text = new StringBuilder(24);
    if (value < 0 && (units != 0 || fraction != 0)) {
      text.append('-');
    }
    text.append(units);
    if (fraction != 0) {
      appendFraction(text, fraction, decimals);
    }
    return text.toString();
  }

  private static void appendFraction(StringBuilder text, long fraction, int decimals) {
    String digits = Long.toString(fraction);
    text.append('.').repeat('0', decimals - digits.length()).append(digits);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    text.setLength(end);
  }
}
