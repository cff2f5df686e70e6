package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each folder of {@code src/test/resources/report} is a case: {@code audit.log} in, {@code
 * page.html} out, its scripts and styles by their names. {@code mvn -Dtest=GoldenPageTest
 * -Dgolden=write} writes what comes out; read the diff.
 */
class GoldenPageTest {
  private static final Path CASES = Path.of("src/test/resources/report");
  private static final List<String> ASSETS =
      List.of("uPlot.min.css", "report.css", "uPlot.iife.min.js", "report.js");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> page() throws IOException {
    try (Stream<Path> cases = Files.list(CASES)) {
      List<Path> sorted = cases.sorted().toList();
      assertTrue(sorted.size() >= 2, "cases: " + sorted);
      return sorted.stream()
          .map(c -> DynamicTest.dynamicTest(c.getFileName().toString(), () -> compare(c)));
    }
  }

  private void compare(Path golden) throws Exception {
    byte[] log = Files.readAllBytes(golden.resolve("audit.log"));
    Host host = Logs.host(folder.resolve(golden.getFileName()), Logs.END, log);
    String made = withoutAssets(Logs.page(host, "30d").html());
    Path expected = golden.resolve("page.html");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, made);
    }
    assertEquals(Files.readString(expected), made);
    assertEquals(Set.of("audit.log", "page.html"), names(golden));
  }

  /** The assets have tests of their own; a change of style is no change of what the page says. */
  private static String withoutAssets(String page) throws IOException {
    String rest = page;
    for (String name : ASSETS) {
      try (InputStream in = GoldenPageTest.class.getResourceAsStream(name)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(rest.contains(text), name + " is in the page as it is");
        rest = rest.replace(text, name);
      }
    }
    return rest.replaceAll("'sha256-[A-Za-z0-9+/=]{44}'", "'sha256'");
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
