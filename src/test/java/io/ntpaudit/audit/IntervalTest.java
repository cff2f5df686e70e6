package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.ConfigOf;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IntervalTest {
  private static final long MINUTE = 60_000;

  @Test
  void neitherGapsNorRunsByHandChangeIt() {
    long[] apart = {300_040, 44_999, 1000, 299_970, 90 * MINUTE, 300_010, 2000, 40_000, 299_990};
    assertEquals(5 * MINUTE, Interval.median(apart, 7));
    assertEquals(45_000, Interval.median(new long[] {45_000, 45_000, 45_000}, 7));
  }

  /** So many times the same spacing. */
  private static long[] times(int count, long apart) {
    long[] times = new long[count];
    Arrays.fill(times, apart);
    return times;
  }

  private static long[] join(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(Arrays::stream).toArray();
  }

  @Test
  void aBurstByHandIsNoSchedule() {
    long[] schedule = times(4, 5 * MINUTE);
    long[] burst = {50_000, 61_000, 48_000, 20_000, 55_000, 60_000, 52_000, 46_000, 200_000};
    long[] none = new long[burst.length];
    long[] apart = join(schedule, burst, schedule, burst);
    assertArrayEquals(join(schedule, none, schedule, none), Interval.scheduled(apart, 5 * MINUTE));
    assertEquals(5 * MINUTE, Interval.median(Interval.scheduled(apart, 5 * MINUTE), 7));
  }

  @Test
  void whatGoesOnForAnHourIsASchedule() {
    long[] hour = times(60, MINUTE);
    assertArrayEquals(hour, Interval.scheduled(hour, 5 * MINUTE));
    assertArrayEquals(new long[59], Interval.scheduled(times(59, MINUTE), 5 * MINUTE));
  }

  @Test
  void aTimerThatIsAMomentEarlyStaysOne() {
    long[] early = times(5, 5 * MINUTE - 1000);
    assertArrayEquals(early, Interval.scheduled(early, 5 * MINUTE));
  }

  @Test
  void tooFewTellNothing() {
    assertEquals(7, Interval.median(new long[] {}, 7));
    assertEquals(7, Interval.median(new long[] {90 * MINUTE, 5 * MINUTE, 1000, 1000}, 7));
  }

  @Test
  void itIsTheSchedulesWhereThatIsPlain() {
    assertEquals(5 * MINUTE, Interval.configured(Config.defaults()));
    assertEquals(
        10 * MINUTE, Interval.configured(ConfigOf.yaml("schedule: {systemd: \"*:00/10\"}")));
    assertEquals(
        60 * MINUTE,
        Interval.configured(ConfigOf.yaml("{schedule: {systemd: hourly}, loki: {interval: 1h}}")));
  }
}
