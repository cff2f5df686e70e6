package io.ntpaudit.cli;

import io.ntpaudit.audit.Timestamp;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A host in a folder for {@link Training}: a guest of KVM with its PTP clock, on which chronyd
 * runs; a chronyc that always says the same; a day of records. {@code jlink/classes.sh} has put a
 * configuration there that sets every key.
 */
final class TrainingHost {
  /** Not parsed: the classes of that would go into the cache. */
  static final Instant NOW = Instant.ofEpochSecond(1_795_536_312);

  /** s since boot. */
  static final double UPTIME = 86_400;

  static final String NO_CONFIGURATION = "/etc/ntp-audit-none";

  private static final String CLOCK = "dev/ptp0";

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
      echo
      echo Result=success
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
        new String[] {"run/systemd/system", "var/log/ntp-audit", NO_CONFIGURATION.substring(1)}) {
      Files.createDirectories(root.resolve(folder));
    }
    file(root, "run/chrony/chronyd.sock", "");
    file(root, "etc/chrony/chrony.conf", CHRONY_CONF);
    program(root, "bin/chronyc", CHRONYC);
    program(root, "bin/logger", LOGGER);
    program(root, "bin/systemctl", SYSTEMCTL);
    kernel(root);
    process(root, "1", "systemd", "0");
    process(root, "812", "chronyd", "1");
    process(root, "813", "chronyd", "812");
    String units = "etc/systemd/system/"; // a writer that was enabled, and masked since
    file(root, units + "sysinit.target.wants/systemd-timesyncd.service", "");
    file(root, units + "systemd-timesyncd.service", "");
  }

  private static void kernel(Path root) throws IOException {
    file(root, "proc/sys/kernel/hostname", "web-07\n");
    file(root, "proc/sys/kernel/osrelease", "6.12.0-amd64\n");
    file(root, "proc/sys/kernel/random/boot_id", "7d1ac5fd-0b3f-4a0e-9c0b-3b1d2f6a8e11\n");
    file(root, "proc/uptime", UPTIME + " 170000.00\n");
    file(root, "proc/net/udp", "  sl  local_address rem_address\n");
    file(root, "proc/net/udp6", "  sl  local_address rem_address\n");
    // where standard output leads is asked of the true one
    Files.createSymbolicLink(root.resolve("proc/self"), Path.of("/proc/self"));
    file(root, "sys/class/ptp/ptp0/clock_name", "KVM virtual PTP\n");
    file(root, CLOCK, "");
    file(root, "lib/modules/6.12.0-amd64/modules.builtin", "kernel/drivers/ptp/ptp_kvm.ko\n");
    file(
        root,
        "sys/devices/system/clocksource/clocksource0/available_clocksource",
        "kvm-clock tsc acpi_pm\n");
  }

  private static void process(Path root, String pid, String name, String parent)
      throws IOException {
    String folder = "proc/" + pid + "/";
    file(root, folder + "comm", name + "\n");
    file(root, folder + "cmdline", "/usr/sbin/" + name + "\0-F\0001\0");
    file(root, folder + "environ", "");
    file(
        root,
        folder + "stat",
        "%s (%s) S %s 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 423 0".formatted(pid, name, parent));
  }

  /** Without its clock there is something to find. */
  static void clock(Path root, boolean there) {
    File clock = root.resolve(CLOCK).toFile();
    File away = root.resolve(CLOCK + ".away").toFile();
    if (there ? !away.renameTo(clock) : !clock.renameTo(away)) {
      throw new IllegalStateException(clock + ": cannot be renamed");
    }
  }

  /** A host without systemd: cron starts the audits. */
  static void leaveToCron(Path root) throws IOException {
    Files.delete(root.resolve("run/systemd/system"));
    file(root, "etc/cron.d/ntp-audit", "*/5 * * * * root ntp-audit run\n");
    process(root, "814", "cron", "1");
  }

  /** A day of records like the first: a person's question reads them all. */
  static void fillLog(Path root) throws IOException {
    Path log = root.resolve(LOG);
    String record = Files.readAllLines(log).getFirst();
    String time = record.substring(record.indexOf("20"), record.indexOf('Z') + 1);
    StringBuilder day = new StringBuilder();
    for (int minutes = 24 * 60; minutes >= 0; minutes -= 5) {
      Instant earlier = NOW.minus(Duration.ofMinutes(minutes));
      day.append(record.replace(time, Timestamp.text(earlier))).append('\n');
    }
    Files.writeString(log, day);
  }

  private static void program(Path root, String path, String script) throws IOException {
    file(root, path, script);
    if (!root.resolve(path).toFile().setExecutable(true)) {
      throw new IOException(path + " cannot be made executable");
    }
  }

  private static void file(Path root, String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }
}
