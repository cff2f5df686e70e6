package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A chronyc that fails, in each way that was captured or that a program can: the record names the
 * kind, in time.
 */
class FailuresTest {
  /** {@code chrony.timeout} as it is by default, and what may come on top of it. */
  private static final Duration LIMIT = Duration.ofMillis(5_500);

  @TempDir Path root;

  /** One audit with that chronyc. */
  private AuditRecord audit(String chronyc) {
    AuditedHost host = new AuditedHost(root, chronyc);
    host.configure("chrony: {address: 127.0.0.1}");
    return host.audit();
  }

  private void assertTimedOutInTime(String chronyc) {
    long started = System.nanoTime();
    assertKind("timed-out", audit(chronyc));
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertTrue(took.compareTo(LIMIT) < 0, () -> chronyc + ": took " + took);
  }

  private static String replay(Capture capture) {
    return "printf %s '"
        + quoted(capture.stdout())
        + "'; printf %s '"
        + quoted(capture.stderr())
        + "' >&2; exit "
        + capture.status();
  }

  private static String quoted(String text) {
    return text.replace("'", "'\\''");
  }

  private void assertKind(String kind, AuditRecord record) {
    assertEquals(kind, record.text(Field.ERROR_KIND, "none"), record::toString);
    assertEquals(List.of("chronyd-" + kind), record.reasons());
    assertEquals("unknown", record.text(Field.SYNC_STATUS, ""));
    assertEquals("unknown", record.verdict().word());
    assertFalse(record.text(Field.ERROR, "").isBlank(), record::toString);
    for (Field field :
        List.of(
            Field.STRATUM,
            Field.CURRENT_CORRECTION,
            Field.ROOT_DISPERSION,
            Field.CLOCK_ERROR_BOUND,
            Field.LEAP_STATUS,
            Field.SOURCES,
            Field.TRANSPORT)) {
      assertFalse(record.has(field), record::toString);
    }
  }

  static Stream<Capture> captured() {
    return Capture.ALL.stream().filter(capture -> capture.status() != 0);
  }

  @ParameterizedTest
  @MethodSource
  void captured(Capture capture) {
    String kind =
        switch (capture.state()) {
          case "down", "down-socket", "hung" -> "unreachable";
          case "denied", "no-capability" -> "denied";
          case "daemon-3.5", "daemon-4.9" -> mismatch(capture);
          case "unknown-command", "unknown-option" -> "unparseable";
          default -> throw new AssertionError("a failure that nobody expects: " + capture);
        };
    assertKind(kind, audit(replay(capture)));
  }

  /** Each version says it in its own way; an old chronyc does not know a new report at all. */
  private static String mismatch(Capture capture) {
    if (capture.stderr().startsWith("Unrecognized command")) {
      return "unparseable";
    }
    return capture.stdout().startsWith("501") ? "denied" : "version-mismatch";
  }

  static Stream<Capture> answered() {
    return Capture.answers("reports").stream()
        .filter(c -> c.state().equals("run-read-only") || c.state().equals("no-capability"));
  }

  /** What chronyc says on stderr beside a good answer is no failure. */
  @ParameterizedTest
  @MethodSource
  void answered(Capture capture) {
    AuditRecord record = audit(replay(capture));
    assertFalse(record.has(Field.ERROR_KIND), record::toString);
    assertEquals("ok", record.text(Field.SYNC_STATUS, ""));
  }

  @Test
  void hung() {
    assertKind("unparseable", audit("true")); // the first audit of a JVM also loads the program
    assertTimedOutInTime("sleep 1.2; echo '506 Cannot talk to daemon'; exit 1");
    assertTimedOutInTime("exec sleep 60");
    assertTimedOutInTime("trap '' TERM; while :; do sleep 1; done");
  }

  @Test
  void outputWithoutEnd() {
    assertKind("unparseable", audit("head -c 100000000 /dev/zero"));
    assertKind("unparseable", audit("head -c 100000000 /dev/zero >&2"));
    assertKind("unparseable", audit("exec yes"));
  }

  @Test
  void nonsense() {
    assertKind("unparseable", audit("true"));
    assertKind("unparseable", audit("false"));
    assertKind("unparseable", audit("echo 'É\\0\\377'"));
    assertKind("unparseable", audit("kill -9 $$"));
    assertKind("unparseable", audit("sleep 8 & exit 0"));
  }

  @Test
  void notInstalled() {
    assertKind("not-installed", audit(null));
  }

  @Test
  void notToBeStarted() {
    AuditedHost host = new AuditedHost(root, "true");
    host.file("bin/chronyc", "#!/nowhere\n");
    assertKind("not-permitted", host.audit());
    assertTrue(root.resolve("bin/chronyc").toFile().setExecutable(false, false)); // root, too
    assertKind("not-permitted", host.audit());
  }

  static Stream<String> whatKeepsAChronycFromDroppingRoot() {
    return Stream.of(
        "setgroups() failed : Operation not permitted",
        "setgid(107) failed : Operation not permitted",
        "setuid(107) failed : Operation not permitted",
        "Could not get user/group ID of _chrony");
  }

  /** As 4.8 does in a sandbox where it is built to: it is asked again to stay root. */
  @ParameterizedTest
  @MethodSource
  void whatKeepsAChronycFromDroppingRoot(String why) {
    Capture answer =
        Capture.answers("reports").stream()
            .filter(c -> c.state().equals("synchronised"))
            .findFirst()
            .orElseThrow();
    String unlessRoot = "[ \"$1 $2\" = '-u root' ] || { echo '" + why + "' >&2; exit 1; }; ";
    AuditRecord record = audit(unlessRoot + replay(answer));
    assertEquals("ok", record.text(Field.SYNC_STATUS, ""), record::toString);
    assertKind("not-permitted", audit("echo '" + why + "' >&2; exit 1"));
    assertKind("denied", audit(unlessRoot + "echo '501 Not authorised'; exit 1"));
    // a source's name is no error
    String named = "echo '7F000001,a 501 b,3'; echo '506 Cannot talk to daemon'; exit 1";
    assertKind("unreachable", audit(unlessRoot + named));
  }

  @Test
  void notPermitted() {
    assertKind("not-permitted", audit("echo 'Fatal error : setgroups() failed' >&2; exit 1"));
    assertKind(
        "not-permitted",
        audit(
            "echo 'Could not create /run/chrony/chronyc.1.sock : Permission denied' >&2; exit 1"));
  }
}
