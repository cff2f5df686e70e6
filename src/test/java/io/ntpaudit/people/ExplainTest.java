package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
  private static final String SILENT =
      "C0000201,192.0.2.1,3,1795449900.1,0.3,0.1,0.1,-12.3,0.001,0.020,0.02,0.0005,64.5,Normal\n"
          + "^,?,192.0.2.1,2,6,0,723,-0.01,-0.01,0.01\n"
          + "192.0.2.1,8,4,453,0.001,0.020,-0.00001,0.00002\n"
          + "1,0,0,0,0\n";

  @TempDir Path root;

  private String explained(String id) {
    HostTree tree = new HostTree(root).program("chronyc", "cat <<'EOF'\n" + SILENT + "EOF");
    tree.file("/var/log/ntp-audit/audit.log", "{\"timestamp\":\"" + tree.host().now() + "\"}\n");
    Display display = new Display(false, true);
    Explain explain = new Explain(tree.host(), Config.defaults());
    return explain.one(Runbook.load().section(id).orElseThrow(), display).replaceAll("\\s+", " ");
  }

  @Test
  void nothingIsSaidTwice() {
    String text = explained("no-usable-source");
    assertTrue(text.contains("the last good sample is 12 min 3 s old."), text);
    assertEquals(2, text.split("12 min 3 s").length, text);
    assertTrue(text.contains("Known: 1, usable: 0, falsetickers: 0."), text);
  }

  @Test
  void whatIsNotConfirmedYetSaysSo() {
    String text = explained("offset");
    assertTrue(text.contains("Seen, and not confirmed yet: The clock is 300 ms slow;"), text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noLineIsWiderThanAScreen(boolean systemd) {
    HostTree tree = new HostTree(root);
    if (systemd) {
      tree.file("/run/systemd/system/x", "");
    }
    Explain explain = new Explain(tree.host(), Config.defaults());
    Runbook runbook = Runbook.of(tree.host());
    for (String id : runbook.ids()) {
      String text = explain.one(runbook.section(id).orElseThrow(), new Display(false, true));
      text.lines().forEach(line -> assertTrue(line.length() <= Screen.WIDTH, id + ": " + line));
    }
  }

  @Test
  void whatDoesNotHoldSaysSo() {
    String text = explained("stratum");
    assertTrue(
        text.contains("It does not hold now. The host is at stratum 3. The limit is 4."), text);
  }
}
