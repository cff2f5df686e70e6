package io.ntpaudit.audit;

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
    Sorter sorter = new Sorter(limits, past.row(facts.clock().boot()), inGrace(facts, limits));
    for (Check check : Checks.ALL) {
      sorter.check = check;
      check.test().test(facts, limits, past).tell(sorter);
    }
    return new Assessment(sorter.verdict, sorter.findings, sorter.pending, sorter.notLooked);
  }

  /** Hears what came of each check and sorts it. */
  private static final class Sorter implements Check.Judge {
    private final Limits limits;
    private final Past row;
    private final boolean grace;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> pending = new ArrayList<>();
    private final List<Finding> notLooked = new ArrayList<>();
    private Verdict verdict = Verdict.OK;
    private Check check;

    Sorter(Limits limits, Past row, boolean grace) {
      this.limits = limits;
      this.row = row;
      this.grace = grace;
    }

    @Override
    public void couldNotLook(String why) {
      notLooked.add(new Finding(check.id(), Severity.INFO, why));
    }

    @Override
    public void found(Severity severity, String text) {
      Finding finding = new Finding(check.id(), severity, text);
      if (isGiven(severity)) {
        findings.add(finding);
        verdict = verdict.worse(severity.verdict());
      } else {
        pending.add(finding);
      }
    }

    private boolean isGiven(Severity severity) {
      if (severity != Severity.WARNING) {
        return true;
      }
      return switch (check.confirm()) {
        case AT_ONCE -> true;
        case AFTER_GRACE -> !grace;
        case IN_A_ROW -> !grace && row.saw(check.id(), limits.confirmRuns() - 1);
      };
    }
  }

  private static boolean inGrace(HostFacts facts, Limits limits) {
    double grace = limits.startupGrace().toMillis() / 1e3;
    return younger(facts.clock().boot().uptime(), grace) || younger(facts.chronydAge(), grace);
  }

  private static boolean younger(OptionalDouble age, double than) {
    return age.isPresent() && age.getAsDouble() < than;
  }
}
