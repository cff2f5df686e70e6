package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that lack what others have: what the page says of them. */
class OddLogTest {
  @TempDir Path folder;

  private Report report(AuditRecord... records) throws IOException {
    return Logs.report(Logs.host(folder, Logs.END, Logs.bytes(records)), "1d");
  }

  private static Instant ago(int minutes) {
    return Logs.END.minusSeconds(60L * minutes);
  }

  private static AuditRecord of(String host, Instant time) {
    return Logs.ok(time).with(Field.HOST, host);
  }

  @Test
  void aRecordWithoutAHostIsOfNoFurtherHost() throws IOException {
    AuditRecord nameless =
        new AuditRecord().with(Field.TIMESTAMP, ago(10).toString()).with(Field.VERDICT, "ok");
    String one = Quality.counts(report(of("a", ago(15)), nameless)).toString();
    assertTrue(one.contains("; 1 without the name of a host"), one);
    assertFalse(one.contains("hosts:"), one);
    String two = Quality.counts(report(of("a", ago(15)), nameless, of("b", ago(5)))).toString();
    assertTrue(two.contains("; from 2 hosts: a, b; 1 without the name of a host"), two);
  }

  @Test
  void anIncidentWithoutAReasonSaysSoAndLeadsNowhere() throws IOException {
    Report report =
        report(
            Logs.ok(ago(20)),
            Logs.record(ago(15), "critical", "none"),
            Logs.record(ago(10), "critical", "none"),
            Logs.ok(ago(5)));
    String table = IncidentTable.html(report).toString();
    assertTrue(table.contains("none given"), table);
    assertTrue(table.contains("Look at its records in the log: they name no reason."), table);
    assertFalse(table.contains("#reason-"), table);
  }
}
