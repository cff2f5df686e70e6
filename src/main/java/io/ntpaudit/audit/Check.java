package io.ntpaudit.audit;

/**
 * One thing that may be wrong. A check is a pure function: no I/O, no clock, no state. Why its
 * limit is what it is, and what to do, stand in the runbook under its id.
 *
 * @param id the one word for it: in the record, the runbook, the rules
 * @param confirm how often a warning must be seen before it is given
 */
public record Check(String id, Confirm confirm, Test test) {
  /** When a warning is given. */
  public enum Confirm {
    /** After {@code limits.confirm_runs} runs in a row, and not in the start-up grace. */
    IN_A_ROW,
    /** At once, but not in the start-up grace, in which chronyd may step the clock. */
    AFTER_GRACE,
    /** At once. */
    AT_ONCE
  }

  /** What a check does. */
  @FunctionalInterface
  public interface Test {
    Outcome test(HostFacts facts, Limits limits, Past past);
  }

  /** What came of it. */
  public sealed interface Outcome {
    /** Nothing is wrong. */
    Outcome PASS = new Pass();

    /** Tells it to a judge. */
    void tell(Judge judge);

    record Pass() implements Outcome {
      @Override
      public void tell(Judge judge) {}
    }

    /** The facts are missing that it needs. */
    record CouldNotLook(String why) implements Outcome {
      @Override
      public void tell(Judge judge) {
        judge.couldNotLook(why);
      }
    }

    /** Something is wrong. */
    record Found(Severity severity, String text) implements Outcome {
      @Override
      public void tell(Judge judge) {
        judge.found(severity, text);
      }
    }

    static Outcome found(Severity severity, String text) {
      return new Found(severity, text);
    }
  }

  /** Who is told what came of a check. */
  interface Judge {
    void couldNotLook(String why);

    void found(Severity severity, String text);
  }
}
