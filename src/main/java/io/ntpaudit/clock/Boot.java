package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The wall clock and the time since boot, read together: what changes between the two is a step.
 *
 * <p>Slewing changes neither against the other, for the kernel runs both at the same rate; nor does
 * a suspend, which the time since boot includes (clock_gettime(2), CLOCK_BOOTTIME).
 *
 * @param time the wall clock
 * @param uptime s since boot, a hundredth of a second exact; empty where it cannot be read
 * @param id the kernel's name for this boot
 */
public record Boot(Instant time, OptionalDouble uptime, Optional<String> id) {
  private static final Duration TOGETHER = Duration.ofMillis(20);
  private static final int TRIES = 5;

  static Boot read(Host host) {
    Instant before = host.now();
    OptionalDouble uptime = uptime(host);
    for (int i = 1;
        i < TRIES && Duration.between(before, host.now()).compareTo(TOGETHER) > 0;
        i++) {
      before = host.now();
      uptime = uptime(host);
    }
    return new Boot(before, uptime, id(host));
  }

  /** The kernel's name for this boot; empty where it cannot be read. */
  public static Optional<String> id(Host host) {
    return host.line("/proc/sys/kernel/random/boot_id");
  }

  /**
   * LXC may show a container's own age in /proc/uptime; the JVM's monotonic clock is the kernel's
   * and cannot be larger than the true time since boot.
   */
  private static OptionalDouble uptime(Host host) {
    Optional<String> text = host.line("/proc/uptime");
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double uptime = Double.parseDouble(text.get().substring(0, text.get().indexOf(' ')));
      return OptionalDouble.of(Math.max(uptime, Math.rint(host.monotonic() * 100) / 100));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      return OptionalDouble.empty();
    }
  }
}
