package io.ntpaudit.deploy;

import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  private final String file;

  LogPlace(Host host, Tree tree, Config config) {
    this.host = host;
    this.tree = tree;
    this.file = config.text(Key.LOG_FILE);
  }

  /** The plan; untold where nothing is to be made. */
  Plan plan() {
    Optional<String> obstacle = AuditLog.obstacle(host.file(file));
    if (obstacle.isPresent()) {
      return none(new Tree.Obstacle(obstacle.get()));
    }
    boolean there = Files.exists(host.file(file).toPath());
    List<Edit> edits = new ArrayList<>();
    if (!there || isOurs()) {
      edits.add(new Edit.Note(file, Ledger.LOG));
    }
    try {
      return host.exists(Tree.folder(file)) ? Plan.untold(edits) : folders(edits);
    } catch (IOException e) {
      return none(e);
    }
  }

  private boolean isOurs() {
    byte[] start = host.bytes(file, START.length).present().orElse(new byte[0]);
    return Arrays.equals(start, START);
  }

  private Plan folders(List<Edit> edits) throws IOException {
    tree.missingFolders(file).forEach(missing -> edits.add(new Edit.MakeFolder(missing)));
    String folder = Tree.folder(file);
    Outcome made =
        new Outcome("log", folder, State.CHANGED, "made for the log", true, false, "", "");
    return Plan.of(made, edits);
  }

  private Plan none(IOException why) {
    return Plan.none("log", file, why);
  }
}
