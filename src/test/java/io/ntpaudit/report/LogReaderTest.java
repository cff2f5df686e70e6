package io.ntpaudit.report;

import static io.ntpaudit.report.Logs.END;
import static io.ntpaudit.report.Logs.bytes;
import static io.ntpaudit.report.Logs.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private static final Period DAY =
      new Period(END.minusSeconds(86_400).toEpochMilli(), END.toEpochMilli());

  @TempDir Path folder;

  private Log read() {
    return LogReader.read(folder.resolve("audit.log").toFile(), DAY, (file, share) -> {});
  }

  private void file(String name, byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    Files.write(folder.resolve(name), all.toByteArray());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static Instant ago(int minutes) {
    return END.minusSeconds(60L * minutes);
  }

  @Test
  void rotatedFilesAreReadInOrder() throws IOException {
    file("audit.log.2.gz", gzip(bytes(ok(ago(30)), ok(ago(25)))));
    file("audit.log.1", bytes(ok(ago(20)), ok(ago(15))));
    file("audit.log", bytes(ok(ago(10)), ok(ago(5))));
    Log log = read();
    assertEquals(6, log.entries().size());
    assertEquals(0, log.jumpsBack());
    assertEquals(
        List.of("audit.log.2.gz 2", "audit.log.1 2", "audit.log 2"),
        log.files().stream().map(file -> file.name() + " " + file.lines()).toList());
    assertTrue(log.files().getFirst().sha256().matches("[0-9a-f]{64}"));
  }

  @Test
  void brokenLinesAreCountedAndNamed() throws IOException {
    file(
        "audit.log",
        bytes(ok(ago(20))),
        text("{\"timestamp\":\"2026-11-\n"),
        text("no JSON\n{\"verdict\":\"ok\"}\n"),
        text("{\"timestamp\":\"" + "x".repeat(LineReader.LONGEST) + "\"}\n"),
        text("\0\0\0\n"),
        bytes(ok(ago(5))),
        Arrays.copyOf(bytes(ok(ago(1))), 40));
    Log log = read();
    assertEquals(2, log.entries().size());
    assertEquals(6, log.broken());
    assertEquals(
        List.of(
            "audit.log, line 2: not one JSON object",
            "audit.log, line 3: not one JSON object",
            "audit.log, line 4: no time that can be read",
            "audit.log, line 5: longer than 64 KiB",
            "audit.log, line 6: not one JSON object",
            "audit.log, line 8: cut short"),
        log.brokenPlaces());
  }

  @Test
  void otherSchemasAndVersionsAreCounted() throws IOException {
    file(
        "audit.log",
        bytes(
            ok(ago(20)).with(Field.VERSION, "1.0.0"),
            ok(ago(15)).with(Field.SCHEMA, 2L).with(Field.VERSION, "2.0.0"),
            ok(ago(10)).with(Field.SCHEMA, 2L).with(Field.VERSION, "2.0.0")),
        text("{\"timestamp\":\"2026-11-23T15:55:00Z\",\"sync_status\":\"ok\"}\n"));
    Log log = read();
    assertEquals(4, log.entries().size());
    assertEquals(List.of("1", "2", ""), List.copyOf(log.seen(Field.SCHEMA).keySet()));
    assertEquals(2, log.seen(Field.SCHEMA).get("2").times());
    assertEquals(ago(15).toEpochMilli(), log.seen(Field.VERSION).get("2.0.0").first());
  }

  @Test
  void clockThatWentBackIsToldAndTimesAreInOrder() throws IOException {
    file("audit.log", bytes(ok(ago(20)), ok(ago(15)), ok(ago(60)), ok(ago(55)), ok(ago(10))));
    Log log = read();
    assertEquals(1, log.jumpsBack());
    assertEquals(ago(15).toEpochMilli(), log.namedJumpsBack().getFirst().to());
    assertEquals(ago(60).toEpochMilli(), log.namedJumpsBack().getFirst().from());
    List<Long> times = log.entries().stream().map(Entry::time).toList();
    assertEquals(times.stream().sorted().toList(), times);
    assertEquals(5, times.size());
  }

  @Test
  void recordThatIsThereTwiceCountsOnce() throws IOException {
    file("audit.log.1", bytes(ok(ago(20)), ok(ago(15))));
    file("audit.log", bytes(ok(ago(15)), ok(ago(10))));
    assertEquals(3, read().entries().size());
    assertEquals(1, read().twice());
  }

  @Test
  void damagedFileIsReadAsFarAsItGoes() throws IOException {
    byte[] packed = gzip(bytes(ok(ago(30)), ok(ago(25))));
    file("audit.log.2.gz", Arrays.copyOf(packed, packed.length - 9));
    file("audit.log.3.gz", text("not packed"));
    file("audit.log.4.xz", text("foreign"));
    file("audit.log", bytes(ok(ago(10))));
    Log log = read();
    assertTrue(log.entries().size() >= 1);
    assertEquals(
        List.of(
            "cannot be unpacked",
            "damaged, the rest cannot be unpacked",
            "damaged, the rest cannot be unpacked",
            ""),
        log.files().stream().map(Log.FileCount::problem).toList());
  }

  @Test
  void filesFromBeforeThePeriodAreNotRead() throws IOException {
    file("audit.log.3.gz", gzip(bytes(ok(ago(90 * 1440)))));
    Files.setLastModifiedTime(folder.resolve("audit.log.3.gz"), FileTime.from(ago(60 * 1440)));
    file("audit.log", bytes(ok(ago(10))));
    Log log = read();
    assertEquals(1, log.olderFiles());
    assertEquals(1, log.files().size());
    assertEquals(DAY, log.period(), "the log begins before the period");
  }

  @Test
  void periodBeginsWithTheLog() throws IOException {
    file("audit.log", bytes(ok(ago(60)), ok(ago(55))));
    assertEquals(ago(60).toEpochMilli(), read().period().from());
  }

  @Test
  void recordsOfAnotherTimeAreCounted() throws IOException {
    file("audit.log", bytes(ok(ago(3000)), ok(ago(2000)), ok(ago(5)), ok(ago(-30))));
    Log log = read();
    assertEquals(1, log.entries().size());
    assertEquals(3, log.outside());
    assertEquals(1, log.later());
    assertEquals(ago(2000).toEpochMilli(), log.before().time());
  }

  @Test
  void noLogIsToldApartFromAnEmptyOne() throws IOException {
    assertTrue(read().isNowhere());
    file("audit.log");
    assertTrue(!read().isNowhere());
  }
}
