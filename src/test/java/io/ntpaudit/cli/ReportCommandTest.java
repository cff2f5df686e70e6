package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  @TempDir Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path log;

  @BeforeEach
  void log() throws IOException {
    log = root.resolve("var/log/ntp-audit/audit.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, record("2026-11-23T15:55:00Z") + record("2026-11-23T15:50:00Z"));
  }

  private static String record(String time) {
    return "{\"timestamp\":\"" + time + "\",\"host\":\"web-07\",\"verdict\":\"ok\"}\n";
  }

  private int run(String... args) {
    Host host = new Host(root.toString(), Clock.fixed(NOW, ZoneOffset.UTC), () -> 1e6, "/nowhere");
    return new Program(
            host,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void pageGoesToStdoutWhereNobodyLooksOn() {
    assertEquals(Exit.OK, run("report"), text(err));
    assertTrue(text(out).startsWith("<!DOCTYPE html>"));
    assertTrue(text(out).contains("<h1>This clock can be trusted now.</h1>"));
    assertTrue(text(out).contains("web-07"));
    assertEquals("", text(err));
  }

  @Test
  void fileIsWrittenWholeAndReadableByAll() throws IOException {
    Path page = root.resolve("page.html");
    Files.writeString(page, "old");
    assertEquals(Exit.OK, run("report", "--since", "2026-11-23", "-o", page.toString()));
    assertEquals("", text(out));
    assertTrue(Files.readString(page).endsWith("</html>\n"));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(page)));
    try (var files = Files.list(root)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".ntp-audit")));
    }
  }

  @Test
  void placeThatIsNotThereIsToldWithWhatToDo() {
    String place = root.resolve("none/page.html").toString();
    assertEquals(Exit.FAILED, run("report", "-o", place));
    assertEquals("ntp-audit: " + place + ": its folder is not there (make it first)\n", text(err));
  }

  @Test
  void placeWithoutFilesOfItsOwnIsToldWithWhatToDo() {
    assertEquals(Exit.FAILED, run("report", "-o", "/proc/page.html"));
    assertEquals(
        "ntp-audit: /proc/page.html: no file can be made there (choose another place with -o)\n",
        text(err));
  }

  @Test
  void folderIsNoPlaceForAPage() {
    assertEquals(Exit.FAILED, run("report", "-o", root.toString()));
    assertEquals("ntp-audit: " + root + ": a folder (name a file in it with -o)\n", text(err));
  }

  @Test
  void fullDiskIsTold() {
    assertEquals(Exit.FAILED, run("report", "-o", "/dev/full"));
    assertEquals(
        "ntp-audit: /dev/full: No space left on device (choose another place with -o)\n",
        text(err));
  }

  @Test
  void openWithoutADesktopMakesThePageAndSaysWhere() {
    assumeTrue(System.getenv("DISPLAY") == null, "there is a desktop here");
    Path page = root.resolve("page.html");
    assertEquals(Exit.OK, run("report", "--open", "-o", page.toString()));
    assertEquals(
        "ntp-audit: not opened: there is no desktop here (open " + page.toUri() + ")\n", text(err));
    assertTrue(Files.exists(page));
  }

  @Test
  void timeThatIsNoneIsMisuse() {
    assertEquals(Exit.USAGE, run("report", "--since", "yesterday"));
    assertEquals(
        "ntp-audit: --since yesterday: not a time"
            + " (like 30d, 12h, 2026-11-01 or 2026-11-01T06:00:00Z)\n",
        text(err));
    assertEquals(Exit.USAGE, run("report", "--since", "1h", "--until", "2h"));
    assertTrue(text(err).contains("the period is empty"), text(err));
  }

  @Test
  void missingLogIsToldWithWhatToDo() throws IOException {
    Files.delete(log);
    assertEquals(Exit.FAILED, run("report"));
    assertEquals(
        "ntp-audit: "
            + log
            + ": there is no log that can be read (ntp-audit run writes a record)\n",
        text(err));
  }

  @Test
  void periodOfThePastIsToldInThePast() {
    assertEquals(Exit.OK, run("report", "--since", "1h", "--until", "2026-11-23T15:57:00Z"));
    assertTrue(
        text(out).contains("This clock could be trusted at the end of this period."), text(out));
  }

  @Test
  void logWithoutARecordInThePeriodIsAPageThatSaysSo() {
    assertEquals(Exit.OK, run("report", "--since", "2026-01-01", "--until", "2026-02-01"));
    assertTrue(text(out).contains("<h1>There is no record in this period.</h1>"));
  }
}
