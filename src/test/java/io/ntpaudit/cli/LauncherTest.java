package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, with a Java runtime that does what a test says. */
class LauncherTest {
  private static final String MEND = "(free some memory, or install ntp-audit again)\n";
  private static final String DEAD = "echo 'Error occurred'; echo 'No | memory'; exit 1";

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

  private Ended run(String script, String... args) throws IOException, InterruptedException {
    if (!script.isEmpty()) {
      Files.writeString(java, "#!/bin/sh\n" + script + "\n");
      assertTrue(java.toFile().setExecutable(true));
    }
    List<String> command = new ArrayList<>(List.of("sh", root + "/usr/bin/ntp-audit"));
    command.addAll(List.of(args));
    Path err = root.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.pid(), process.waitFor(), out, Files.readString(err));
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
    assertEquals("NTP UNKNOWN - ntp-audit's Java runtime ended with 127 " + MEND, ended.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatTheProgramAnswersIsPassedOn(int status) throws Exception {
    Ended ended = run("printf 'NTP SO - a %%s\\nmore\\n'; exit " + status, "check", "--last");
    assertEquals(status, ended.status());
    assertEquals("NTP SO - a %s\nmore\n", ended.out());
  }

  @Test
  void itsHelpIsPassedOn() throws Exception {
    Ended ended = run("echo Usage; exit 3", "check", "--help");
    assertEquals("3 Usage\n", ended.status() + " " + ended.out());
  }

  @Test
  void otherCommandsSayThatItDoesNotStart() throws Exception {
    Ended ended = run(DEAD, "status");
    assertEquals(1, ended.status());
    assertEquals("ntp-audit: " + java + ": does not start " + MEND, ended.err());
  }

  @Test
  void whatFailedForAnotherReasonSaysSoItself() throws Exception {
    Ended ended = run("case $* in *' -version') exit 0 ;; esac; exit 1", "verify");
    assertEquals("1 ", ended.status() + " " + ended.err());
  }

  /** The timer's path: the runtime takes the launcher's own process. */
  @ParameterizedTest
  @ValueSource(strings = {"run", "--json", "run --dry-run"})
  void anAuditForksNothing(String args) throws Exception {
    Ended ended = run("echo $$", args.split(" "));
    assertEquals(ended.pid() + "\n", ended.out());
  }
}
