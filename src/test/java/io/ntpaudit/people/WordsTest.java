package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 3, 0 s",
    "1e-10, 3, 0 s",
    "1e-9, 3, 1 ns",
    "12e-6, 2, 12 µs",
    "12e-6, 3, 12.0 µs",
    "9.96e-6, 2, 10 µs",
    "999.6e-9, 3, 1.00 µs",
    "0.0009996, 3, 1.00 ms",
    "0.00156, 3, 1.56 ms",
    "0.352, 3, 352 ms",
    "0.9996, 3, 1.00 s",
    "-0.0026, 3, −2.60 ms",
    "86400, 3, 86400 s",
  })
  void timeHasTheUnitOfItsSize(double seconds, int digits, String text) {
    assertEquals(text, Words.time(seconds, digits));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 100 ms", "1, 1 s", "2.5, 2.5 s", "0.00001, 10 µs", "0, 0 s"})
  void limitHasNoZerosAtItsEnd(double seconds, String text) {
    assertEquals(text, Words.limit(seconds));
  }

  @ParameterizedTest
  @CsvSource({"12e-6, 12 µs slow", "-80e-6, 80 µs fast", "0, 0 s", "-1e-12, 0 s"})
  void offsetSaysSlowOrFast(double seconds, String text) {
    assertEquals(text, Words.offset(seconds, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "168, 2 min 48 s",
    "300, 5 min",
    "2400, 40 min",
    "9900, 2 h 45 min",
    "7200, 2 h",
    "86399, 1 day",
    "86400, 1 day",
    "273600, 3 days 4 h",
    "2445300, 28 days 7 h 15 min",
  })
  void durationIsInWords(long seconds, String text) {
    assertEquals(text, Words.duration(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "0.00001, below 0.01 %",
    "0.9434, 94.34 %",
    "0.99999, 99.99 %",
    "1, 100 %",
    "0.29, 29.00 %"
  })
  void percentIsNeverRoundedUp(double share, String text) {
    assertEquals(text, Words.percent(share));
  }

  @ParameterizedTest
  @CsvSource({"1, 1 record", "0, 0 records", "8553, '8,553 records'"})
  void countNamesTheThing(long number, String text) {
    assertEquals(text, Words.count(number, "record"));
  }
}
