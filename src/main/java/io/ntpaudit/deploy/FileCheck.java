package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.deploy.Tree.Entry;
import io.ntpaudit.deploy.Verify.Check;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether each rendered file is there and as the configuration wants it. */
final class FileCheck {
  private final Tree tree;
  private final Ledger ledger;

  private FileCheck(Tree tree) throws IOException {
    this.tree = tree;
    this.ledger = Ledger.read(tree);
  }

  static List<Check> checks(Host host, Config config) {
    List<Check> checks = new ArrayList<>();
    Guards guards = new Guards(host, true, config);
    try {
      FileCheck files = new FileCheck(new Tree(host));
      for (Artifact artifact : Artifacts.of(config, Site.of(host, true))) {
        files.check(guards.atOnce(artifact)).ifPresent(checks::add);
      }
    } catch (IOException e) {
      checks.add(Check.of("rendered files", false, Ledger.PATH + ": " + Tree.why(e)));
    }
    return checks;
  }

  private Optional<Check> check(Artifact artifact) {
    String name = artifact.part().title();
    try {
      return switch (artifact.want()) {
        case Want.Content(String text) -> Optional.of(content(name, artifact.path(), text));
        case Want.Refused(String why, boolean takeAway) ->
            Optional.of(Check.of(name, false, "left out: " + why));
        case Want.Nothing(String why) when isLeft(artifact.path()) ->
            Optional.of(
                Check.of(name, false, artifact.path() + " is still there (ntp-audit apply)"));
        case Want.Nothing(String why) ->
            why.isEmpty()
                ? Optional.empty()
                : Optional.of(Check.of(name, true, "left out: " + why));
      };
    } catch (IOException e) {
      return Optional.of(Check.of(name, false, Tree.why(e)));
    }
  }

  private boolean isLeft(String path) throws IOException {
    return ledger.knows(path) && !(tree.read(path) instanceof Entry.Absent);
  }

  private Check content(String name, String path, String wanted) throws IOException {
    String wrong =
        switch (tree.read(path)) {
          case Entry.Absent() -> " is not there (ntp-audit apply)";
          case Entry.Other(String what) -> " is " + what;
          case Entry.File(byte[] bytes, boolean ours)
              when new String(bytes, StandardCharsets.UTF_8).equals(wanted) ->
              ours ? "" : " is not 0644 (ntp-audit apply)";
          case Entry.File(byte[] bytes, boolean ours) ->
              ledger.wrote(path, bytes)
                  ? " is of another configuration or version (ntp-audit apply)"
                  : " was changed by hand (ntp-audit apply --check --diff)";
        };
    return Check.of(name, wrong.isEmpty(), wrong.isEmpty() ? "as rendered" : path + wrong);
  }
}
