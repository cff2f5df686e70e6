package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
  private static final Instant MONDAY = Instant.parse("2026-11-23T16:05:12Z");

  @ParameterizedTest
  @CsvSource({
    "*/5 * * * *, 2026-11-23T16:10:00Z",
    "7-59/15 * * * *, 2026-11-23T16:07:00Z",
    "'* \t* * * *', 2026-11-23T16:06:00Z"
  })
  void whatIsTheSameEverywhereAsksForNoZone(String fields, Instant next) {
    assertEquals(
        Optional.of(next),
        CronTimes.next(
            fields,
            MONDAY,
            () -> {
              throw new AssertionError("asked for the zone");
            }));
  }

  /** Kathmandu is 5 h 45 min ahead of UTC. */
  @ParameterizedTest
  @CsvSource({
    "0 3 * * *, Europe/Berlin, 2026-11-24T02:00:00Z",
    "*/10 * * * *, Asia/Kathmandu, 2026-11-23T16:15:00Z",
    "30 * * * *, Asia/Kathmandu, 2026-11-23T16:45:00Z",
    "0 12 1 * *, UTC, 2026-12-01T12:00:00Z",
    "0 12 1 * wed, UTC, 2026-11-25T12:00:00Z",
    "*/5 * * * 0, UTC, 2026-11-29T00:00:00Z"
  })
  void othersAreOfTheHostsZone(String fields, ZoneId zone, Instant next) {
    assertEquals(Optional.of(next), CronTimes.next(fields, MONDAY, () -> zone));
  }

  /** Every 15 minutes, but not at night, or not on Sundays. */
  @ParameterizedTest
  @CsvSource({
    "*/15 * * * *, 14, true",
    "*/15 * * * *, 15, false",
    "1 * * * *, 60, false",
    "1 * * * *, 59, true",
    "*/15 8-20 * * *, 15, true",
    "*/15 * * * 1-6, 15, true",
    "0 0 20 * *, 15, true",
    "0 0 30 2 *, 15, true"
  })
  void theLongestTimeBetweenTwoCounts(String fields, int minutes, boolean rarer) {
    assertEquals(rarer, CronTimes.isRarer(fields, Duration.ofMinutes(minutes), MONDAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "* * * *", "61 * * * *", "x * * * *", "*/0 * * * *", "0 0 30 2 *"})
  void whatMakesNoSenseIsNeverDue(String fields) {
    assertEquals(Optional.empty(), CronTimes.next(fields, MONDAY, () -> ZoneId.of("UTC")));
  }
}
