package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceTest {
  /** chronyc(1), sources: "positive offsets indicate that the local clock is ahead". */
  @Test
  void aClockThatIsAheadOfItsSourceIsFast() {
    Source source =
        new Source(
            Source.Mode.SERVER,
            Source.State.SELECTED,
            "192.0.2.1",
            2,
            6,
            0377,
            OptionalLong.of(23),
            0.25, // adjusted: ahead
            0.5,
            0.01);
    assertEquals(-0.25, source.offset()); // as in the record, negative is fast
  }
}
