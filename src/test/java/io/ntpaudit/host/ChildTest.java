package io.ntpaudit.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Child.Result;
import io.ntpaudit.host.Child.Result.Exited;
import io.ntpaudit.host.Child.Result.Killed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The bounds of a program that is run, with real ones. */
class ChildTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Result run(Duration limit, String script) throws IOException {
    return Child.start(List.of("/bin/sh", "-c", script), limit).await();
  }

  private static Exited exited(String script) throws IOException {
    return assertInstanceOf(Exited.class, run(LONG, script));
  }

  @Test
  void tellsWhatItPrintedAndHowItEnded() throws IOException {
    Exited exited = exited("echo out; echo err >&2; exit 3");
    assertEquals(3, exited.status());
    assertEquals("out\n", exited.stdout());
    assertEquals("err\n", exited.stderr());
    assertTrue(exited.took().compareTo(LONG) < 0);
  }

  @Test
  void itSeesNeitherInputNorThisEnvironment() throws IOException {
    assertEquals("", exited("cat").stdout());
    Set<String> names =
        exited("/usr/bin/env")
            .stdout()
            .lines()
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(Collectors.toSet());
    names.removeAll(Set.of("PWD", "SHLVL", "_")); // the shell's own
    assertEquals(Set.of("LC_ALL", "PATH"), names);
    assertEquals("C\n", exited("echo $LC_ALL").stdout());
  }

  @Test
  void argumentsAreNoShellCommands() throws IOException {
    Result result = Child.start(List.of("/bin/echo", "$HOME; `id` *"), LONG).await();
    assertEquals("$HOME; `id` *\n", assertInstanceOf(Exited.class, result).stdout());
  }

  @Test
  void whatDoesNotEndIsKilled() throws IOException {
    long started = System.nanoTime();
    assertEquals(
        new Killed("did not end in time", true), run(Duration.ofMillis(300), "exec sleep 1000"));
    assertTrue(System.nanoTime() - started < 5_000_000_000L);
  }

  @Test
  void whatDoesNotEndAndIgnoresSignalsIsKilled() throws IOException {
    String deaf = "trap '' TERM INT HUP; exec sleep 1000";
    assertTrue(assertInstanceOf(Killed.class, run(Duration.ofMillis(300), deaf)).late());
  }

  @Test
  void endlessOutputIsKilledOnBothStreams() throws IOException {
    for (String script : List.of("exec yes", "exec yes >&2", "exec head -c 100000000 /dev/zero")) {
      assertEquals(new Killed("printed more than 1024 KiB", false), run(LONG, script));
    }
  }

  @RepeatedTest(20)
  void whatIsPrintedJustBeforeTheEndIsNotLost() throws IOException {
    Exited exited = exited("head -c 900000 /dev/zero; head -c 60000 /dev/zero >&2");
    assertEquals(900_000, exited.stdout().length());
    assertEquals(60_000, exited.stderr().length());
  }

  @Test
  void closedStreamsAreNotItsEnd() throws IOException {
    assertEquals(4, exited("exec >&- 2>&-; sleep 0.2; exit 4").status());
  }

  @Test
  void aGrandchildThatKeepsTheStreamsIsNotWaitedFor() throws IOException {
    long started = System.nanoTime();
    assertEquals("hi\n", exited("sleep 30 & echo hi; kill -9 $! & wait $!").stdout());
    assertEquals("hi\n", exited("(sleep 3; exit) & echo hi").stdout());
    assertTrue(System.nanoTime() - started < 3_000_000_000L);
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() throws IOException {
    assertEquals("a\uFFFDb", exited("printf 'a\\377b'").stdout());
  }

  @Test
  void whatCannotBeStartedSaysSo() {
    assertThrows(IOException.class, () -> Child.start(List.of("/nowhere/program"), LONG));
    assertThrows(IOException.class, () -> Child.start(List.of("/etc/passwd"), LONG));
  }

  @Test
  void aKilledProgramIsGone() throws Exception {
    Result result = run(Duration.ofMillis(100), "exec sleep 1000");
    assertInstanceOf(Killed.class, result);
    for (int i = 0; i < 100 && children() > 0; i++) {
      Thread.sleep(20);
    }
    assertEquals(0, children());
  }

  private static long children() {
    return ProcessHandle.current().children().count();
  }
}
