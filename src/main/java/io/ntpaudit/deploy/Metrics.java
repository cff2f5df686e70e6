package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.deploy.Tree.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file of metrics. The audit writes it; node_exporter would go on serving one that no audit
 * writes any more, and what watches its age would alert for ever.
 */
final class Metrics {
  private static final String NAME = "textfile";

  /** Of a file that the audit has written. */
  private static final String START = "# HELP ntp_audit_";

  private final Tree tree;
  private final Ledger ledger;
  private final Optional<String> wanted;
  private final String why;

  Metrics(Tree tree, Ledger ledger, Config config) {
    this.tree = tree;
    this.ledger = ledger;
    wanted = TextfileFolder.file(config);
    why =
        !config.isOn(Key.ENABLED)
            ? "enabled is false"
            : wanted.isEmpty() ? "prometheus.textfile_dir is unset" : "it has another place now";
  }

  /** The plans: of the file that the next audit writes, and of each that none writes any more. */
  List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (String path : ledger.of(Ledger.TEXTFILE)) {
      if (!wanted.equals(Optional.of(path))) {
        plans.add(takeAway(path));
      }
    }
    wanted.ifPresent(path -> plans.add(Plan.untold(List.of(new Edit.Note(path, Ledger.TEXTFILE)))));
    return plans;
  }

  private Plan takeAway(String path) {
    try {
      if (!isOurs(tree.read(path))) {
        return Plan.untold(List.of(new Edit.Forget(path)));
      }
      return Plan.of(
          new Outcome(NAME, path, State.REMOVED, why, true, false, "", ""),
          List.of(new Edit.Delete(path)));
    } catch (Tree.Obstacle e) {
      return Plan.of(
          new Outcome(
              NAME, path, State.LEFT_OUT, Tree.why(e) + " (rm " + path + ")", false, false, "", ""),
          List.of(new Edit.Forget(path)));
    } catch (IOException e) {
      return Plan.none(NAME, path, e);
    }
  }

  private static boolean isOurs(Entry there) {
    return there instanceof Entry.File(byte[] bytes, boolean sameMode)
        && new String(bytes, StandardCharsets.UTF_8).startsWith(START);
  }
}
