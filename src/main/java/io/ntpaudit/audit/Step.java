package io.ntpaudit.audit;

import io.ntpaudit.clock.Boot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** A jump of the clock between two audits. */
final class Step {
  /** /proc/uptime has hundredths of a second, and it is not read at the very same moment. */
  private static final double SMALLEST = 0.1;

  private static final long DAY = 86_400;

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
    boolean comparable = sameBoot && before.isPresent() && !last.time().equals(Instant.EPOCH);
    if (!comparable || now.uptime().getAsDouble() < before.getAsDouble()) {
      return Optional.empty();
    }
    double wall = Duration.between(last.time(), now.time()).toMillis() / 1e3;
    double step = wall - (now.uptime().getAsDouble() - before.getAsDouble());
    boolean small =
        Math.abs(step) <= SMALLEST || Math.abs(step - leapSecond(last, now)) <= SMALLEST;
    return small ? Optional.empty() : Optional.of(step);
  }

  /** What a leap second that was announced for this midnight (UTC) did to the clock, in seconds. */
  private static int leapSecond(AuditRecord last, Boot now) {
    boolean sameDay = now.time().getEpochSecond() / DAY == last.time().getEpochSecond() / DAY;
    return sameDay
        ? 0
        : switch ((int) last.count(Field.LEAP_STATUS).orElse(0)) {
          case 1 -> -1; // inserted: a second is lived through twice
          case 2 -> 1;
          default -> 0;
        };
  }
}
