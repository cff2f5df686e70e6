package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the package that say the same as the program. */
class ShippedTest {
  private static final Path DIST = Path.of("src/main/dist");

  private static final String MODULES = "usr/lib/ntp-audit/runtime/lib/modules/";

  @TempDir Path folder;

  /** What the shipped timer says is what needs no drop-in. */
  @Test
  void theTimerHasTheDefaults() throws IOException {
    String timer = Files.readString(DIST.resolve("usr/lib/systemd/system/ntp-audit.timer"));
    String calendar = Key.SCHEDULE_SYSTEMD.standard();
    assertTrue(timer.contains("\nOnCalendar=" + calendar + "\n"));
    assertTrue(timer.contains("\nRandomizedDelaySec=" + Key.SCHEDULE_SPLAY.standard() + "\n"));
    assertTrue(timer.contains("\nFixedRandomDelay=yes\n"));
  }

  /** Each key on a line of its own, in the program's order, at its default, with its meaning. */
  @Test
  void theExampleIsValidAndChangesNothing() throws IOException {
    Path example = DIST.resolve("usr/share/ntp-audit/config.example.yaml");
    String all = Files.readString(example);
    Scene scene = new Scene(folder).file("/etc/ntp-audit/config.yaml", all);
    assertEquals(List.of(), scene.config().problems());
    for (Key key : Key.values()) {
      assertEquals(
          Config.defaults().setting(key).text(), scene.config().setting(key).text(), key.path());
    }
  }

  /** The rendered fragment and the module carry the log in the same way, under other names. */
  @Test
  void theAlloyModuleDoesWhatTheFragmentDoes() throws IOException {
    Scene scene = new Scene(folder).booted();
    scene.apply();
    String module = Files.readString(DIST.resolve(AlloyImport.MODULE.substring(1)));
    String logs =
        AlloyText.blocks(module).stream()
            .filter(block -> block.reference().equals("declare.logs"))
            .findFirst()
            .orElseThrow()
            .body();
    assertTrue(logs.contains("default  = \"" + Key.LOG_FILE.standard() + "\"\n"), logs);
    String renamed =
        logs.replace("argument.log_file.value", '"' + Key.LOG_FILE.standard() + '"')
            .replace("argument.host.value", "constants.hostname")
            .replace("argument.forward_to.value", "[" + Key.ALLOY_LOKI_RECEIVER.standard() + "]")
            .replaceAll("([.\"])audit([.\"])", "$1ntp_audit$2")
            .replaceAll("([.\"])chronyd([.\"])", "$1ntp_audit_chronyd$2");
    assertEquals(components(scene.read(Scene.ALLOY)), components(renamed));
  }

  /** Each component with what stands in it, but for comments and the width of blanks. */
  private static Map<String, String> components(String alloy) {
    Map<String, String> components = new TreeMap<>();
    for (AlloyText.Block block : AlloyText.blocks(alloy)) {
      if (!block.name().equals("argument")) {
        String body = block.body().replaceAll("//.*", "").replaceAll("\\s+", " ");
        components.put(block.reference(), body);
      }
    }
    return components;
  }

  /** Every module that is linked in, and every program of others that lies among the resources. */
  @Test
  void theCopyrightNamesWhatIsOfOthers() throws IOException {
    String copyright = Files.readString(DIST.resolve("usr/share/doc/ntp-audit/copyright"));
    Matcher required =
        Pattern.compile("requires ([\\w.]+);")
            .matcher(Files.readString(Path.of("src/main/java/module-info.java")));
    List<String> modules = required.results().map(found -> found.group(1)).toList();
    assertTrue(modules.size() >= 3, modules.toString());
    for (String module : modules) {
      assertTrue(copyright.contains("\nFiles: " + MODULES + module + "/*\n"), module);
    }
    List<Path> licences = licences();
    assertFalse(licences.isEmpty());
    for (Path licence : licences) {
      String name = licence.getFileName().toString().replace(".LICENSE", "");
      Path folder = Path.of("src/main/resources").relativize(licence.getParent());
      String holder =
          Files.readAllLines(licence).stream()
              .filter(line -> line.startsWith("Copyright (c) "))
              .map(line -> line.replace("Copyright (c) ", "Copyright: "))
              .findFirst()
              .orElseThrow();
      String files = "\nFiles: %sio.ntpaudit/%s/%s*\n%s\n".formatted(MODULES, folder, name, holder);
      assertTrue(copyright.contains(files), files);
    }
  }

  private static List<Path> licences() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
      return files.filter(file -> file.toString().endsWith(".LICENSE")).toList();
    }
  }

  @Test
  void aPlaceholderThatNobodyKnowsIsAnError() {
    assertThrows(IllegalStateException.class, () -> Template.fill("cron", Map.of()));
  }
}
