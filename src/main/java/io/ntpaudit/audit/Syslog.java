package io.ntpaudit.audit;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line to syslog, facility daemon, tag ntp-audit: to the journal under systemd, to {@code
 * /dev/log} elsewhere, by UDP to localhost:514 where there is neither. A line that cannot be sent
 * is lost: the record is what counts.
 */
public final class Syslog {
  private static final String TAG = "ntp-audit";
  private static final String JOURNAL = "/run/systemd/journal/stdout";
  private static final String DEV_LOG = "/dev/log";
  private static final int DAEMON = 3 << 3;
  private static final int UDP_PORT = 514;
  private static final int LONGEST = 900;

  private final Host host;
  private final PrintStream out;
  private final String journalStream;
  private final int port;

  /** The levels in use (syslog(3)). */
  public enum Level {
    INFO(6, "info"),
    WARNING(4, "warning");

    private final int number;
    private final String word;

    Level(int number, String word) {
      this.number = number;
      this.word = word;
    }
  }

  /**
   * Where lines go.
   *
   * @param out the process's standard output
   * @param journalStream device and inode of the stream to the journal ({@code $JOURNAL_STREAM},
   *     systemd.exec(5)); null outside a unit
   */
  public Syslog(Host host, PrintStream out, String journalStream) {
    this(host, out, journalStream, UDP_PORT);
  }

  /**
   * As above, with a syslog that listens elsewhere.
   *
   * @param port where on localhost lines go by UDP
   */
  public Syslog(Host host, PrintStream out, String journalStream, int port) {
    this.host = host;
    this.out = out;
    this.journalStream = journalStream;
    this.port = port;
  }

  /** Sends one line, to the first who takes it. */
  public void send(Level level, String message) {
    String line = singleLine(message);
    if (!toOut(level, line) && !toJournal(level, line) && !toDevLog(level, line) && mayListen()) {
      toUdp(level, line);
    }
  }

  private static String singleLine(String message) {
    StringBuilder line = new StringBuilder(message.length());
    for (int i = 0; i < message.length() && i < LONGEST; i++) {
      char c = message.charAt(i);
      line.append(c < ' ' || c == 0x7F ? ' ' : c);
    }
    return line.toString();
  }

  /** In a unit the standard output leads into the journal (sd-daemon(3), level prefixes). */
  private boolean toOut(Level level, String line) {
    if (journalStream == null) {
      return false;
    }
    try {
      var stdout = host.file("/proc/self/fd/1").toPath();
      String stream =
          Files.getAttribute(stdout, "unix:dev") + ":" + Files.getAttribute(stdout, "unix:ino");
      if (!journalStream.equals(stream)) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    out.println("<" + level.number + ">" + line);
    return true;
  }

  /** The stream protocol of systemd-cat: identifier, unit, priority, prefixes on, no forwarding. */
  private boolean toJournal(Level level, String line) {
    if (!host.exists(JOURNAL)) {
      return false;
    }
    String header = TAG + "\n\n" + (DAEMON | level.number) + "\n1\n0\n0\n0\n";
    String text = header + "<" + level.number + ">" + line + "\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(host.file(JOURNAL).toPath()));
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Java has no Unix datagram sockets; logger(1) has. */
  private boolean toDevLog(Level level, String line) {
    Optional<String> logger = host.program("logger");
    if (logger.isEmpty() || !host.exists(DEV_LOG)) {
      return false;
    }
    String socket = host.file(DEV_LOG).getPath();
    String priority = "daemon." + level.word;
    List<String> command =
        List.of(
            logger.get(),
            "-u",
            socket,
            "--socket-errors=on",
            "-t",
            TAG,
            "-p",
            priority,
            "--",
            line);
    try {
      return Child.start(command, Duration.ofSeconds(2))
          .await()
          .match(exited -> exited.status() == 0, killed -> true);
    } catch (IOException e) {
      return false;
    }
  }

  /** Unless the kernel's tables of sockets, read whole, have none on that port (proc(5)). */
  private boolean mayListen() {
    String local = ":" + Integer.toHexString(0x10000 | port).substring(1).toUpperCase(Locale.ROOT);
    for (String table : new String[] {"/proc/net/udp", "/proc/net/udp6"}) {
      Optional<String> sockets = host.text(table).present();
      boolean whole = sockets.isPresent() && sockets.get().length() < Host.SMALL;
      if (!whole || sockets.get().contains(local + " ")) {
        return true;
      }
    }
    return false;
  }

  /** RFC 5424: its time is in UTC, so that no table of time zones is needed. */
  private void toUdp(Level level, String line) {
    String packet =
        "<"
            + (DAEMON | level.number)
            + ">1 "
            + Timestamp.text(host.now())
            + " "
            + singleLine(host.name()).replace(' ', '-')
            + " "
            + TAG
            + " - - - "
            + line;
    byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              bytes, bytes.length, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (IOException e) {
      // nobody listens
    }
  }

  /** The line of a record, in the form of old, with the verdict added. */
  public static String summary(AuditRecord record) {
    return "ntp_sync="
        + record.text(Field.SYNC_STATUS, "unknown")
        + " stratum="
        + record.text(Field.STRATUM, "?")
        + " offset="
        + (record.number(Field.CURRENT_CORRECTION).isPresent()
            ? Decimal.text(record.number(Field.CURRENT_CORRECTION).getAsDouble(), 9)
            : "?")
        + " conflict="
        + record.text(Field.NTP_CONFLICT, "?")
        + " phc="
        + record.text(Field.NTP_PHC_STATUS, "n/a")
        + " verdict="
        + record.text(Field.VERDICT, "unknown")
        + " reasons="
        + record.text(Field.REASONS, AuditRecord.NONE)
        + (record.has(Field.ERROR) ? " error=" + record.text(Field.ERROR, "") : "");
  }
}
