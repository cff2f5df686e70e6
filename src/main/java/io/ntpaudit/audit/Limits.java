package io.ntpaudit.audit;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.time.Duration;

/**
 * What the checks hold the facts against.
 *
 * @param offset s, either sign: warning
 * @param offsetCritical s, either sign: critical
 * @param errorBound s: warning
 * @param errorBoundCritical s: critical
 * @param stratum above it a warning
 * @param minSources usable sources, below it an info
 * @param stale in poll intervals: warning
 * @param staleCritical in poll intervals: critical
 * @param confirmRuns runs in a row before a warning is given
 * @param startupGrace no warning so long after boot or a restart of chronyd
 */
public record Limits(
    double offset,
    double offsetCritical,
    double errorBound,
    double errorBoundCritical,
    int stratum,
    int minSources,
    double stale,
    double staleCritical,
    int confirmRuns,
    Duration startupGrace) {

  public static Limits of(Config config) {
    return new Limits(
        config.number(Key.LIMITS_OFFSET),
        config.number(Key.LIMITS_OFFSET_CRITICAL),
        config.number(Key.LIMITS_ERROR_BOUND),
        config.number(Key.LIMITS_ERROR_BOUND_CRITICAL),
        config.count(Key.LIMITS_STRATUM),
        config.count(Key.LIMITS_MIN_SOURCES),
        config.number(Key.LIMITS_STALE),
        config.number(Key.LIMITS_STALE_CRITICAL),
        Math.max(1, config.count(Key.LIMITS_CONFIRM_RUNS)),
        config.duration(Key.LIMITS_STARTUP_GRACE));
  }
}
