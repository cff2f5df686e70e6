package io.ntpaudit.cli;

import io.ntpaudit.audit.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A host in a folder for {@link Training}: it has this kernel's /proc and /sys, but for the
 * processes, of which chronyd is one; a chronyc that always says the same; a day of records. {@code
 * aot-cache} has put a configuration there that sets every key.
 */
final class TrainingHost {
  static final String NO_CONFIGURATION = "/etc/ntp-audit-none";

  private static final String LOG = "var/log/ntp-audit/audit.log";

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

  private static final String CHRONY_CONF =
      """
      pool ntp.example.net iburst
      confdir /etc/chrony/conf.d
      rtcsync
      """;

  private TrainingHost() {}

  static void furnish(Path root) throws IOException {
    for (String folder :
        new String[] {
          "bin",
          "etc/chrony",
          NO_CONFIGURATION.substring(1),
          "proc",
          "run/chrony",
          "run/systemd/system",
          "var/log/ntp-audit"
        }) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.createSymbolicLink(root.resolve("sys"), Path.of("/sys"));
    Files.createFile(root.resolve("run/chrony/chronyd.sock"));
    Files.writeString(root.resolve("etc/chrony/chrony.conf"), CHRONY_CONF);
    program(root.resolve("bin/chronyc"), CHRONYC);
    program(root.resolve("bin/logger"), LOGGER);
    program(root.resolve("bin/systemctl"), SYSTEMCTL);
    processes(root.resolve("proc"));
  }

  /** chronyd and its helper, as the only processes beside the first. */
  private static void processes(Path proc) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = entry.getFileName().toString();
        if (name.equals("1") || !Character.isDigit(name.charAt(0))) {
          Files.createSymbolicLink(proc.resolve(name), entry);
        }
      }
    }
    process(proc.resolve("812"), "1");
    process(proc.resolve("813"), "812");
  }

  private static void process(Path folder, String parent) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("comm"), "chronyd\n");
    Files.writeString(folder.resolve("cmdline"), "/usr/sbin/chronyd\0-F\0001\0");
    Files.writeString(
        folder.resolve("stat"),
        folder.getFileName()
            + " (chronyd) S "
            + parent
            + " 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 423 0");
  }

  /** A host without systemd: cron starts the audits. */
  static void leaveToCron(Path root) throws IOException {
    Files.delete(root.resolve("run/systemd/system"));
    Files.createDirectories(root.resolve("etc/cron.d"));
    Files.writeString(root.resolve("etc/cron.d/ntp-audit"), "*/5 * * * * root ntp-audit run\n");
    Files.createDirectories(root.resolve("proc/814"));
    Files.writeString(root.resolve("proc/814/comm"), "cron\n");
  }

  /** A day of records like the first: a person's question reads them all. */
  static void fillLog(Path root) throws IOException {
    Path log = root.resolve(LOG);
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
