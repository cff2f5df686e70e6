package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.ALLOY;
import static io.ntpaudit.deploy.Scene.RULES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real alloy and lokitool say, as src/test/observability/tools/build leaves them. */
@Tag("observability")
class RealToolsTest {
  private static final String WRITE =
      "loki.write \"default\" {\n\tendpoint {\n\t\turl = \"http://127.0.0.1/\"\n\t}\n}\n";

  @TempDir Path folder;
  private Scene scene;
  private Host host;

  @BeforeEach
  void anAlloyThatReadsTheFolder() throws IOException {
    assumeTrue(System.getenv("SKIP_SERVERS") == null, "SKIP_SERVERS is set");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path tools = caches.resolve("ntp-audit-tools/bin");
    for (String tool : List.of("alloy", "lokitool")) {
      assertTrue(Files.isExecutable(tools.resolve(tool)), tool + " is not built");
    }
    scene = new Scene(folder).file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/conf.d\n");
    scene.file("/etc/alloy/conf.d/site.alloy", WRITE);
    host = new Host(scene.root.toString(), Clock.systemUTC(), () -> 0, tools.toString());
  }

  private List<String> told() throws IOException {
    var options = new Apply.Options(false, false, false, EnumSet.of(Part.ALLOY, Part.LOKI));
    return Scene.told(Apply.run(host, true, scene.config(), options));
  }

  @Test
  void theyTakeWhatWeRender() throws IOException, InterruptedException {
    assertEquals(List.of("changed " + ALLOY, "changed " + RULES + Scene.NO_LOKI), told());
    OpenSsl openssl = new OpenSsl(folder);
    scene.file("/p", "s3cret");
    scene.file("/c", openssl.certificate(openssl.run("genpkey -algorithm ED25519")));
    scene.configure(
        "alloy: {loki_url: 'http://x/', tenant: t, username: u, password_file: /p, ca_file: /c}",
        "loki: {max_alerts: 10000, fleet_share: 1e-2, interval: 6h, lookback: 7d}",
        "limits: {offset: 1e-9, error_bound: 123456.789, error_bound_critical: 2e5}");
    assertEquals(List.of("changed " + ALLOY, "changed " + RULES + Scene.NO_LOKI), told());
    scene.configure("loki: {interval: 1h, lookback: 4h}");
    assertEquals("changed " + RULES + Scene.NO_LOKI, told().getLast());
    assertTrue(scene.read(RULES).contains("{job=\"ntp-audit\"} [240m]"), "it takes all records");
  }

  @Test
  void aNeighbourThatIsBrokenIsNamedWithItsPlace() throws IOException {
    scene.file("/etc/alloy/conf.d/site.alloy", WRITE.replace("url", "urll"));
    assertEquals(
        "left out "
            + ALLOY
            + ": alloy validate refuses /etc/alloy/conf.d even without it:"
            + " /etc/alloy/conf.d/site.alloy:3:3: unrecognized attribute name \"urll\"",
        told().getFirst());
  }

  @Test
  void lokitoolsReasonIsOneLine() throws IOException {
    String rules = "groups:\n- name: x\n  rules:\n  - alert: A\n    expr: topk((\n";
    String why = Loki.refuses(host, rules).orElse("");
    assertTrue(why.startsWith("lokitool refuses them: could not parse expression for alert"), why);
    assertTrue(why.lines().count() == 1, why);
    assertTrue(Loki.refuses(host, "groups: []\n").isPresent());
  }
}
