package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTest {
  @TempDir Path folder;

  @Test
  void theSameIsNoDifference() {
    assertEquals("", Diff.unified("/x", "a\n", "a\n"));
  }

  @Test
  void aNewFileAndARemovedOne() {
    assertEquals("--- /dev/null\n+++ /x\n@@ -0,0 +1 @@\n+a\n", Diff.unified("/x", "", "a\n"));
    assertEquals(
        "--- /x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n", Diff.unified("/x", "a\nb\n", ""));
  }

  /** Whatever the script, patch makes the one of the other, and the hunks are as long as diff's. */
  @Test
  void patchMakesTheOneOfTheOther() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      String before = text(random);
      String after = text(random);
      Path file = Files.writeString(folder.resolve("file"), before);
      Path patch = Files.writeString(folder.resolve("patch"), Diff.unified("/x", before, after));
      Process process =
          new ProcessBuilder("patch", "-s", "-F0", file.toString(), patch.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assertEquals("", said, Files.readString(patch));
      assertEquals(after, Files.readString(file));
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 60; line++) {
      text.append(random.nextInt(8) == 0 ? random.nextInt(20) : "line " + line).append('\n');
    }
    return text.toString();
  }
}
