package io.ntpaudit.audit;

import io.ntpaudit.clock.Boot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the checks make of the facts.
 *
 * @param findings the reasons that hold, in the order of the checks
 * @param pending warnings that were seen and are not given yet
 * @param notLooked checks whose facts could not be had, with why
 * @param grace for how long still no warning is given; zero where boot and start of chronyd are far
 */
public record Assessment(
    Verdict verdict,
    List<Finding> findings,
    List<Finding> pending,
    List<Finding> notLooked,
    Duration grace) {

  /** Judges the facts. A pure function: the same facts give the same verdict. */
  public static Assessment of(HostFacts facts, Limits limits, Past past) {
    Duration grace = grace(facts, limits);
    Sorter sorter = new Sorter(limits, past, facts.clock().boot(), !grace.isZero());
    for (Check check : Checks.ALL) {
      sorter.check = check;
      check.test().test(facts, limits, past).tell(sorter);
    }
    return new Assessment(sorter.verdict, sorter.findings, sorter.pending, sorter.notLooked, grace);
  }

  /** Hears what came of each check and sorts it. */
  private static final class Sorter implements Check.Judge {
    private final Limits limits;
    private final Past row;
    private final Boot boot;
    private final boolean grace;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> pending = new ArrayList<>();
    private final List<Finding> notLooked = new ArrayList<>();
    private Verdict verdict = Verdict.OK;
    private Check check;

    Sorter(Limits limits, Past past, Boot boot, boolean grace) {
      this.limits = limits;
      this.row = past.row(boot);
      this.boot = boot;
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
        case AFTER_GRACE -> isPastGrace();
        case IN_A_ROW -> row.saw(check.id(), limits.confirmRuns() - 1) && isPastGrace();
      };
    }

    private boolean isPastGrace() {
      return !grace || row.sawFor(check.id(), limits.startupGrace(), boot);
    }
  }

  static Duration grace(HostFacts facts, Limits limits) {
    long grace = limits.startupGrace().toMillis();
    return Duration.ofMillis(
        Math.max(left(facts.clock().boot().uptime(), grace), left(facts.chronydAge(), grace)));
  }

  /** In ms, rounded up. */
  private static long left(OptionalDouble age, long grace) {
    return age.isPresent() ? Math.max(0, grace - (long) (age.getAsDouble() * 1e3)) : 0;
  }
}
