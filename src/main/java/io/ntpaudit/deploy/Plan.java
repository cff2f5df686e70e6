package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Outcome.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about one file, worked out before anything is touched.
 *
 * @param outcome what will have become of the file; empty where there is nothing to tell of
 * @param edits in the order in which they are made; none where nothing is to be done
 */
record Plan(Optional<Outcome> outcome, List<Edit> edits) {
  static Plan of(Outcome outcome, List<Edit> edits) {
    return new Plan(Optional.of(outcome), edits);
  }

  /** Nothing that anybody need be told of. */
  static Plan untold(List<Edit> edits) {
    return new Plan(Optional.empty(), edits);
  }

  /** Nothing is done, for a reason. */
  static Plan none(String name, String path, IOException why) {
    State state = why instanceof Tree.Obstacle ? State.LEFT_OUT : State.FAILED;
    return of(Outcome.trouble(name, path, state, Tree.why(why)), List.of());
  }

  sealed interface Edit {
    String path();

    record MakeFolder(String path) implements Edit {}

    /**
     * @param scratch the folder for the temporary name
     * @param kind the ledger's word for the file: its sum
     */
    record Write(String path, byte[] content, String scratch, String kind) implements Edit {}

    /**
     * The file of an administrator under another name too, with its owner and mode.
     *
     * @param from what is copied
     */
    record Backup(String path, String from) implements Edit {}

    record Delete(String path) implements Edit {}

    /** In the ledger only: the path is ours, as that. */
    record Note(String path, String kind) implements Edit {}

    /** In the ledger only: nothing of ours is there any more. */
    record Forget(String path) implements Edit {}

    /** Whether it touches more than the ledger. */
    default boolean touches() {
      return !(this instanceof Note || this instanceof Forget);
    }
  }
}
