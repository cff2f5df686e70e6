package io.ntpaudit.audit;

import io.ntpaudit.chrony.Reading;
import io.ntpaudit.clock.ClockFacts;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.host.Measured;
import java.time.Instant;
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
}
