package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.report.LogFiles.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir Path folder;

  private List<String> found(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
    return LogFiles.of(folder.resolve("audit.log").toFile()).stream().map(LogFile::name).toList();
  }

  @Test
  void numberedFilesGoFromTheHighestDown() throws IOException {
    assertEquals(
        List.of("audit.log.10.gz", "audit.log.2.gz", "audit.log.1", "audit.log"),
        found("audit.log", "audit.log.1", "audit.log.10.gz", "audit.log.2.gz"));
  }

  @Test
  void datedFilesGoByTheirDates() throws IOException {
    assertEquals(
        List.of(
            "audit.log-20260901.gz",
            "audit.log-20261001-1790812800",
            "audit.log-20261101",
            "audit.log"),
        found(
            "audit.log-20261101",
            "audit.log",
            "audit.log-20260901.gz",
            "audit.log-20261001-1790812800"));
  }

  @Test
  void otherFilesAreNone() throws IOException {
    assertEquals(
        List.of("audit.log"),
        found("audit.log", "audit.log.new", "audit.logs", "audit.log.1.bak", "other.log.1"));
  }

  @Test
  void fileThatIsBeingCompressedIsReadOnce() throws IOException {
    assertEquals(List.of("audit.log.1"), found("audit.log.1", "audit.log.1.gz"));
  }

  @Test
  void foreignCompressionIsSeen() throws IOException {
    assertEquals(List.of("audit.log.2.xz", "audit.log"), found("audit.log", "audit.log.2.xz"));
  }
}
