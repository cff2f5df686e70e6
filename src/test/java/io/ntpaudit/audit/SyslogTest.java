package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.audit.Syslog.Level;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.HostTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a line goes, and in what form, each with a listener of its own. */
class SyslogTest {
  private static final Instant NOW = Instant.parse("2026-11-03T06:05:09.007Z");

  @TempDir Path root;
  private HostTree tree;
  private DatagramSocket udp;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

  @BeforeEach
  void nobodyButUdpListens() throws IOException {
    tree = new HostTree(root);
    udp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    udp.setSoTimeout(5000);
  }

  @AfterEach
  void close() {
    udp.close();
  }

  private void send(Level level, String line) {
    send(tree.host(Clock.fixed(NOW, ZoneOffset.UTC)), null, level, line);
  }

  private void send(Host host, String journalStream, Level level, String line) {
    PrintStream out = new PrintStream(stdout, true, StandardCharsets.UTF_8);
    new Syslog(host, out, journalStream, udp.getLocalPort()).send(level, line);
  }

  private String packet() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    udp.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Test
  void byUdpWhereThereIsNothingElse() throws IOException {
    send(Level.INFO, "ntp_sync=ok");
    assertEquals("<30>1 2026-11-03T06:05:09.007Z web-01 ntp-audit - - - ntp_sync=ok", packet());
    send(Level.WARNING, "µs");
    assertEquals("<28>1 2026-11-03T06:05:09.007Z web-01 ntp-audit - - - µs", packet());
    tree.file("/proc/sys/kernel/hostname", "two words\u0001\n");
    send(Level.INFO, "x");
    assertEquals("<30>1 2026-11-03T06:05:09.007Z two-words- ntp-audit - - - x", packet());
  }

  /** The kernel's tables tell: where nobody listens, no socket is opened. */
  @Test
  void byUdpOnlyWhereTheKernelKnowsOfAListener() throws IOException {
    String port = "%04X".formatted(udp.getLocalPort());
    tree.file("/proc/net/udp", "  12: 00000000:0035 00000000:0000 07\n");
    tree.file("/proc/net/udp6", "");
    send(Level.INFO, "nobody");
    tree.file("/proc/net/udp6", "  12: " + "0".repeat(32) + ":" + port + " " + "0".repeat(32));
    send(Level.INFO, "somebody");
    assertTrue(packet().endsWith(" somebody"));
  }

  @Test
  void aLineIsOneLineAndNotWithoutEnd() throws IOException {
    send(Level.INFO, "a\nb\r\u001b[31mc\u007f\u0085\u2028d");
    assertTrue(packet().endsWith(" - - - a b  [31mc \u0085\u2028d"));
    send(Level.INFO, "x".repeat(100_000));
    assertTrue(packet().endsWith(" - - - " + "x".repeat(900)));
  }

  /** The stream that systemd's journald listens on: a header of seven lines, then the messages. */
  @Test
  void toTheJournalByItsStreamProtocol() throws Exception {
    Path socket = tree.folder("/run/systemd/journal").path("/run/systemd/journal/stdout");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<String> received = receive(server);
      send(Level.WARNING, "trouble µ\nnext");
      assertEquals(
          "ntp-audit\n\n28\n1\n0\n0\n0\n<4>trouble µ next\n", received.get(5, TimeUnit.SECONDS));
      received = receive(server);
      send(Level.INFO, "well");
      assertEquals("ntp-audit\n\n30\n1\n0\n0\n0\n<6>well\n", received.get(5, TimeUnit.SECONDS));
    }
    send(Level.INFO, "the journal is gone");
    assertTrue(packet().endsWith(" - - - the journal is gone"));
  }

  private static CompletableFuture<String> receive(ServerSocketChannel server) {
    return CompletableFuture.supplyAsync(() -> {
      try (SocketChannel channel = server.accept()) {
        byte[] bytes = Channels.newInputStream(channel).readAllBytes();
        return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** systemd tells device and inode of the stream by $JOURNAL_STREAM; systemd.exec(5). */
  @Test
  void toStdoutWhereThatLeadsIntoTheJournal() throws IOException {
    Path stream = tree.file("/proc/self/fd/1", "").path("/proc/self/fd/1");
    String id =
        Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
    send(tree.host(), id, Level.INFO, "well");
    send(tree.host(), id, Level.WARNING, "trouble");
    assertEquals("<6>well\n<4>trouble\n", stdout.toString(StandardCharsets.UTF_8));
    stdout.reset();
    for (String other : new String[] {"1:2", "", "nonsense", id + "0"}) {
      send(tree.host(), other, Level.INFO, "elsewhere");
      assertTrue(packet().endsWith(" elsewhere"));
    }
    Files.delete(stream);
    send(tree.host(), id, Level.INFO, "no such stream");
    assertTrue(packet().endsWith(" no such stream"));
    assertEquals("", stdout.toString(StandardCharsets.UTF_8));
  }

  private Path arguments(int status) {
    Path seen = root.resolve("seen");
    tree.program("logger", "for a; do echo \"$a\"; done > " + seen + "; exit " + status);
    return seen;
  }

  @Test
  void toDevLogThroughLogger() throws IOException {
    Path seen = arguments(0);
    tree.file("/dev/log", "");
    send(Level.WARNING, "-n $(id) trouble");
    assertEquals(
        "-u\n%s\n--socket-errors=on\n-t\nntp-audit\n-p\ndaemon.warning\n--\n-n $(id) trouble\n"
            .formatted(tree.path("/dev/log")),
        Files.readString(seen));
    send(Level.INFO, "well");
    assertTrue(Files.readString(seen).contains("\ndaemon.info\n"));
  }

  @Test
  void byUdpWhereLoggerCannot() throws IOException {
    tree.file("/dev/log", "");
    send(Level.INFO, "no logger");
    assertTrue(packet().endsWith(" no logger"));
    arguments(1);
    send(Level.INFO, "nobody behind /dev/log");
    assertTrue(packet().endsWith(" nobody behind /dev/log"));
  }

  /** The real logger(1), where this host has one, and a /dev/log as rsyslogd makes it. */
  @Test
  void theRealLoggerIsUnderstood() throws Exception {
    String logger = Host.here().program("logger").orElse(null);
    assumeTrue(logger != null, "logger is not installed");
    tree.link("/usr/bin/logger", logger);
    Path socket = tree.folder("/dev").path("/dev/log");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<String> received = receive(server);
      send(Level.WARNING, "trouble");
      String message = received.get(5, TimeUnit.SECONDS);
      assertTrue(message.startsWith("<28>"), message);
      assertTrue(message.strip().endsWith(" ntp-audit: trouble"), message);
    }
    send(Level.INFO, "nobody is left");
    assertTrue(packet().endsWith(" nobody is left"));
  }

  @Test
  void aRecordIsSummedUpInTheFormOfOld() {
    AuditRecord record =
        new AuditRecord()
            .with(Field.SYNC_STATUS, "ok")
            .with(Field.STRATUM, 3L)
            .with(Field.CURRENT_CORRECTION, -0.0000125)
            .with(Field.NTP_CONFLICT, "ntpd_active")
            .with(Field.NTP_PHC_STATUS, "missing")
            .with(Field.VERDICT, "warning")
            .with(Field.REASONS, "competing-daemon,phc-missing");
    assertEquals(
        "ntp_sync=ok stratum=3 offset=-0.0000125 conflict=ntpd_active phc=missing"
            + " verdict=warning reasons=competing-daemon,phc-missing",
        Syslog.summary(record));
    assertEquals(
        "ntp_sync=unknown stratum=? offset=? conflict=? phc=n/a verdict=unknown"
            + " reasons=chronyd-unreachable error=chronyc: 506 Cannot talk to daemon",
        Syslog.summary(
            new AuditRecord()
                .with(Field.REASONS, "chronyd-unreachable")
                .with(Field.ERROR, "chronyc: 506 Cannot talk to daemon")));
  }
}
