package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
  void runTakesItsOptionsInEitherForm() {
    assertEquals(0, run("run", "--config=/nowhere", "--json", "--dry-run"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("config-invalid"), out.toString());
    assertEquals(2, run("run", "run", "--dry-run"));
  }

  @Test
  void anAnswerThatNobodyGetsIsNoSuccess() throws IOException {
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8);
    for (String command : List.of("run --json --dry-run", "config show", "config check")) {
      PrintStream full = new PrintStream(new FileOutputStream("/dev/full"));
      err.reset();
      assertEquals(1, new Program(host, full, told).run(command.split(" ")), command);
      assertEquals(
          "ntp-audit: standard output: cannot be written to (is its disk full, or is it shut?)\n",
          err.toString(StandardCharsets.UTF_8));
    }
    PrintStream full = new PrintStream(new FileOutputStream("/dev/full"));
    assertEquals(3, new Program(host, full, told).run("check"), "UNKNOWN");
  }

  @Test
  void everyCommandTellsItsVersion() {
    for (String command : List.of("run", "status", "config show")) {
      out.reset();
      assertEquals(0, run((command + " --version").split(" ")));
      assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("ntp-audit "), command);
    }
  }

  @Test
  void anUnknownCommandIsAMistakeOfUsage() {
    assertEquals(2, run("confg"));
    assertEquals(
        "ntp-audit: unknown command \"confg\" (meant: config?)\ntry: ntp-audit --help\n",
        err.toString(StandardCharsets.UTF_8));
  }
}
