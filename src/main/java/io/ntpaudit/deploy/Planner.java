package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.deploy.Tree.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares one wanted file with what stands there and with what we know of it. */
final class Planner {
  private static final byte[] NONE = {};

  private final Tree tree;
  private final Ledger ledger;
  private final Artifact artifact;
  private final Apply.Options options;
  private final String path;
  private final List<Edit> edits = new ArrayList<>();

  Planner(Tree tree, Ledger ledger, Artifact artifact, Apply.Options options) {
    this.tree = tree;
    this.ledger = ledger;
    this.artifact = artifact;
    this.options = options;
    this.path = artifact.path();
  }

  /** The plan; untold where there is neither a file of ours nor anything to say. */
  Plan plan() throws IOException {
    return switch (artifact.want()) {
      case Want.Content(String text) -> put(text.getBytes(StandardCharsets.UTF_8));
      case Want.Nothing(String why) -> takeAway(why);
      case Want.Refused(String why, boolean takeAway) ->
          takeAway ? takeAway(why) : leaveAsItIs(why);
    };
  }

  private Plan leaveAsItIs(String why) throws IOException {
    boolean earlier = !(tree.read(path) instanceof Entry.Absent);
    if (!earlier && !options.keepDeleted()) {
      edits.add(new Edit.Forget(path)); // it is not there because of us, not by hand
    }
    return done(State.LEFT_OUT, earlier ? why + "; what is there stays" : why, NONE, NONE);
  }

  private Plan put(byte[] wanted) throws IOException {
    return switch (tree.read(path)) {
      case Entry.Absent() ->
          options.keepDeleted() && ledger.knows(path) ? stayAway() : write("", NONE, wanted);
      case Entry.File(byte[] bytes, boolean ours) -> replace(bytes, ours, wanted);
      case Entry.Other(String what) ->
          // renamed over, never written through; a folder cannot be
          options.force() && !what.equals("a folder")
              ? write("in place of " + what, NONE, wanted)
              : keep(what + " stands there", NONE, wanted);
    };
  }

  /** As of any configuration file that an administrator has deleted (Debian Policy, 10.7.3). */
  private Plan stayAway() {
    return done(State.KEPT, "deleted by hand (ntp-audit apply)", NONE, NONE);
  }

  private Plan replace(byte[] before, boolean sameMode, byte[] wanted) throws IOException {
    if (Arrays.equals(before, wanted)) {
      return sameMode ? unchanged(wanted) : write("its mode", before, wanted);
    }
    if (ledger.wrote(path, before)) {
      return write("", before, wanted);
    }
    if (!options.force()) {
      return keep("changed by hand (--force replaces it)", before, wanted);
    }
    String backup = freeName();
    makeFolders(backup);
    edits.add(new Edit.Backup(backup, path));
    return write("what was there: " + backup, before, wanted);
  }

  private Plan unchanged(byte[] wanted) throws IOException {
    dropCopy();
    edits.add(new Edit.Note(path, Ledger.sum(wanted)));
    return done(State.UNCHANGED, "", wanted, wanted);
  }

  private Plan write(String why, byte[] before, byte[] wanted) throws IOException {
    edit(path, wanted, artifact.part().scratch(path), Ledger.sum(wanted));
    dropCopy();
    return done(State.CHANGED, why, before, wanted);
  }

  private void edit(String file, byte[] content, String scratch, String kind) throws IOException {
    makeFolders(file);
    edits.add(new Edit.Write(file, content, scratch, kind));
  }

  private void makeFolders(String file) throws IOException {
    tree.missingFolders(file).forEach(folder -> edits.add(new Edit.MakeFolder(folder)));
  }

  private String copy(String suffix) {
    return artifact.part().copy(path, suffix);
  }

  private String freeName() throws IOException {
    String name = copy(".old");
    // .old stays the ending, by which logrotate and Alloy know it for a copy
    for (int n = 2; !(tree.read(name) instanceof Entry.Absent); n++) {
      name = copy("." + n + ".old");
    }
    return name;
  }

  /** Lays our version beside the file, each version once: an administrator may throw it away. */
  private Plan keep(String what, byte[] before, byte[] wanted) throws IOException {
    String copy = copy(".new");
    Entry there = tree.read(copy);
    boolean offered = ledger.wrote(copy, wanted);
    boolean free = there instanceof Entry.Absent || isOurs(copy, there);
    if (free && !offered) {
      edit(copy, wanted, Tree.folder(copy), Ledger.sum(wanted));
    }
    boolean beside = offered ? !(there instanceof Entry.Absent) : free;
    return done(State.KEPT, beside ? what + "; " + where(copy) : what, before, wanted);
  }

  private String where(String copy) {
    return copy.equals(path + ".new")
        ? "ours is beside it: " + copy.substring(copy.lastIndexOf('/') + 1)
        : "ours is " + copy;
  }

  private boolean isOurs(String file, Entry there) {
    return there instanceof Entry.File(byte[] bytes, boolean ours) && ledger.wrote(file, bytes);
  }

  /** Our version beside the file is no longer news. */
  private void dropCopy() throws IOException {
    String copy = copy(".new");
    if (ledger.knows(copy)) {
      boolean ours = isOurs(copy, tree.read(copy));
      edits.add(ours ? new Edit.Delete(copy) : new Edit.Forget(copy));
    }
  }

  private Plan takeAway(String why) throws IOException {
    Entry there = ledger.knows(path) ? tree.read(path) : new Entry.Absent();
    dropCopy();
    if (there instanceof Entry.File(byte[] bytes, boolean ours) && ledger.wrote(path, bytes)) {
      edits.add(new Edit.Delete(path));
      return done(State.REMOVED, why, bytes, NONE);
    }
    if (!(there instanceof Entry.Absent)) {
      String and = why.isEmpty() ? "" : ": " + why;
      return done(State.KEPT, "changed by hand; not wanted any more" + and, NONE, NONE);
    }
    edits.add(new Edit.Forget(path));
    if (!why.isEmpty()) {
      return done(State.LEFT_OUT, why, NONE, NONE);
    }
    return touches() ? done(State.REMOVED, copy(".new"), NONE, NONE) : Plan.untold(edits);
  }

  private boolean touches() {
    return edits.stream().anyMatch(Edit::touches);
  }

  private Plan done(State state, String why, byte[] before, byte[] after) {
    return Plan.of(
        new Outcome(
            artifact.part().word(),
            path,
            state,
            why,
            touches(),
            artifact.want() instanceof Want.Refused,
            new String(before, StandardCharsets.UTF_8),
            new String(after, StandardCharsets.UTF_8)),
        edits);
  }
}
