package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginTest {
  @TempDir Path root;
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

  private String last(String fields) {
    HostTree tree = new HostTree(root);
    String time = "{\"timestamp\":\"" + tree.host().now() + "\"";
    tree.file("/var/log/ntp-audit/audit.log", time + fields + "}\n");
    String text =
        Plugin.last(tree.host(), Config.defaults(), Duration.ofMinutes(15), PLAIN, 0).text();
    return text.lines().findFirst().orElseThrow();
  }

  @Test
  void aRecordWithoutAReasonSaysSo() {
    String why = "the record names no reason (ntp-audit status)";
    assertEquals("NTP CRITICAL - " + why, last(",\"verdict\":\"critical\",\"reasons\":\"none\""));
    assertEquals(
        "NTP WARNING - " + why, last(",\"verdict\":\"warning\",\"reasons\":\"few-sources\""));
  }

  @Test
  void aRecordThatSaysTooLittleIsUnknown() {
    assertEquals("NTP UNKNOWN - the record names no verdict (ntp-audit status)", last(""));
    assertEquals(
        "NTP UNKNOWN - the record says ok and names no error bound (ntp-audit status)",
        last(",\"verdict\":\"ok\",\"reasons\":\"none\""));
  }

  @Test
  void valuesStandAsInTheRecord() {
    HostTree tree = new HostTree(root);
    String values = "\"ref_time\":1795449900,\"current_correction\":-0.000002499,\"reach\":8";
    String line = "{\"timestamp\":\"" + tree.host().now() + "\"," + values + "}\n";
    tree.file("/var/log/ntp-audit/audit.log", line);
    Duration age = Duration.ofMinutes(15);
    String text = Plugin.last(tree.host(), Config.defaults(), age, PLAIN, 3).text();
    for (String value : values.replace("\"", "").split(",")) {
      assertTrue(text.contains("record: " + value.replace(":", ": ") + "\n"), text);
    }
  }

  @Test
  void whatToDoIsNotCutOff() {
    String line =
        last(
            ",\"verdict\":\"unknown\",\"reasons\":\"chronyd-unreachable\",\"error\":\""
                + "word ".repeat(1000)
                + "\"");
    assertTrue(line.endsWith("... (service chronyd status)"), line);
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
