package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {
  @ParameterizedTest
  @CsvSource({
    "30d, 2026-10-24T16:00:00Z",
    "12h, 2026-11-23T04:00:00Z",
    "45m, 2026-11-23T15:15:00Z",
    "45min, 2026-11-23T15:15:00Z",
    "90s, 2026-11-23T15:58:30Z",
    "2w, 2026-11-09T16:00:00Z",
    "2026-11-01, 2026-11-01T00:00:00Z",
    "2026-11-01T06:00:00Z, 2026-11-01T06:00:00Z",
    "2026-11-01T06:00:00+02:00, 2026-11-01T04:00:00Z",
    "2026-11-01 06:00:00Z, 2026-11-01T06:00:00Z",
  })
  void timesArePutAsPeoplePutThem(String text, Instant time) {
    assertEquals(time, Period.time(text, Logs.END).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "30", "d", "-3d", "2026-13-01", "2026-11-01T06:00", "9999999d"})
  void whatIsNoTimeIsToldSo(String text) {
    assertTrue(Period.time(text, Logs.END).isEmpty());
  }

  @Test
  void shareIsBoundedByThePeriod() {
    Period period = new Period(100, 200);
    assertEquals(0, period.share(50));
    assertEquals(0.5, period.share(150));
    assertEquals(1, period.share(500));
  }
}
