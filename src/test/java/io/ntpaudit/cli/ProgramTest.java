package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

  private String said(String... args) {
    err.reset();
    out.reset();
    int status = run(args);
    assertEquals(args[0].equals("check") ? 3 : 2, status, () -> String.join(" ", args));
    return err.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
  }

  @Test
  void mistakesAreToldInItsOwnWords() {
    assertEquals("ntp-audit: superfluous argument \"now\"", said("status", "now"));
    assertEquals("ntp-audit: superfluous argument \"run\"", said("run", "run"));
    assertEquals("ntp-audit: superfluous argument \"b\"", said("explain", "offset", "b"));
    assertEquals("ntp-audit: unknown command \"shwo\" (meant: show?)", said("config", "shwo"));
    assertEquals("ntp-audit: unknown command \"stauts\" (meant: status?)", said("help", "stauts"));
    assertEquals("ntp-audit: config: a command is missing: show or check", said("config"));
    assertEquals("ntp-audit: --last: given twice", said("status", "--last", "--last"));
    assertEquals("ntp-audit: --json: takes no value", said("status", "--json=yes"));
    assertEquals(
        "ntp-audit: --max-age: a value is missing: --max-age DURATION", said("check", "--max-age"));
    assertEquals("ntp-audit: --config: a value is missing: --config DIR", said("run", "--config"));
    assertTrue(
        said("check", "-t", "soon").startsWith("ntp-audit: --timeout soon: expected a dura"));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("NTP UNKNOWN - --timeout soon: "));
    assertEquals(
        "ntp-audit: the period is empty: 2100-01-01T00:00:00Z is not before",
        said("report", "--since", "2100-01-01", "--until", "2026-01-01").substring(0, 66));
    assertTrue(
        said("report", "--since", "2100-01-01").matches(".* before [0-9-]+T[0-9:]{8}Z \\(.*"));
  }

  @Test
  void whatOtherPluginsTakeSaysWhereItStandsHere() {
    for (String option : List.of("-w", "-c0.1", "--warning=0.1", "--critical")) {
      String said = said("check", option);
      assertTrue(said.startsWith("ntp-audit: unknown option " + option + " (limits stand"), said);
      assertTrue(said.contains("limits.offset_critical"), said);
      assertTrue(said.contains("/etc/ntp-audit/conf.d/NAME.yaml"), said);
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("NTP UNKNOWN - unknown option --critical (limits"), text);
    assertFalse(text.contains(";"), text);
    assertTrue(said("check", "-H", "web-01").contains("the host that it runs on"));
    assertEquals("ntp-audit: unknown option -w", said("status", "-w"));
    assertEquals("ntp-audit: unknown option --lst (meant: --last?)", said("check", "--lst"));
  }

  @Test
  void durationsOfACheckThatCannotBeMeant() {
    String expected = ": expected a duration above 0, such as 10s or 15m";
    assertEquals("ntp-audit: --timeout 0" + expected, said("check", "-t", "0"));
    assertEquals("ntp-audit: --max-age 0s" + expected, said("check", "--last", "--max-age", "0s"));
    assertEquals(
        "ntp-audit: --max-age: only a record has an age (check --last --max-age 5m)",
        said("check", "--max-age", "5m"));
  }

  @Test
  void anUnknownReasonIsToldTheKnownOnes() {
    assertEquals(
        "ntp-audit: unknown reason \"nonsense\" (reasons: "
            + String.join(", ", Runbook.load().ids())
            + ")",
        said("explain", "nonsense"));
    assertEquals("ntp-audit: unknown reason \"ofset\" (meant: offset?)", said("explain", "ofset"));
  }

  /** The log is not there: that is an answer, and told as one. */
  @Test
  void theLastRecordOfNoneIsAnAnswer() {
    assertEquals(0, run("status", "--last"));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(": cannot tell "), text);
    assertTrue(text.contains("There is no record in"), text);
    out.reset();
    assertEquals(0, run("status", "--last", "--json"));
    text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("{\"verdict\":\"unknown\",\"text\":\"cannot tell\""), text);
    assertTrue(text.contains("\"id\":\"gap\"") && !text.contains("\"record\":"), text);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void eachStepOfVerbosityTellsMore() {
    int least = 0;
    for (String verbose : List.of("", "-v", "-v -v", "-vvv")) {
      out.reset();
      assertEquals(3, run(("check " + verbose).strip().split(" ")));
      int lines = (int) out.toString(StandardCharsets.UTF_8).lines().count();
      assertTrue(lines > least, out.toString(StandardCharsets.UTF_8));
      least = lines;
    }
    assertTrue(
        out.toString(StandardCharsets.UTF_8).contains("\nrecord: error_kind: not-installed\n"));
  }

  /** {@code ntp-audit status | head -1}: whoever has read enough is told nothing of it. */
  @Test
  void aPipeThatIsShutIsNoError() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8);
    for (String command : List.of("run --json --dry-run", "config show", "status", "explain")) {
      assertEquals(0, new Program(host, Main.utf8(broken), told).run(command.split(" ")), command);
      assertEquals("", err.toString(StandardCharsets.UTF_8), command);
    }
  }
}
