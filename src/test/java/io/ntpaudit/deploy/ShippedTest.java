package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the package that say the same as the program. */
class ShippedTest {
  private static final Path DIST = Path.of("src/main/dist");

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

  @Test
  void aPlaceholderThatNobodyKnowsIsAnError() {
    assertThrows(IllegalStateException.class, () -> Template.fill("cron", Map.of()));
  }
}
