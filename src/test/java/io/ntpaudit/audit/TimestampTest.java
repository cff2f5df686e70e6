package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-23T16:05:12.345999Z, 2026-11-23T16:05:12.345Z",
    "2026-11-23T16:05:12Z, 2026-11-23T16:05:12.000Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "2028-02-29T01:02:03.004Z, 2028-02-29T01:02:03.004Z",
    "2000-02-29T00:00:00Z, 2000-02-29T00:00:00.000Z",
    "2100-02-28T23:59:59Z, 2100-02-28T23:59:59.000Z",
    "2100-03-01T00:00:00Z, 2100-03-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void hasOneForm(String time, String text) {
    assertEquals(text, Timestamp.text(Instant.parse(time)));
  }

  @Test
  void isReadBack() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      Instant time = Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L));
      assertEquals(time, Timestamp.parse(Timestamp.text(time)));
      assertEquals(Instant.parse(Timestamp.text(time)), time);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-23T16:05:12Z", "2026-11-23T16:05:12.345678Z"})
  void otherFormsAreReadToo(String text) {
    assertEquals(Instant.parse(text), Timestamp.parse(text));
    assertEquals(Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).getEpochSecond(), 1795449912);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-00-23T16:05:12.345Z",
        "2026-13-23T16:05:12.345Z",
        "2026-11-00T16:05:12.345Z",
        "2027-02-29T16:05:12.345Z",
        "2026-11-31T16:05:12.345Z",
        "2026-11-23T24:05:12.345Z",
        "2026-11-23T16:05:12.34xZ",
        "2026-11-23 16:05:12,345Z",
        "2026-11-23T16:05:12.345+",
        "+026-11-23T16:05:12.345Z",
        "2026-11-23T16:05:-2.345Z"
      })
  void whatIsNoTimeIsTheEpoch(String text) {
    assertEquals(Instant.EPOCH, Timestamp.parse(text));
  }
}
