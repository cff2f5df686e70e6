package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each folder of {@code src/test/resources/deploy} is a case: a host's {@code tree} in, {@code
 * expected} out, to the last file. {@code mvn -Dtest=GoldenTest -Dgolden=write} writes what comes
 * out; read the diff.
 */
class GoldenTest {
  private static final Path CASES = Path.of("src/test/resources/deploy");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> rendered() throws IOException {
    try (Stream<Path> cases = Files.list(CASES)) {
      List<Path> sorted = cases.sorted().toList();
      assertTrue(sorted.size() >= 6, "cases: " + sorted);
      return sorted.stream()
          .map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> compare(c)));
    }
  }

  private void compare(Path golden) throws IOException {
    Scene scene = new Scene(folder.resolve(golden.getFileName()));
    Map<String, String> before = Scene.files(golden.resolve("tree"));
    for (var file : before.entrySet()) {
      scene.file(file.getKey(), file.getValue());
    }
    assertEquals(0, scene.run("apply", "--root", scene.root.toString()), scene.out());
    Map<String, String> made = new TreeMap<>(scene.files());
    made.keySet().removeAll(before.keySet());
    made.remove(Scene.LEDGER);
    if ("write".equals(System.getProperty("golden"))) {
      write(golden.resolve("expected"), made);
    }
    assertEquals(Scene.files(golden.resolve("expected")), made);
    for (String path : made.keySet()) {
      scene.assertMode("rw-r--r--", path);
    }
    assertEquals(0, scene.run("apply", "--root", scene.root.toString(), "--check"), scene.out());
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (String old : Scene.files(folder).keySet()) {
      Files.delete(folder.resolve(old.substring(1)));
    }
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey().substring(1));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  @Test
  void everyFileSaysWhereItComesFromAndKeepsNoPlaceholder() {
    for (boolean systemd : new boolean[] {true, false}) {
      Site site = new Site(systemd, true, java.util.Optional.empty());
      for (Artifact artifact : Artifacts.of(Config.defaults(), site)) {
        if (artifact.want() instanceof Artifact.Want.Content(String text)) {
          assertTrue(
              text.lines().findFirst().orElse("").contains("Rendered by \"ntp-audit apply\""));
          assertFalse(text.matches("(?s).*(@[A-Z][A-Z0-9_]*@|//@).*"), text);
          assertTrue(text.endsWith("\n") && !text.endsWith("\n\n"));
        }
      }
    }
  }
}
