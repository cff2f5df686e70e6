package io.ntpaudit.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Times as the record has them: RFC 3339, UTC, with milliseconds. Written and read by hand, because
 * the general formatter costs the timer's run more than chronyc does.
 */
public final class Timestamp {
  private static final String FORM = "0000-00-00T00:00:00.000Z";

  private Timestamp() {}

  /** {@code 2026-11-23T16:05:12.345Z}. */
  public static String text(Instant time) {
    long second = time.getEpochSecond();
    int ofDay = (int) Math.floorMod(second, 86_400L);
    StringBuilder text = new StringBuilder(FORM.length());
    text.append(LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L))).append('T');
    padded(text, ofDay / 3600, 2).append(':');
    padded(text, ofDay / 60 % 60, 2).append(':');
    padded(text, ofDay % 60, 2).append('.');
    return padded(text, time.getNano() / 1_000_000, 3).append('Z').toString();
  }

  private static StringBuilder padded(StringBuilder text, int number, int digits) {
    String plain = Integer.toString(number);
    return text.repeat('0', digits - plain.length()).append(plain);
  }

  /** The time; the epoch where the text is none. */
  static Instant parse(String text) {
    if (!hasForm(text)) {
      return general(text);
    }
    try {
      return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
          .atTime(
              LocalTime.of(
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19),
                  number(text, 20, 23) * 1_000_000))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static boolean hasForm(String text) {
    for (int i = 0; i < FORM.length() && i < text.length(); i++) {
      char c = text.charAt(i);
      if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
        return false;
      }
    }
    return text.length() == FORM.length();
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static Instant general(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
