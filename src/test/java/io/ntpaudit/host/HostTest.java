package io.ntpaudit.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  @TempDir Path root;

  private Host host(String path) {
    return new Host(root.toString(), Clock.systemUTC(), () -> 0, path);
  }

  private void write(String file, byte[] content) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.write(root.resolve(file), content);
  }

  private static byte[] counted(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  @Test
  void readsAtMostAsMuchAsItIsAllowed() throws IOException {
    for (int length : new int[] {0, 1, 4095, 4096, 4097, 16_384, 65_535, 65_536, 65_537}) {
      write("etc/file", counted(length));
      for (int limit : new int[] {1, 4096, 4097, 65_536, 1_000_000}) {
        assertArrayEquals(
            counted(Math.min(length, limit)),
            host("").bytes("/etc/file", limit).present().orElseThrow(),
            length + " bytes, limit " + limit);
      }
    }
  }

  @Test
  void anEndlessFileIsCut() {
    Host here = new Host("", Clock.systemUTC(), () -> 0, "");
    assertEquals(100_000, here.bytes("/dev/zero", 100_000).present().orElseThrow().length);
    assertTrue(here.text("/proc/self/status").present().orElseThrow().contains("\nPid:"));
  }

  @Test
  void whatIsNotThereIsNotWhatCannotBeRead() throws IOException {
    Host host = host("");
    write("etc/file", new byte[0]);
    assertEquals(Measured.absent(), host.bytes("/etc/nothing", 10));
    assertEquals(Measured.absent(), host.bytes("/nowhere/nothing", 10));
    Files.createSymbolicLink(root.resolve("etc/dangling"), Path.of("/nowhere"));
    assertEquals(Measured.absent(), host.bytes("/etc/dangling", 10));
    assertEquals(notPermitted("/etc"), host.bytes("/etc", 10));
    Files.createSymbolicLink(root.resolve("etc/loop"), Path.of("loop"));
    assertEquals(notPermitted("/etc/loop"), host.bytes("/etc/loop", 10));
    assertEquals(Measured.absent(), host.bytes("/etc/file/below", 10));
    Host here = new Host("", Clock.systemUTC(), () -> 0, "");
    assertEquals(notPermitted("/proc/self/mem"), here.bytes("/proc/self/mem", 10));
  }

  private static Measured<byte[]> notPermitted(String file) {
    return Measured.failed(ErrorKind.NOT_PERMITTED, file + " cannot be read");
  }

  /** The file of a process that ends while it is read is gone, not forbidden. */
  @Test
  void aProcessThatEndedIsGone() throws Exception {
    Host here = new Host("", Clock.systemUTC(), () -> 0, "");
    for (int i = 0; i < 50; i++) {
      Process process = new ProcessBuilder("/bin/true").start();
      String comm = "/proc/" + process.pid() + "/comm";
      Measured<byte[]> seen;
      do {
        seen = here.bytes(comm, 16);
        assertEquals(Optional.empty(), seen.whyNot());
      } while (!seen.equals(Measured.absent()));
      process.waitFor();
    }
  }

  @Test
  void aLineHasNoBlanksAroundIt() throws IOException {
    write("a", "  x y \n\n".getBytes());
    write("b", " \n".getBytes());
    assertEquals(Optional.of("x y"), host("").line("/a"));
    assertEquals(Optional.empty(), host("").line("/b"));
    assertEquals(Optional.empty(), host("").line("/c"));
  }

  @Test
  void namesAreSorted() throws IOException {
    for (String name : List.of("b", "a", "10", "9")) {
      write("d/" + name, new byte[0]);
    }
    assertEquals(List.of("10", "9", "a", "b"), host("").names("/d"));
    assertEquals(List.of(), host("").names("/e"));
    assertEquals(List.of(), host("").names("/d/a"));
  }

  @Test
  void programsAreLookedForInAbsoluteFoldersOnly() throws IOException {
    write("one/chronyc", new byte[0]);
    write("two/chronyc", new byte[0]);
    String one = root.resolve("one").toString();
    String two = root.resolve("two").toString();
    Path program = root.resolve("two/chronyc");
    assertEquals(Optional.empty(), host(one + ":" + two).program("chronyc"));
    assertTrue(program.toFile().setExecutable(true));
    assertEquals(
        Optional.of(program.toString()), host(":" + one + "::/nowhere:" + two).program("chronyc"));
    Files.createDirectories(root.resolve("one/logger"));
    assertEquals(Optional.empty(), host(one).program("logger"));
    assertEquals(Optional.empty(), host(".:bin:src/../" + one.substring(1)).program("sh"));
    Path relative = Path.of("").toAbsolutePath().relativize(root.resolve("two"));
    assertEquals(Optional.empty(), host(relative.toString()).program("chronyc"));
  }

  @Test
  void knowsACharacterDevice() throws IOException {
    write("dev/file", new byte[0]);
    Path link = Files.createSymbolicLink(root.resolve("dev/link"), Path.of("/dev/null"));
    assertTrue(host("").isCharacterDevice("/dev/link"));
    assertFalse(host("").isCharacterDevice("/dev/file"));
    assertFalse(host("").isCharacterDevice("/dev/nothing"));
    Files.delete(link);
  }

  @Test
  void aHostWithoutANameIsLocalhost() throws IOException {
    assertEquals("localhost", host("").name());
    write("proc/sys/kernel/hostname", "web-01\n".getBytes());
    assertEquals("web-01", host("").name());
  }
}
