package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where things stand on the screen. */
class LayoutTest {
  private static final Display PLAIN = new Display(false, true);
  private static final String NEVER = "4294967295";

  @TempDir Path root;

  private String live(String... sources) {
    String tracking =
        "C0000201,192.0.2.1,3,1795449900.1,0.3,0.1,0.1,-12.3,0.001,0.020,0.02,0.0005,64.5,Normal\n";
    String said = tracking + String.join("\n", sources) + "\n1,0,0,0,0\n";
    HostTree tree = new HostTree(root).program("chronyc", "cat <<'EOF'\n" + said + "EOF");
    return Status.live(tree.host(), Config.defaults()).text(PLAIN);
  }

  /** Column by column: whatever a terminal test folds, this holds. */
  @Test
  void theTableOfSources() {
    String text =
        live(
            "^,*,192.0.2.10,2,6,377,23,-0.0000124,-0.0000124,0.001",
            "^,x,a.very.long.name.of.a.server.example.net,15,10,17,1040,1.5,1.5,0.01",
            "#,-,PHC0,0,-2,377,0,0.000000012,0.000000012,0.0000001",
            "^,?,2001:db8::7,0,17,0," + NEVER + ",0.0,0.0,0.0");
    int from = text.indexOf("  source ");
    assertEquals(
        """
          source                state        stratum   poll   reach   last  offset
          192.0.2.10            selected           2   64 s  8 of 8   23 s  12.4 µs slow
          a.very.long.name.of.a.server.example.net
                                falseticker       15 17 min  4 of 8 17 min  1.5 s fast
          PHC0                  not combined       0 250 ms  8 of 8    0 s  12 ns fast
          2001:db8::7           unusable           0  1 day  0 of 8  never  -
        """,
        text.substring(from, text.indexOf("\n\n", from) + 1));
  }

  @Test
  void noLineEndsBetweenANumberAndItsUnit() {
    assertEquals(
        List.of("the last was", "2 h 10 min", "ago, 1 audit"),
        Screen.wrap("the last was 2 h 10 min ago, 1 audit", 13));
    assertEquals(List.of("at most", "41 ms), 3"), Screen.wrap("at most 41 ms), 3", 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"db-prod-03", "ip-10-0-12-34.eu-central-1.compute.internal"})
  void aLongNameLeavesTheScreenAsWideAsItIs(String host) {
    HostTree tree = new HostTree(root);
    String old = tree.host().now().minusSeconds(11_000).toString();
    String fields =
        "\",\"verdict\":\"warning\",\"reasons\":\"offset\",\"host\":\"" + host + "\"}\n";
    tree.file("/var/log/ntp-audit/audit.log", "{\"timestamp\":\"" + old + fields);
    String text = Status.last(tree.host(), Config.defaults()).text(PLAIN);
    assertTrue(text.startsWith(host + ":"), text);
    text.lines().forEach(line -> assertTrue(line.length() <= Screen.WIDTH, line));
  }
}
