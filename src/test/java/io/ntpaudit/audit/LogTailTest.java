package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTailTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path folder;

  private File file(String content) throws IOException {
    return Files.writeString(folder.resolve("audit.log"), content).toFile();
  }

  private static List<String> lines(File file) {
    List<String> lines = new ArrayList<>();
    assertTrue(
        LogTail.read(
            file,
            (bytes, from, length) ->
                lines.add(new String(bytes, from, length, StandardCharsets.UTF_8))));
    return lines;
  }

  @Test
  void theLastLineComesFirst() throws IOException {
    assertEquals(List.of("three", "two", "one"), lines(file("one\ntwo\n\nthree\n")));
  }

  @Test
  void aLineThatWasCutOffIsALineToo() throws IOException {
    assertEquals(List.of("tw", "one"), lines(file("one\ntw")));
  }

  @Test
  void whatIsNotThereHasNoLines() throws IOException {
    assertEquals(List.of(), lines(folder.resolve("none").toFile()));
    assertEquals(List.of(), lines(file("")));
  }

  /** Around the size of a block: a newline at its edge, a line across several. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 16_382, 16_383, 16_384, 16_385, 40_000, 100_000})
  void linesAcrossBlocksAreWhole(int length) throws IOException {
    String longLine = "x".repeat(length);
    assertEquals(
        List.of("last", longLine, "µ".repeat(length), "first"),
        lines(file("first\n" + "µ".repeat(length) + "\n" + longLine + "\nlast\n")));
  }

  @ParameterizedTest
  @ValueSource(ints = {300_000, 1_048_576})
  void aHugeLineIsPassedOver(int length) throws IOException {
    assertEquals(
        List.of("last", "first"), lines(file("first\n" + "x".repeat(length) + "\nlast\n")));
  }

  @Test
  void readingEndsWhenNoMoreIsWanted() throws IOException {
    assertFalse(LogTail.read(file("one\ntwo\n"), (bytes, from, length) -> false));
  }

  private static String record(Instant time) {
    return "{\"timestamp\":\"" + time + "\"}\n";
  }

  /** A record each five minutes, the newest at noon. */
  private static String day(int records) {
    StringBuilder log = new StringBuilder();
    for (int i = records - 1; i >= 0; i--) {
      log.append(record(NOON.minus(Duration.ofMinutes(5).multipliedBy(i))));
    }
    return log.toString();
  }

  @Test
  void aDayIsReadAndNoMore() throws IOException {
    AuditLog log = new AuditLog(file(day(1000)).getPath());
    List<AuditRecord> records =
        log.since(NOON.minus(Duration.ofHours(24)), EnumSet.of(Field.TIMESTAMP));
    assertEquals(290, records.size());
    assertEquals(NOON, records.getFirst().time());
  }

  @Test
  void aDayGoesOnInTheRotatedLog() throws IOException {
    Files.writeString(folder.resolve("audit.log.1"), day(300));
    Files.writeString(folder.resolve("audit.log.2.gz"), "not read");
    AuditLog log = new AuditLog(file(record(NOON.plusSeconds(300)) + "cut o").getPath());
    assertEquals(
        291, log.since(NOON.minus(Duration.ofHours(24)), EnumSet.of(Field.TIMESTAMP)).size());
    assertEquals(2, log.last(2).size());
  }

  @Test
  void aClockThatWasWrongForAMomentHidesNothing() throws IOException {
    String wrong = record(Instant.parse("1970-01-01T00:00:07Z"));
    AuditLog log = new AuditLog(file(day(5) + wrong + record(NOON.plusSeconds(60))).getPath());
    assertEquals(
        6, log.since(NOON.minus(Duration.ofHours(24)), EnumSet.of(Field.TIMESTAMP)).size());
  }

  /** Only what is wanted is read of a line, and yet one that was cut off is no record. */
  @Test
  void whatWasCutOffBehindTheWantedIsNoRecord() throws IOException {
    String whole = record(NOON).replace("}", ",\"host\":\"web-07\"}");
    String cut = whole.substring(0, whole.length() - 3);
    AuditLog log = new AuditLog(file(whole + cut + "\n" + whole).getPath());
    assertEquals(
        2, log.since(NOON.minus(Duration.ofHours(24)), EnumSet.of(Field.TIMESTAMP)).size());
  }
}
