package io.ntpaudit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, with a Java runtime that does what a test says. */
class LauncherTest {
  private static final String MEND = "(free some memory, or install ntp-audit again)\n";
  private static final String CRASH = "case $* in *' -version') exit 0 ;; esac; exit 134";
  private static final String DEAD = "exec >&2; echo 'Error occurred'; echo 'No | memory'; exit 1";

  @TempDir Path root;
  private Path java;

  private record Ended(long pid, int status, String out, String err) {}

  @BeforeEach
  void aStagedTree() throws IOException {
    Path launcher = root.resolve("usr/bin/ntp-audit");
    java = root.resolve("usr/lib/ntp-audit/runtime/bin/java");
    Files.createDirectories(launcher.getParent());
    Files.createDirectories(java.getParent());
    Files.copy(Path.of("src/main/dist/usr/bin/ntp-audit"), launcher);
  }

  private void script(String text) throws IOException {
    Files.writeString(java, "#!/bin/sh\n" + text + "\n");
    assertTrue(java.toFile().setExecutable(true));
  }

  private Ended run(String script, String... args) throws IOException, InterruptedException {
    if (!script.isEmpty()) {
      script(script);
    }
    Process process = start(args);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.pid(), process.waitFor(), out, Files.readString(root.resolve("err")));
  }

  /** With every signal as it is by default: whoever runs the tests may ignore some. */
  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal", "sh"));
    command.add(root + "/usr/bin/ntp-audit");
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(root.resolve("err").toFile()).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "check --last", "--config /x check -v", "--config=/x check"})
  void aRuntimeThatDoesNotStartIsUnknownToAMonitor(String args) throws Exception {
    Ended ended = run(DEAD, args.split(" "));
    assertEquals(3, ended.status());
    assertEquals(
        "NTP UNKNOWN - ntp-audit's Java runtime ended with 1: Error occurred No memory " + MEND,
        ended.out());
  }

  @Test
  void aRuntimeThatIsNotThereIsUnknownToAMonitor() throws Exception {
    Ended ended = run("", "check");
    assertEquals(3, ended.status());
    assertTrue(ended.out().startsWith("NTP UNKNOWN - ntp-audit's Java runtime ended with 127: "));
    assertTrue(ended.out().endsWith("/java: not found " + MEND), ended.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatTheProgramAnswersIsPassedOn(int status) throws Exception {
    String answers =
        "case $* in *-Dntp-audit.status=10*) printf 'NTP SO - a %%s\\nmore\\n'; exit 1";
    Ended ended = run(answers + status + " ;; esac", "check", "--last");
    assertEquals(status, ended.status());
    assertEquals("NTP SO - a %s\nmore\n", ended.out());
  }

  @Test
  void itsHelpIsPassedOn() throws Exception {
    Ended ended = run("echo Usage; exit 13", "check", "--help");
    assertEquals("3 Usage\n", ended.status() + " " + ended.out());
  }

  @Test
  void otherCommandsSayThatItDoesNotStart() throws Exception {
    Ended ended = run(DEAD, "status");
    assertEquals(1, ended.status());
    String says = "Error occurred\nNo | memory\nntp-audit: ";
    assertEquals(says + java + ": does not start " + MEND, ended.err());
  }

  @Test
  void aCrashIsToldWithWhatMendsADamagedCache() throws Exception {
    String cache = root + "/usr/lib/ntp-audit/bin/aot-cache ";
    String mend =
        "(where its start-up cache is damaged, as root: "
            + cache
            + "remove; "
            + cache
            + "create)\n";
    Ended ended = run(CRASH, "status");
    assertEquals(134, ended.status());
    assertEquals("ntp-audit: " + java + ": crashes " + mend, ended.err());
    ended = run(CRASH, "check");
    assertEquals(3, ended.status());
    assertEquals("NTP UNKNOWN - ntp-audit's Java runtime ended with 134 " + mend, ended.out());
  }

  @Test
  void whatFailedForAnotherReasonSaysSoItself() throws Exception {
    Ended ended = run("case $* in *' -version') exit 0 ;; esac; exit 1", "verify");
    assertEquals("1 ", ended.status() + " " + ended.err());
  }

  @ParameterizedTest
  @CsvSource({
    "check, HUP, 129",
    "check, INT, 130",
    "check, TERM, 143",
    "report, HUP, 129",
    "report, INT, 130",
    "report, TERM, 143"
  })
  void whatEndsItEndsTheRuntime(String command, String signal, int status) throws Exception {
    script("echo $$; exec >/dev/null sleep 60");
    Process process = start(command);
    long runtime = Long.parseLong(process.inputReader().readLine());
    new ProcessBuilder("kill", "-" + signal, process.pid() + "").start().waitFor();
    assertEquals(status, process.waitFor());
    assertTrue(ProcessHandle.of(runtime).isEmpty(), "it is still there");
  }

  /** A word of the command line is no command: where it stands tells. */
  @ParameterizedTest
  @ValueSource(strings = {"--config check status", "--config /x config check", "config check"})
  void onlyCheckIsAPlugin(String args) throws Exception {
    Ended ended = run("echo valid", args.split(" "));
    assertEquals("0 valid\n", ended.status() + " " + ended.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "status"})
  void aFolderThatIsGoneIsLeft(String command) throws Exception {
    script("pwd");
    String gone = "mkdir gone; cd gone; rmdir ../gone; exec env -u PWD " + root;
    String[] shell = {"sh", "-c", gone + "/usr/bin/ntp-audit " + command};
    Process process = new ProcessBuilder(shell).directory(root.toFile()).start();
    assertEquals("/\n", new String(process.getInputStream().readAllBytes(), UTF_8));
  }

  /** The timer's path: the runtime takes the launcher's own process. */
  @ParameterizedTest
  @ValueSource(
      strings = {"run", "--json", "run --dry-run", "--config /x run", "--config=/x --json"})
  void anAuditForksNothing(String args) throws Exception {
    Ended ended = run("echo $$", args.split(" "));
    assertEquals(ended.pid() + "\n", ended.out());
  }
}
