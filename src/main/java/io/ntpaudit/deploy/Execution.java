package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries plans out. What will be made is in the ledger before it is made, and what could not be
 * made is taken out of it afterwards: a crash in between leaves no file of which nobody knows. Nor
 * is what it has not made taken for deleted by hand: until all is made a mark stands.
 */
final class Execution {
  /**
   * While it stands, the ledger names what need not be there. The packages' scripts look for it
   * before an upgrade, and set it where they take the files away.
   */
  static final String UNFINISHED = Ledger.FOLDER + "/unfinished";

  private final Host host;
  private final Tree tree;
  private final Ledger ledger;
  private final boolean whole;
  private final Alloy alloy;

  /**
   * @param whole whether the plans are of all files that the host needs
   */
  Execution(Host host, Tree tree, Ledger ledger, boolean whole) {
    this.host = host;
    this.tree = tree;
    this.ledger = ledger;
    this.whole = whole;
    this.alloy = new Alloy(host);
  }

  /**
   * What has become of each.
   *
   * @throws IOException where the ledger cannot be written: then nothing was touched
   */
  List<Outcome> of(List<Plan> plans) throws IOException {
    boolean earlier = isUnfinished();
    plans.forEach(plan -> plan.edits().forEach(this::announce));
    begin(earlier);
    List<Outcome> outcomes = new ArrayList<>();
    plans.forEach(plan -> carryOut(plan).ifPresent(outcomes::add));
    boolean all = whole && outcomes.stream().noneMatch(o -> o.state() == State.FAILED);
    try {
      ledger.save(tree);
      if (isUnfinished() && (all || !earlier)) {
        tree.delete(UNFINISHED);
      }
    } catch (IOException e) {
      outcomes.add(Outcome.trouble("files", Ledger.PATH, State.FAILED, Tree.why(e)));
    }
    return outcomes;
  }

  private boolean isUnfinished() throws IOException {
    return !(tree.read(UNFINISHED) instanceof Tree.Entry.Absent);
  }

  private void begin(boolean earlier) throws IOException {
    if (ledger.isSaved()) {
      return;
    }
    if (!earlier) {
      Ledger.write(tree, UNFINISHED, "");
    }
    try {
      ledger.save(tree);
    } catch (IOException e) {
      if (!earlier) {
        tree.delete(UNFINISHED);
      }
      throw e;
    }
  }

  private void announce(Edit edit) {
    switch (edit) {
      case Edit.MakeFolder(String path) when !path.equals(Ledger.FOLDER) ->
          ledger.add(Ledger.DIRECTORY, path);
      case Edit.Write(String path, byte[] content, String scratch, String kind) ->
          ledger.add(kind, path);
      case Edit.Backup(String path, String from) -> ledger.add(Ledger.BACKUP, path);
      case Edit.Note(String path, String kind) -> ledger.keepOnly(kind, path);
      case Edit.Forget(String path) -> ledger.forget(path);
      default -> {}
    }
  }

  private Optional<Outcome> carryOut(Plan plan) {
    int done = 0;
    try {
      for (Edit edit : plan.edits()) {
        carryOut(edit);
        done++;
      }
      return plan.outcome();
    } catch (IOException e) {
      List<Edit> left = plan.edits().subList(done, plan.edits().size());
      left.forEach(this::recall);
      return plan.outcome().map(outcome -> failed(outcome, left.getFirst().path(), e));
    }
  }

  private static Outcome failed(Outcome outcome, String path, IOException why) {
    String where = path.equals(outcome.path()) ? "" : path + ": ";
    return Outcome.trouble(outcome.name(), outcome.path(), State.FAILED, where + Tree.why(why));
  }

  private void recall(Edit edit) {
    if (edit instanceof Edit.Write write) {
      ledger.forget(write.kind(), write.path());
    } else if (edit instanceof Edit.Backup backup) {
      ledger.forget(Ledger.BACKUP, backup.path());
    }
  }

  private void carryOut(Edit edit) throws IOException {
    switch (edit) {
      case Edit.MakeFolder(String path) -> {
        if (!tree.hasFolder(path)) {
          tree.makeFolder(path);
        }
      }
      case Edit.Write(String path, byte[] content, String scratch, String kind) -> {
        tree.write(path, content, scratch);
        ledger.keepOnly(kind, path);
      }
      case Edit.Backup(String path, String from) -> {
        tree.copy(from, path);
        ledger.keepOnly(Ledger.BACKUP, path);
      }
      case Edit.Delete(String path) -> {
        tree.delete(path);
        ledger.forget(path);
        deleteFolders(Tree.folder(path));
      }
      case Edit.Note note -> {}
      case Edit.Forget forget -> {}
    }
  }

  /** The emptied folders that we have made, but none that Alloy or Loki would miss at its start. */
  private void deleteFolders(String folder) {
    boolean missed = alloy.reads(folder) || Loki.reads(host, folder);
    if (ledger.madeFolder(folder) && !missed && tree.deleteFolder(folder)) {
      ledger.forget(folder);
      deleteFolders(Tree.folder(folder));
    }
  }
}
