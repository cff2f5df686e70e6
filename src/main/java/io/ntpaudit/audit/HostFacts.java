package io.ntpaudit.audit;

import io.ntpaudit.chrony.Reading;
import io.ntpaudit.clock.ClockFacts;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.Measured;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All that one audit found on the host, before anything is made of it. */
public record HostFacts(
    Measured<Reading> chrony, Daemons daemons, ClockFacts clock, List<Problem> configProblems) {

  /** When the audit looked. */
  public Instant time() {
    return clock.boot().time();
  }

  /** How long chronyd has been running, in seconds; empty where none was seen. */
  public OptionalDouble chronydAge() {
    return clock.boot().uptime().isPresent() && daemons.chronyd().started().isPresent()
        ? OptionalDouble.of(
            clock.boot().uptime().getAsDouble() - daemons.chronyd().started().getAsDouble())
        : OptionalDouble.empty();
  }

  /** Whether chronyd does. Where it is not seen and yet answers, it runs in another container. */
  boolean chronydSetsClock() {
    boolean runs = daemons.chronyd().runs() || chrony.present().isPresent();
    return runs && !daemons.chronyd().leavesClock();
  }

  /**
   * The writers that keep the clock, those first that should not. Where chronyd sets no clock, one
   * that runs is right, and the enabled one beside it will compete from the next boot on.
   */
  List<Writer> keepers() {
    List<Writer> keepers = daemons.keepers();
    if (chronydSetsClock()) {
      return keepers;
    }
    List<Writer> ordered = new ArrayList<>();
    int enabled = 0;
    for (Writer writer : keepers) {
      ordered.add(writer.state() == Writer.State.ENABLED ? enabled++ : ordered.size(), writer);
    }
    return ordered;
  }
}
