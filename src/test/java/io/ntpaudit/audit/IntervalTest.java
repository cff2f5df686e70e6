package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.ConfigOf;
import org.junit.jupiter.api.Test;

class IntervalTest {
  private static final long MINUTE = 60_000;

  @Test
  void neitherGapsNorRunsByHandChangeIt() {
    long[] apart = {300_040, 44_999, 1000, 299_970, 90 * MINUTE, 300_010, 2000, 40_000, 299_990};
    assertEquals(5 * MINUTE, Interval.median(apart, 7));
    assertEquals(45_000, Interval.median(new long[] {45_000, 45_000, 45_000}, 7));
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
