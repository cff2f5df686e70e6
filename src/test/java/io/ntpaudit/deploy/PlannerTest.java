package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.LOGROTATE;
import static io.ntpaudit.deploy.Scene.TIMER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.deploy.Artifact.Want;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is to be done is worked out, and nothing is done by it: neither to the host nor in the
 * ledger.
 */
class PlannerTest {
  private static final Apply.Options FORCED = new Apply.Options(false, true, false, Set.of());

  private static final List<Want> WANTS =
      List.of(
          new Want.Content("same"),
          new Want.Content("another"),
          new Want.Nothing(""),
          new Want.Nothing("off"),
          new Want.Refused("no", true),
          new Want.Refused("no", false));

  @TempDir Path folder;
  private Scene scene;
  private Tree tree;
  private Ledger ledger;

  @BeforeEach
  void aHost() throws IOException {
    scene = new Scene(folder);
    tree = new Tree(scene.host());
    ledger = Ledger.read(tree);
  }

  private Plan plan(Part part, String path, Want want) throws IOException {
    return new Planner(tree, ledger, new Artifact(part, path, want), FORCED).plan();
  }

  private void ours(String path, String text) throws IOException {
    scene.file(path, text);
    ledger.add(Ledger.sum(text.getBytes()), path);
  }

  @Test
  void planningTouchesNothing() throws IOException {
    for (boolean there : List.of(true, false)) {
      ours(LOGROTATE, "same");
      ours(Part.LOGROTATE.copy(LOGROTATE, ".new"), "copy");
      if (!there) {
        Files.delete(scene.at(LOGROTATE));
        Files.delete(scene.at(Part.LOGROTATE.copy(LOGROTATE, ".new")));
      }
      String before = ledger.toString();
      for (Want want : WANTS) {
        plan(Part.LOGROTATE, LOGROTATE, want);
        assertEquals(before, ledger.toString(), want.toString());
        assertEquals(there, scene.has(LOGROTATE));
      }
      new LogPlace(scene.host(), tree, Config.defaults()).plan();
      assertEquals(before, ledger.toString());
    }
  }

  /** Our version beside a file that was changed by hand, when neither is wanted any more. */
  @Test
  void whatLiesBesideAFileThatIsGoneGoesToo() throws IOException {
    String copy = Part.TIMER.copy(TIMER, ".new");
    ours(copy, "ours");
    Plan plan = plan(Part.TIMER, TIMER, new Want.Nothing(""));
    Outcome outcome = new Execution(scene.host(), tree, ledger, true).of(List.of(plan)).getFirst();
    assertEquals(Outcome.State.REMOVED, outcome.state());
    assertTrue(outcome.changes());
    assertFalse(scene.has(copy));
    assertEquals("", ledger.toString());
    assertTrue(plan(Part.TIMER, TIMER, new Want.Nothing("")).outcome().isEmpty());
  }
}
