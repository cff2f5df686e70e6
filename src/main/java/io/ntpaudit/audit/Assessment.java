package io.ntpaudit.audit;

import io.ntpaudit.audit.Check.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the checks make of the facts.
 *
 * @param findings the reasons that hold, in the order of the checks
 * @param pending warnings that were seen and are not given yet
 * @param notLooked checks whose facts could not be had, with why
 */
public record Assessment(
    Verdict verdict, List<Finding> findings, List<Finding> pending, List<Finding> notLooked) {

  /** Judges the facts. A pure function: the same facts give the same verdict. */
  public static Assessment of(HostFacts facts, Limits limits, Past past) {
    List<Finding> findings = new ArrayList<>();
    List<Finding> pending = new ArrayList<>();
    List<Finding> notLooked = new ArrayList<>();
    boolean grace = inGrace(facts, limits);
    Verdict verdict = Verdict.OK;
    for (Check check : Checks.ALL) {
      switch (check.test().test(facts, limits, past)) {
        case Outcome.Pass() -> {}
        case Outcome.CouldNotLook(String why) ->
            notLooked.add(new Finding(check.id(), Severity.INFO, why));
        case Outcome.Found(Severity severity, String text) -> {
          Finding finding = new Finding(check.id(), severity, text);
          if (isGiven(check, severity, limits, past, grace)) {
            findings.add(finding);
            verdict = verdict.worse(severity.verdict());
          } else {
            pending.add(finding);
          }
        }
      }
    }
    return new Assessment(verdict, findings, pending, notLooked);
  }

  private static boolean isGiven(
      Check check, Severity severity, Limits limits, Past past, boolean grace) {
    if (severity != Severity.WARNING) {
      return true;
    }
    return switch (check.confirm()) {
      case AT_ONCE -> true;
      case AFTER_GRACE -> !grace;
      case IN_A_ROW -> !grace && past.saw(check.id(), limits.confirmRuns() - 1);
    };
  }

  private static boolean inGrace(HostFacts facts, Limits limits) {
    double grace = limits.startupGrace().toMillis() / 1e3;
    return younger(facts.clock().boot().uptime(), grace) || younger(facts.chronydAge(), grace);
  }

  private static boolean younger(OptionalDouble age, double than) {
    return age.isPresent() && age.getAsDouble() < than;
  }
}
