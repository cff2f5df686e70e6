package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The log where the configuration has another place for it. The service could not make its folder:
 * it may write below the folder only, once that is there. Purge takes the log away, but nothing
 * that was there before it.
 */
final class LogPlace {
  private static final byte[] START = "{\"timestamp\":".getBytes(StandardCharsets.US_ASCII);

  private final Host host;
  private final Tree tree;
  private final Ledger ledger;
  private final String file;

  LogPlace(Host host, Tree tree, Ledger ledger, Config config) {
    this.host = host;
    this.tree = tree;
    this.ledger = ledger;
    this.file = config.text(Key.LOG_FILE);
  }

  /** The plan; empty where nothing is to be made. */
  Optional<Plan> plan() {
    boolean there = Files.exists(host.file(file).toPath(), LinkOption.NOFOLLOW_LINKS);
    if (there && !Files.isRegularFile(host.file(file).toPath(), LinkOption.NOFOLLOW_LINKS)) {
      return none(
          new Tree.Obstacle("no regular file, and the audit writes to no other (log.file)"));
    }
    if (!there || isOurs()) {
      ledger.add(Ledger.LOG, file);
    }
    try {
      return host.exists(Tree.folder(file)) ? Optional.empty() : folders();
    } catch (IOException e) {
      return none(e);
    }
  }

  private boolean isOurs() {
    byte[] start = host.bytes(file, START.length).present().orElse(new byte[0]);
    return Arrays.equals(start, START);
  }

  private Optional<Plan> folders() throws IOException {
    List<Edit> edits = new ArrayList<>();
    tree.missingFolders(file).forEach(missing -> edits.add(new Edit.MakeFolder(missing)));
    String folder = Tree.folder(file);
    Outcome made =
        new Outcome("log", folder, State.CHANGED, "made for the log", true, false, "", "");
    return Optional.of(new Plan(made, edits));
  }

  private Optional<Plan> none(IOException why) {
    return Optional.of(Plan.none("log", file, why));
  }
}
