package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PluginTest {
  private static final Display PLAIN = new Display(false, true);

  @Test
  void whatTakesTooLongIsUnknown() {
    long start = System.nanoTime();
    Plugin plugin =
        Plugin.within(
            Duration.ofMillis(100),
            PLAIN,
            () -> {
              new CountDownLatch(1).await();
              return null;
            });
    assertTrue(System.nanoTime() - start < 5_000_000_000L);
    assertEquals(3, plugin.exit());
    assertEquals(
        "NTP UNKNOWN - no answer within 0 s (ntp-audit status, or a longer --timeout)\n",
        plugin.text());
  }

  @Test
  void whatIsInTimeIsTheAnswer() {
    Plugin answer = Plugin.unknown("so it is", PLAIN);
    assertEquals(answer, Plugin.within(Duration.ofSeconds(10), PLAIN, () -> answer));
  }

  @Test
  void aFaultOfTheProgramStaysOne() {
    IllegalArgumentException fault = new IllegalArgumentException("a fault");
    assertEquals(
        fault,
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Plugin.within(
                    Duration.ofSeconds(10),
                    PLAIN,
                    () -> {
                      throw fault;
                    })));
  }
}
