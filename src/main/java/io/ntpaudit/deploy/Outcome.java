package io.ntpaudit.deploy;

import java.util.Locale;

/**
 * What became of a file, or of the timer.
 *
 * @param name the part's word
 * @param path the file's path, or the unit
 * @param why empty where there is nothing to say
 * @param changes whether anything on the host changed, or would with {@code --check}
 * @param trouble whether the host is not as the configuration wants it, for cause
 * @param before the text that stood there; empty where none did
 * @param after the text that stands or should stand there
 */
public record Outcome(
    String name,
    String path,
    State state,
    String why,
    boolean changes,
    boolean trouble,
    String before,
    String after) {

  public enum State {
    CHANGED,
    UNCHANGED,
    /** Changed by hand; ours lies beside it. */
    KEPT,
    LEFT_OUT,
    REMOVED,
    FAILED;

    /** The word in JSON. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The word for a person. */
    public String word() {
      return json().replace('_', ' ');
    }
  }

  /** It was not to be done. */
  static Outcome trouble(String name, String path, State state, String why) {
    return new Outcome(name, path, state, why, false, true, "", "");
  }

  Outcome noting(String note) {
    return noting(note, trouble);
  }

  /** The file stands, and is of no use for that reason. */
  Outcome failing(String note) {
    return noting(note, true);
  }

  private Outcome noting(String note, boolean bad) {
    String both = why.isEmpty() ? note : why + "; " + note;
    return new Outcome(name, path, state, both, changes, bad, before, after);
  }

  boolean is(Part part) {
    return name.equals(part.word());
  }

  /** Whether the file itself is another one than before. */
  boolean replaced() {
    return state == State.CHANGED || state == State.REMOVED;
  }
}
