package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit of a host of files, from its log to its record. */
class AuditTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final long UPTIME = 5000;

  @TempDir Path root;

  /** A record of this boot that saw another writer, and did not give it. */
  private static String record(long minutesAgo) {
    return ("{\"timestamp\":\"%s\",\"verdict\":\"ok\",\"reasons\":\"none\",\"uptime\":%d,"
            + "\"pending\":\"competing-daemon\",\"boot_id\":\"b\"}\n")
        .formatted(NOW.minusSeconds(60 * minutesAgo), UPTIME - 60 * minutesAgo);
  }

  /** ntpd runs beside a chronyd that was started a minute ago. */
  private Audit audit(String log) {
    HostTree tree =
        new HostTree(root)
            .file("/proc/uptime", UPTIME + ".00 9000.00\n")
            .file("/proc/sys/kernel/random/boot_id", "b\n")
            .file("/var/log/ntp-audit/audit.log", log)
            .process(7, "/usr/sbin/ntpd")
            .process(100, 1, UPTIME - 60, "/usr/sbin/chronyd");
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Config config = Configs.load(tree.host(clock), Configs.FOLDER);
    return Audit.scheduled(tree.host(clock), config);
  }

  /**
   * One record confirms a warning of two runs; in the grace the log is read again, back to a record
   * that is older than that.
   */
  @Test
  void inTheGraceTheLogIsReadFurtherBack() {
    String young = record(10) + record(5);
    assertEquals("competing-daemon", audit(young).record().text(Field.PENDING, ""));
    Audit audit = audit(record(15) + young);
    assertEquals("chronyd-not-installed,competing-daemon", audit.record().text(Field.REASONS, ""));
    assertEquals("", audit.record().text(Field.PENDING, ""));
  }
}
