package io.ntpaudit.config;

import java.util.Optional;

/**
 * A value that is valid by itself, and wrong beside the others.
 *
 * @param key whose value it is; somebody has set it
 */
record Contradiction(Key key, String why) {
  /** The first, if any. */
  static Optional<Contradiction> in(Config config) {
    return limits(config, Key.LIMITS_OFFSET, Key.LIMITS_OFFSET_CRITICAL)
        .or(() -> limits(config, Key.LIMITS_ERROR_BOUND, Key.LIMITS_ERROR_BOUND_CRITICAL))
        .or(() -> limits(config, Key.LIMITS_STALE, Key.LIMITS_STALE_CRITICAL));
  }

  /** A warning that begins where the clock is critical already would never be given. */
  private static Optional<Contradiction> limits(Config config, Key warning, Key critical) {
    if (config.number(warning) <= config.number(critical)) {
      return Optional.empty();
    }
    String both = "%s is %s, above %s, %s (make it smaller, or raise %3$s)";
    String why =
        both.formatted(
            warning.path(), config.text(warning), critical.path(), config.text(critical));
    return Optional.of(new Contradiction(config.isSet(warning) ? warning : critical, why));
  }
}
