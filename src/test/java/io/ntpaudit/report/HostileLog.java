package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.RecordJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** A log by somebody who means harm: every text field holds what must not be interpreted. */
final class HostileLog {
  static final List<String> EVIL =
      List.of(
          "<script>pwned=1</script>",
          "</script><img src=x onerror=pwned=1>",
          "\"><iframe src='https://example.com/'></iframe>",
          "' onerror='pwned=1' x='",
          "<!--",
          "javascript:pwned=1",
          "\u001b[31m\u001b]0;pwned\u0007\u001b[2J",
          "\0\0\0",
          "\u202egnp.exe",
          "${script}{}",
          "=cmd|' /C calc'!A0",
          "\u2028\u2029\ud800",
          "<marquee>");

  private HostileLog() {}

  static byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Instant time = Logs.END.minusSeconds(300L * 600);
    for (int i = 0; i < 600; i++) {
      time = time.plusSeconds(300);
      bytes.writeBytes(line(time, EVIL.get(i / 40 % EVIL.size()), i));
      if (i % 100 == 50) {
        noise(bytes, i);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] line(Instant time, String evil, int i) {
    AuditRecord record = Logs.ok(time);
    for (Field field : Field.values()) {
      if (field.type() == Field.Type.TEXT && field != Field.TIMESTAMP && field != Field.VERDICT) {
        record.with(field, evil);
      }
    }
    record.with(Field.VERDICT, i % 40 < 20 ? "critical" : evil);
    record.with(Field.STRATUM, i % 3 == 0 ? Long.MAX_VALUE : -5L);
    record.with(Field.SOURCES, Long.MAX_VALUE).with(Field.SCHEMA, (long) i);
    record.with(Field.CURRENT_CORRECTION, i % 2 == 0 ? 1e300 : -1e-300);
    record.with(Field.CLOCK_ERROR_BOUND, 1e18).with(Field.CLOCK_STEP, -1e15);
    record.with(Field.NTP_PHC_STATUS, "missing");
    return RecordJson.line(record);
  }

  /** Lines that are no record. */
  private static void noise(ByteArrayOutputStream bytes, int i) {
    String filler = EVIL.get(i / 100).repeat(1_000_000 / EVIL.get(i / 100).length());
    for (String line :
        List.of(
            "{\"timestamp\":\"" + filler.replace("\"", "") + "\"}",
            "\0\0\0\0",
            "[[[[[[",
            "{\"timestamp\":\"+999999999-01-01T00:00:00Z\"}",
            "{\"timestamp\":\"-0001-01-01T00:00:00Z\"}",
            "{\"timestamp\":12}",
            "{\"stratum\":1e999,\"timestamp\":\"2026-11-01T00:00:00Z\"}",
            "{\"a\":".repeat(5_000),
            "null",
            "")) {
      bytes.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
