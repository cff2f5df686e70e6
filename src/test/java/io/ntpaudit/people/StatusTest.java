package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of the screen that a glance must not take for something else. */
class StatusTest {
  private static final String LOG = "/var/log/ntp-audit/audit.log";

  @TempDir Path root;

  private String last(String virtualization) {
    AuditRecord record =
        new AuditRecord()
            .with(Field.TIMESTAMP, Timestamp.text(Instant.now()))
            .with(Field.SCHEMA, 1L)
            .with(Field.VERDICT, "ok")
            .with(Field.SYNC_STATUS, "ok")
            .with(Field.REFERENCE_NAME, "192.0.2.1")
            .with(Field.STRATUM, 4L)
            .with(Field.CLOCK_ERROR_BOUND, 0.001)
            .with(Field.VIRTUALIZATION, virtualization)
            .with(Field.KERNEL_SYNC, false);
    HostTree tree = new HostTree(root).file(LOG, RecordJson.text(record) + "\n");
    return Status.last(tree.host(), Configs.load(tree.host(), Configs.FOLDER))
        .text(new Display(false, false));
  }

  private static void assertSays(String line, String screen) {
    assertTrue(screen.contains(line), screen);
  }

  @Test
  void theStratumIsThisHosts() {
    assertSays("follows         192.0.2.1 (this host: stratum 4)\n", last("kvm"));
  }

  @Test
  void inAContainerTheKernelIsNoAlarm() {
    assertSays(
        "kernel          not synchronised; in a container its host keeps the clock\n",
        last("docker"));
    assertSays("kernel          not synchronised\n", last("kvm"));
  }

  @Test
  void whereNoAuditIsDueItSaysWhatToDo() {
    assertSays("next audit      none (ntp-audit apply); the last was ", last("kvm"));
    assertFalse(last("kvm").contains("none;"));
  }
}
