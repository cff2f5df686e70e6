package io.ntpaudit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example configuration and the manual are those of the keys. */
class ExampleTest {
  private static final Path DIST = Path.of("src/main/dist/usr/share");

  @Test
  void exampleHasEveryKeyAtItsDefault() throws IOException {
    String example = Files.readString(DIST.resolve("ntp-audit/config.example.yaml"));
    StringBuilder expected = new StringBuilder();
    example.lines().takeWhile(l -> l.startsWith("#")).forEach(l -> expected.append(l).append('\n'));
    expected.append('\n');
    String section = "";
    for (Key key : Key.values()) {
      int dot = key.path().indexOf('.');
      String in = key.path().substring(0, Math.max(dot, 0));
      if (!in.equals(section)) {
        expected.append('\n').append(in).append(":\n");
        section = in;
      }
      expected.append(line(key, key.path().substring(dot + 1), dot < 0 ? "" : "  "));
    }
    assertEquals(expected.toString(), example);
  }

  private static String line(Key key, String name, String indent) {
    String value = key.standard().startsWith("*") ? '"' + key.standard() + '"' : key.standard();
    String setting = value.isEmpty() ? "# " + name + ":" : name + ": " + value;
    return "%-44s # %s%n".formatted(indent + setting, key.meaning());
  }

  @Test
  void manualHasEveryKeyWithItsDefault() throws IOException {
    String manual = Files.readString(DIST.resolve("man/man5/ntp-audit.yaml.5"));
    for (Key key : Key.values()) {
      String value = key.standard().isEmpty() ? "unset" : key.standard();
      String entry = ".BR " + key.path() + " \" (" + value + ")\"\n";
      assertTrue(manual.contains(entry), entry);
    }
  }
}
