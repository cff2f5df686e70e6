package io.ntpaudit.audit;

import io.ntpaudit.clock.Boot;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A jump of the clock between two audits. */
final class Step {
  /** /proc/uptime has hundredths of a second, and it is not read at the very same moment. */
  private static final double SMALLEST = 0.1;

  private Step() {}

  /**
   * How far the clock was stepped since the last record, in seconds, positive: forward. Empty where
   * it was not, and where the two cannot be compared: another boot, a container that was started
   * anew.
   */
  static Optional<Double> since(Boot now, Past past) {
    if (past.last().isEmpty() || now.uptime().isEmpty()) {
      return Optional.empty();
    }
    AuditRecord last = past.last().get();
    OptionalDouble before = last.number(Field.UPTIME);
    boolean sameBoot = now.id().isPresent() && now.id().get().equals(last.text(Field.BOOT_ID, ""));
    if (!sameBoot || before.isEmpty() || now.uptime().getAsDouble() < before.getAsDouble()) {
      return Optional.empty();
    }
    double wall = Duration.between(last.time(), now.time()).toNanos() / 1e9;
    double step = wall - (now.uptime().getAsDouble() - before.getAsDouble());
    return Math.abs(step) > SMALLEST ? Optional.of(step) : Optional.empty();
  }
}
