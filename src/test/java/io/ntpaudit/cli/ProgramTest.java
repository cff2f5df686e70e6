package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    return new Program(
            host,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args);
  }

  @Test
  void anAuditWithoutChronySaysSo() {
    assertEquals(0, run("run", "--json", "--dry-run"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("\"error_kind\":\"not-installed\""));
  }

  @Test
  void anUnknownCommandIsAMistakeOfUsage() {
    assertEquals(2, run("confg"));
    assertEquals(
        "ntp-audit: unknown command \"confg\" (meant: config?)\ntry: ntp-audit --help\n",
        err.toString(StandardCharsets.UTF_8));
  }
}
