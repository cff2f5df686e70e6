package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Outcome.State;
import java.io.IOException;
import java.util.List;

/**
 * What is to be done about one file, worked out before anything is touched.
 *
 * @param outcome what will have become of the file
 * @param edits in the order in which they are made; none where nothing is to be done
 */
record Plan(Outcome outcome, List<Edit> edits) {
  /** Nothing is done, for a reason. */
  static Plan none(String name, String path, IOException why) {
    State state = why instanceof Tree.Obstacle ? State.LEFT_OUT : State.FAILED;
    return new Plan(Outcome.trouble(name, path, state, Tree.why(why)), List.of());
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
  }
}
