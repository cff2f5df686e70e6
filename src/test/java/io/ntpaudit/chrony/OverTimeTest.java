package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real chronyd to which something happens between two audits. */
@Tag("chrony")
@Execution(ExecutionMode.CONCURRENT)
class OverTimeTest {
  private static final String TWENTY = "minsamples 20 maxsamples 20";

  @TempDir Path root;

  private static AuditRecord await(AuditedHost host, String reason, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    AuditRecord record = host.audit();
    while (!record.reasons().contains(reason)) {
      assertTrue(System.nanoTime() < end, record::toString);
      PrivateChronyd.sleep(Duration.ofSeconds(1));
      record = host.audit();
    }
    return record;
  }

  /** chronyd has no word for it: tracking says "Normal" all the time. */
  @Test
  void allSourcesDieAtMaxpoll4() {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      String poll = " port " + chronyd.port("server") + " iburst minpoll 4 maxpoll 4";
      chronyd.server(3);
      chronyd.client("server 127.0.0.1" + poll, "server 127.0.0.2" + poll);
      chronyd.await("7F", "\\^,[*+]", "\\^,[*+]");
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.configure(AuditedHost.bySocket(chronyd), AuditedHost.AT_ONCE);
      assertEquals(Verdict.OK, host.audit().verdict());
      chronyd.stop("server");
      // stale x poll; the audit allows one second more, for chronyd tells whole ones
      AuditRecord record = await(host, "stale", Duration.ofSeconds(3 * 16 + 3));
      assertEquals(Verdict.WARNING, record.verdict(), record::toString);
      assertEquals(0, record.count(Field.LEAP_STATUS).orElseThrow(), "Normal");
      assertEquals("ok", record.text(Field.SYNC_STATUS, ""));
      assertTrue(record.number(Field.CLOCK_ERROR_BOUND).isPresent());
      AuditRecord later = await(host, "no-usable-source", Duration.ofSeconds(8 * 16 + 3));
      assertEquals(Verdict.CRITICAL, later.verdict(), later::toString);
      assertEquals(0, later.count(Field.LEAP_STATUS).orElseThrow(), "Normal");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aDaemonThatHangsInMidRunIsToldInTime(int timeout) {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      State.SYNCHRONISED.arrange(chronyd);
      AuditedHost host = AuditedHost.with(root, chronyd);
      for (String address : new String[] {chronyd.socket().toString(), "127.0.0.1"}) {
        String port = ", port: " + chronyd.commandPort();
        host.configure(
            "chrony: {address: '" + address + "'" + port + ", timeout: " + timeout + "s}",
            AuditedHost.AT_ONCE);
        assertFalse(host.audit().has(Field.ERROR_KIND));
        chronyd.hang();
        long started = System.nanoTime();
        AuditRecord record = host.audit();
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        assertEquals("timed-out", record.text(Field.ERROR_KIND, "none"), record::toString);
        assertTrue(took.toMillis() < timeout * 1000L + 500, () -> address + ": took " + took);
        chronyd.resume();
        assertFalse(host.audit().has(Field.ERROR_KIND));
      }
    }
  }

  @Test
  void aRestartIsGivenGrace() {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      chronyd.server(3);
      String slow = State.source(chronyd, "127.0.0.1", "server", "offset 0.5");
      chronyd.client(slow);
      chronyd.awaitSynchronised();
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.process(ProcessHandle.current().pid());
      host.configure(
          AuditedHost.bySocket(chronyd), "limits: {confirm_runs: 1, startup_grace: 20s}");
      assertTrue(host.auditAndLog().reasons().contains("offset"), "of an age that nobody knows");
      chronyd.stop();
      chronyd.client(slow);
      chronyd.awaitSynchronised();
      host.process(chronyd.pid());
      AuditRecord young = host.auditAndLog();
      assertTrue(young.pending().contains("offset"), young::toString);
      assertEquals(Verdict.OK, young.verdict(), young::toString);
      PrivateChronyd.sleep(Duration.ofSeconds(21));
      host.process(chronyd.pid());
      AuditRecord old = host.auditAndLog();
      assertTrue(old.reasons().contains("offset"), old::toString);
      assertEquals(Verdict.WARNING, old.verdict());
    }
  }

  /**
   * chronyd keeps to it as long as its newest sample is younger than the other's oldest, and
   * corrects nothing. Of a clock that jitters chronyd would keep fewer samples than 20.
   */
  @Test
  void theSelectedSourceDiesAndAnotherAnswers() {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      chronyd.server(3);
      chronyd.server("dying", "local stratum 3");
      chronyd.client(
          State.source(chronyd, "127.0.0.1", "server", TWENTY),
          State.source(chronyd, "127.0.0.2", "dying", TWENTY, "prefer"));
      chronyd.await("7F", "\\^,-,127.0.0.1,3,0,377", "\\^,\\*,127.0.0.2,3,0,377");
      PrivateChronyd.sleep(Duration.ofSeconds(12)); // of each there are 20 samples
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.configure(AuditedHost.bySocket(chronyd), AuditedHost.AT_ONCE);
      assertEquals("none", host.audit().text(Field.REASONS, ""));
      chronyd.stop("dying");
      AuditRecord stale = await(host, "stale", Duration.ofSeconds(8 + 3));
      assertEquals("127.0.0.2", stale.text(Field.SELECTED_SOURCE, ""), stale::toString);
      chronyd.await("7F", "\\^,-,127.0.0.1", "\\^,\\*,127.0.0.2,3,0,0,");
      AuditRecord later = host.audit();
      assertEquals("few-sources,stale", later.text(Field.REASONS, ""), later::toString);
      assertEquals(Verdict.WARNING, later.verdict(), later::toString);
      assertEquals("ok", later.text(Field.SYNC_STATUS, ""));
      assertEquals(0, later.count(Field.REACH).orElseThrow(), later::toString);
      chronyd.await("7F", "\\^,\\*,127.0.0.1", "\\^,\\?,127.0.0.2");
      AuditRecord turned = host.audit();
      assertEquals("few-sources", turned.text(Field.REASONS, ""), turned::toString);
    }
  }

  /** Two run here, client and server; both are young, and only one answers. */
  @Test
  void ofTwoChronydsTheHostsOwnIsGivenGrace() {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      chronyd.server(3);
      chronyd.client(State.source(chronyd, "127.0.0.1", "server", "offset 0.5"));
      chronyd.awaitSynchronised();
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.configure(AuditedHost.bySocket(chronyd), "limits: {confirm_runs: 1, startup_grace: 1m}");
      host.process(chronyd.pid("server"));
      host.process(chronyd.pid());
      AuditRecord unknown = host.audit();
      assertTrue(unknown.reasons().contains("offset"), () -> "whose age? " + unknown);
      host.file("run/chrony/chronyd.pid", chronyd.pid() + "\n");
      AuditRecord young = host.audit();
      assertTrue(young.pending().contains("offset"), young::toString);
      assertEquals(Verdict.OK, young.verdict(), young::toString);
    }
  }

  /** Its server's time is off by a known shift ({@code -x}: the system clock stays as it is). */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, -0.05, 0.001})
  void theErrorBoundNeverLiesBelowTheTrueOffset(double shift) {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      chronyd.server(3);
      State.serverThatIsOff(chronyd, "off", shift);
      chronyd.client(State.source(chronyd, "127.0.0.1", "off"));
      chronyd.awaitSynchronised();
      AuditedHost host = AuditedHost.with(root, chronyd);
      for (int i = 0; i < 30; i++) {
        AuditRecord record = host.audit();
        double bound = record.number(Field.CLOCK_ERROR_BOUND).orElseThrow();
        assertTrue(bound >= Math.abs(shift), record::toString);
        assertTrue(bound < Math.abs(shift) + 0.1, record::toString);
        PrivateChronyd.sleep(Duration.ofMillis(200));
      }
    }
  }

  /**
   * A chronyc that finds the default socket in another place; run as that user where one is given.
   */
  private AuditedHost byDefault(PrivateChronyd chronyd, Path socket, String as) {
    String redirected =
        """
        n=$#
        while [ $n -gt 0 ]; do
          word=$1; shift; n=$((n - 1))
          [ "$word" != /run/chrony/chronyd.sock ] || word='%s'
          set -- "$@" "$word"
        done
        exec %s %s "$@"\
        """
            .formatted(socket, as, AuditedHost.installedChronyc());
    AuditedHost host = new AuditedHost(root, redirected);
    host.file("run/chrony/chronyd.sock", "");
    host.configure("chrony: {address: auto, port: " + chronyd.commandPort() + "}");
    return host;
  }

  @Test
  void theSocketIsAskedFirstAndUdpWhereItIsShut() {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      State.SYNCHRONISED.arrange(chronyd);
      AuditRecord open = byDefault(chronyd, chronyd.socket(), "").audit();
      assertEquals("unix", open.text(Field.TRANSPORT, "none"), open::toString);
      AuditRecord shut = byDefault(chronyd, chronyd.folder().resolve("none.sock"), "").audit();
      assertEquals("udp", shut.text(Field.TRANSPORT, "none"), shut::toString);
      assertEquals("ok", shut.text(Field.SYNC_STATUS, ""), shut::toString);
    }
  }

  /** The folder of the socket is its owner's alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherUserIsServedByUdpOrToldThatNobodyAnswers(boolean udp) {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
    String nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      chronyd.server(3);
      chronyd.client(State.source(chronyd, "127.0.0.1", "server"), udp ? "" : "cmdport 0");
      chronyd.awaitSynchronised();
      AuditRecord record = byDefault(chronyd, chronyd.socket(), nobody).audit();
      assertEquals(udp ? "udp" : "none", record.text(Field.TRANSPORT, "none"), record::toString);
      assertEquals(
          udp ? "none" : "unreachable", record.text(Field.ERROR_KIND, "none"), record::toString);
    }
  }
}
