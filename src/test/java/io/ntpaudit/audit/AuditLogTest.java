package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditLog.LogFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;

  private Path log() {
    return folder.resolve("audit.log");
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void append(String text) throws LogFailure {
    new AuditLog(log().toString()).append(line(text));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void linesFollowEachOther() throws Exception {
    append("{\"runs\":1}");
    append("{\"runs\":2}");
    assertEquals("{\"runs\":1}\n{\"runs\":2}\n", Files.readString(log()));
  }

  @Test
  void whatIsMissingIsMadeWithItsMode() throws Exception {
    Path log = folder.resolve("a/b/audit.log");
    new AuditLog(log.toString()).append(line("{}"));
    assertEquals("rw-r--r--", mode(log));
    assertEquals("rwxr-xr-x", mode(log.getParent()));
    assertEquals("rwxr-xr-x", mode(log.getParent().getParent()));
  }

  @Test
  void aModeThatAnAdministratorChoseIsKept() throws Exception {
    append("{}");
    Files.setPosixFilePermissions(log(), PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    append("{}");
    assertEquals("rw-r-----", mode(log()));
    assertEquals("rwxr-x---", mode(folder));
  }

  @Test
  void aTornLastLineIsLeftAndANewOneBegun() throws Exception {
    Files.writeString(log(), "{\"runs\":1}\n{\"runs\":2,\"hos");
    append("{\"runs\":3}");
    assertEquals("{\"runs\":1}\n{\"runs\":2,\"hos\n{\"runs\":3}\n", Files.readString(log()));
    List<AuditRecord> records = new AuditLog(log().toString()).last(5);
    assertEquals(
        List.of(3L, 1L), records.stream().map(r -> r.count(Field.RUNS).orElseThrow()).toList());
    append("{\"runs\":4}");
    assertTrue(Files.readString(log()).endsWith("{\"runs\":3}\n{\"runs\":4}\n"));
  }

  @Test
  void anEmptyLogNeedsNoNewLine() throws Exception {
    Files.createFile(log());
    append("{}");
    assertEquals("{}\n", Files.readString(log()));
  }

  /** Another audit's line that is still being written is not torn. */
  @Test
  void aLineThatIsOnItsWayIsWaitedFor() throws Exception {
    String half = "x".repeat(4096);
    Files.writeString(log(), half);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> {
          try (RandomAccessFile out = new RandomAccessFile(log().toFile(), "rw")) {
            for (int i = 1; i < 40; i++) {
              out.seek(out.length());
              out.write('y');
              Thread.sleep(1);
            }
            out.seek(out.length());
            out.write('\n');
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    while (Files.size(log()) < 4100) {
      Thread.onSpinWait();
    }
    append("{}");
    other.join();
    assertEquals(half + "y".repeat(39) + "\n{}\n", Files.readString(log()));
  }

  private String failure(String path) {
    LogFailure failure =
        assertThrows(LogFailure.class, () -> new AuditLog(path).append(line("{}")));
    return failure.getMessage().replace(folder.toString(), "");
  }

  @Test
  void nothingIsWrittenThroughALink() throws Exception {
    Path target = Files.writeString(folder.resolve("shadow"), "root:x");
    Files.createSymbolicLink(log(), target);
    String why =
        "/audit.log: a symbolic link, and nothing is written through it"
            + " (set log.file to where it leads)";
    assertEquals(why, failure(log().toString()));
    assertEquals("root:x", Files.readString(target));
    Files.delete(target);
    assertEquals(why, failure(log().toString()));
    assertTrue(Files.notExists(target));
  }

  @Test
  void whatIsNoFileIsRefused() throws Exception {
    Files.createDirectory(log());
    assertEquals("/audit.log: a folder (set log.file to a file in it)", failure(log().toString()));
    String why = ": not a regular file (move it away, or set log.file to another)";
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertEquals("/fifo" + why, failure(fifo.toString()));
    assertEquals("/dev/full" + why, failure("/dev/full"));
    assertEquals(List.of(), new AuditLog(fifo.toString()).last(1));
    assertEquals(List.of(), new AuditLog(log().toString()).last(1));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    assertEquals(
        "/file/audit.log: its folder cannot be used (look at /file)",
        failure(folder.resolve("file/audit.log").toString()));
    assertEquals(
        "/proc/ntp-audit/audit.log: its folder cannot be used (look at /proc/ntp-audit)",
        failure("/proc/ntp-audit/audit.log"));
    Files.createSymbolicLink(folder.resolve("gone"), Path.of("nowhere"));
    assertEquals(
        "/gone/audit.log: its folder cannot be used (look at /gone)",
        failure(folder.resolve("gone/audit.log").toString()));
  }

  @Test
  void theLastRecordsComeFromTheRotatedLogToo() throws Exception {
    Files.writeString(folder.resolve("audit.log.1"), "{\"runs\":1}\n{\"runs\":2}\n");
    assertEquals(2, new AuditLog(log().toString()).last(9).size());
    append("{\"runs\":3}");
    List<AuditRecord> last = new AuditLog(log().toString()).last(2);
    assertEquals(
        List.of(3L, 2L), last.stream().map(r -> r.count(Field.RUNS).orElseThrow()).toList());
    assertEquals(List.of(), new AuditLog(folder.resolve("x/y").toString()).last(2));
  }
}
