package io.ntpaudit.cli;

import io.ntpaudit.audit.Syslog;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Walks through {@code run}, or through the commands that answer a person, so that the JVM can note
 * in a start-up cache what they need. Each has its own: at every start the JVM loads all that its
 * cache holds.
 *
 * <p>The walk leaves no trace: it sees a host of its own in a folder, with this kernel's /proc and
 * /sys, a chronyc that always says the same, and a journal that nobody reads. {@code aot-cache} has
 * put a configuration there that sets every key.
 */
public final class Training {
  private static final String LOG = "var/log/ntp-audit/audit.log";
  private static final String JOURNAL = "run/systemd/journal/stdout";

  /** What chronyc 4.3 says of a synchronised host with one reference clock and two servers. */
  private static final String CHRONYC =
      """
      #!/bin/sh
      cat <<'END'
      C0000201,ntp1.example.net,2,1795536312.105,-0.000012305,0.000004101,0.000031200,-12.345,0.001,0.042,0.003204101,0.000288011,64.4,Normal
      ^,*,ntp1.example.net,1,6,377,23,-0.000012305,-0.000010101,0.001890110
      ^,+,ntp2.example.net,2,6,377,41,0.000080200,0.000080200,0.002104100
      #,?,PHC0,0,4,0,4294967295,0.000000000,0.000000000,0.000000000
      ntp1.example.net,12,7,709,0.001,0.042,-0.000012305,0.000021410
      ntp2.example.net,9,5,512,-0.004,0.110,0.000080200,0.000044120
      PHC0,0,0,0,0.000,2000.000,0.000000000,4.000000000
      2,0,0,0,0
      END
      """;

  private static final String LOGGER =
      """
      #!/bin/sh
      echo '<5>1 - - - - - [timeQuality tzKnown="1" isSynced="1" syncAccuracy="1500"] -' >&2
      """;

  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      echo LoadState=loaded
      echo UnitFileState=enabled
      echo ActiveState=active
      echo NeedDaemonReload=no
      echo 'NextElapseUSecRealtime=Mon 2026-11-23 16:10:07 UTC'
      """;

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]).toAbsolutePath();
    PrintStream nowhere = Main.utf8(OutputStream.nullOutputStream());
    furnish(root);
    Host.here(); // only that it is known
    Program program = new Program(host(root), nowhere, nowhere);
    walkRun(program, root, nowhere);
    if (args[1].equals("answer")) {
      fillLog(root.resolve(LOG));
      walkAnswers(program);
    }
  }

  private static void walkRun(Program program, Path root, PrintStream nowhere) throws IOException {
    try (ServerSocketChannel journal = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      journal.bind(UnixDomainSocketAddress.of(root.resolve(JOURNAL)));
      program.run("run", "--json");
      program.run("run"); // and once more, with a record to follow on
    }
    try (DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      new Syslog(host(root.resolve("elsewhere")), nowhere, null, udp.getLocalPort())
          .send(Syslog.Level.INFO, "training");
    }
  }

  private static void walkAnswers(Program program) {
    for (String command : new String[] {"status", "check"}) {
      program.run(command);
      program.run(command, "--last");
    }
    program.run("status", "--json");
    program.run("explain");
  }

  private static Host host(Path root) {
    return new Host(
        root.toString(),
        Clock.systemUTC(),
        () -> System.nanoTime() / 1e9,
        root.resolve("bin").toString());
  }

  private static void furnish(Path root) throws IOException {
    for (String folder :
        new String[] {
          "bin", "run/chrony", "run/systemd/journal", "run/systemd/system", "var/log/ntp-audit"
        }) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc"));
    Files.createSymbolicLink(root.resolve("sys"), Path.of("/sys"));
    Files.createFile(root.resolve("run/chrony/chronyd.sock"));
    program(root.resolve("bin/chronyc"), CHRONYC);
    program(root.resolve("bin/logger"), LOGGER);
    program(root.resolve("bin/systemctl"), SYSTEMCTL);
  }

  /** A day of records like the first: a person's question reads them all. */
  private static void fillLog(Path log) throws IOException {
    String record = Files.readAllLines(log).getFirst();
    String time = record.substring(record.indexOf("20"), record.indexOf('Z') + 1);
    StringBuilder day = new StringBuilder();
    for (int minutes = 24 * 60; minutes >= 0; minutes -= 5) {
      Instant earlier = Instant.now().minus(Duration.ofMinutes(minutes));
      day.append(record.replace(time, Timestamp.text(earlier))).append('\n');
    }
    Files.writeString(log, day);
  }

  private static void program(Path path, String script) throws IOException {
    Files.writeString(path, script);
    if (!path.toFile().setExecutable(true)) {
      throw new IOException(path + " cannot be made executable");
    }
  }
}
