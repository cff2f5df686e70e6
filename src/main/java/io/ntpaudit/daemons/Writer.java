package io.ntpaudit.daemons;

/**
 * A program that sets the system clock beside the chronyd that is audited.
 *
 * @param name its unit or process, as the record names it
 * @param state what was seen of it
 */
public record Writer(String name, State state) {
  /** What was seen. */
  public enum State {
    /** It runs and keeps the clock. */
    ACTIVE,
    /** It does not run now, and will after the next boot. */
    ENABLED,
    /** It runs and sets the clock when it is told to: a guest agent after a resume, say. */
    ON_DEMAND
  }

  /** Whether it keeps the clock, rather than stepping it once when it is asked to. */
  public boolean keepsClock() {
    return state != State.ON_DEMAND;
  }

  /** The word in the record: {@code ntpsec_active}. */
  public String word() {
    return name + (state == State.ENABLED ? "_enabled" : "_active");
  }

  /** The record's list of them for people: {@code ntpsec (active), ntpd (enabled)}. */
  public static String listed(String words) {
    return words
        .replace("_active", " (active)")
        .replace("_enabled", " (enabled)")
        .replace(",", ", ");
  }
}
