package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.LEDGER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The metrics go when no audit writes them any more, and nothing else that has taken their place.
 */
class MetricsTest {
  private static final String FILE = "/srv/node/ntp-audit.prom";
  private static final String OURS = "# HELP ntp_audit_offset_seconds Offset.\n";
  private static final String ON = "prometheus: {textfile_dir: /srv/node/}";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithMetrics() throws IOException {
    scene = new Scene(folder).folder("/srv/node").folder("/srv/other");
    scene.configure(ON).apply();
    scene.file(FILE, OURS);
  }

  private List<String> told() throws IOException {
    return Scene.told(scene.apply()).stream().filter(line -> line.contains(".prom")).toList();
  }

  private boolean isNoted() throws IOException {
    return scene.read(LEDGER).contains("textfile  " + FILE + "\n");
  }

  @Test
  void theyStayWhereTheyAreWanted() throws IOException {
    assertEquals(List.of(), told());
    assertTrue(isNoted());
    assertEquals(OURS, scene.read(FILE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enabled: false;%s | enabled is false",
        "log: {rotate: 3} | prometheus.textfile_dir is unset",
        "prometheus: {textfile_dir: /srv/other} | it has another place now"
      })
  void theyGoWhereTheyAreNot(String config, String why) throws IOException {
    scene.configure(config.formatted(ON).split(";"));
    assertTrue(scene.apply(true, false, EnumSet.allOf(Part.class)).changes());
    assertTrue(scene.has(FILE), "--check");
    assertEquals(List.of("removed " + FILE + ": " + why), told());
    assertFalse(scene.has(FILE) || isNoted());
    assertTrue(scene.has("/srv/node"), "node_exporter's");
    assertEquals(List.of(), told());
  }

  @Test
  void whatHasTakenTheirPlaceIsNobodysOfOurs() throws IOException {
    scene.configure();
    scene.file(FILE, "# HELP node_of_mine Mine.\n");
    assertEquals(List.of(), told());
    assertTrue(scene.has(FILE));
    assertFalse(isNoted());
    for (String other : List.of("/srv/a", "/srv/b")) {
      scene.configure("prometheus: {textfile_dir: " + other + "}").apply();
    }
    scene.link("/srv/a/ntp-audit.prom", FILE).folder("/srv/b/ntp-audit.prom");
    scene.configure();
    assertEquals(List.of(), told());
    assertTrue(scene.has("/srv/a/ntp-audit.prom") && scene.has("/srv/b/ntp-audit.prom"));
  }

  /** No link is followed out of a folder that another user may write to. */
  @Test
  void whereALinkLeadsToThemIsTold() throws IOException {
    scene.folder("/data").link("/srv/linked", scene.at("/data").toString());
    scene.configure("prometheus: {textfile_dir: /srv/linked}").apply();
    scene.file("/data/ntp-audit.prom", OURS).configure();
    assertEquals(
        List.of(
            "left out /srv/linked/ntp-audit.prom:"
                + " /srv/linked is a symbolic link, which is not followed"
                + " (rm /srv/linked/ntp-audit.prom)"),
        told());
    assertEquals(List.of(), told(), "and nothing fails for ever");
  }
}
