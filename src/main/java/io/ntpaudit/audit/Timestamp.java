package io.ntpaudit.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Times as the record has them: RFC 3339, UTC, with milliseconds. Written and read by hand: the
 * general formatter costs the timer's run more than chronyc does, and so does {@code LocalDate},
 * for whether a year is a leap year it asks {@code Year}, which makes such a formatter first.
 */
public final class Timestamp {
  private static final byte[] FORM = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
  private static final int DAY = 86_400;

  /** From March 1st of the year 0, with which the calendar's 400 years begin, to 1970. */
  private static final long TO_1970 = 719_468;

  private static final int DAYS_OF_400_YEARS = 146_097;

  private Timestamp() {}

  /** {@code 2026-11-23T16:05:12.345Z}. */
  public static String text(Instant time) {
    long second = time.getEpochSecond();
    int ofDay = (int) Math.floorMod(second, (long) DAY);
    StringBuilder text = new StringBuilder(FORM.length);
    date(text, Math.floorDiv(second, (long) DAY)).append('T');
    padded(text, ofDay / 3600, 2).append(':');
    padded(text, ofDay / 60 % 60, 2).append(':');
    padded(text, ofDay % 60, 2).append('.');
    return padded(text, time.getNano() / 1_000_000, 3).append('Z').toString();
  }

  /** The date so many days after 1970-01-01; years are counted from March, the leap day last. */
  private static StringBuilder date(StringBuilder text, long days) {
    long since = days + TO_1970;
    int day = (int) Math.floorMod(since, (long) DAYS_OF_400_YEARS);
    int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    int ofYear = day - (365 * year + year / 4 - year / 100);
    int month = (5 * ofYear + 2) / 153; // 0 is March
    long of400 = Math.floorDiv(since, (long) DAYS_OF_400_YEARS) * 400 + year;
    padded(text, (int) of400 + (month < 10 ? 0 : 1), 4).append('-');
    padded(text, month < 10 ? month + 3 : month - 9, 2).append('-');
    return padded(text, ofYear - (153 * month + 2) / 5 + 1, 2);
  }

  /** The other way round, for a month from 1 to 13. */
  private static long days(int year, int month, int day) {
    int fromMarch = month > 2 ? year : year - 1;
    int of400 = Math.floorMod(fromMarch, 400);
    int ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return Math.floorDiv(fromMarch, 400) * (long) DAYS_OF_400_YEARS
        + (of400 * 365 + of400 / 4 - of400 / 100 + ofYear)
        - TO_1970;
  }

  private static StringBuilder padded(StringBuilder text, int number, int digits) {
    String plain = Integer.toString(number);
    return text.repeat('0', Math.max(0, digits - plain.length())).append(plain);
  }

  /** The time; the epoch where the text is none. */
  public static Instant parse(String text) {
    byte[] digits = text.getBytes(StandardCharsets.ISO_8859_1);
    if (!hasForm(digits)) {
      return general(text);
    }
    int year = number(digits, 0, 4);
    int month = number(digits, 5, 7);
    int day = number(digits, 8, 10);
    int hour = number(digits, 11, 13);
    int minute = number(digits, 14, 16);
    int second = number(digits, 17, 19);
    boolean isDay = month >= 1 && month <= 12 && day >= 1;
    if (!isDay || hour > 23 || minute > 59 || second > 59) {
      return Instant.EPOCH;
    }
    long days = days(year, month, day);
    if (days >= days(year, month + 1, 1)) { // the 13th is January of the next year
      return Instant.EPOCH;
    }
    long ofDay = hour * 3600 + minute * 60 + second;
    return Instant.ofEpochSecond(days * DAY + ofDay, number(digits, 20, 23) * 1_000_000L);
  }

  private static boolean hasForm(byte[] text) {
    for (int i = 0; i < FORM.length && i < text.length; i++) {
      byte c = text[i];
      if (FORM[i] == '0' ? c < '0' || c > '9' : c != FORM[i]) {
        return false;
      }
    }
    return text.length == FORM.length;
  }

  private static int number(byte[] digits, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + digits[i] - '0';
    }
    return number;
  }

  private static Instant general(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
