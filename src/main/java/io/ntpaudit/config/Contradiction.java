package io.ntpaudit.config;

import java.util.Optional;

/**
 * A value that is valid by itself, and wrong beside what else is set or where it stands.
 *
 * @param key whose value it is; somebody has set it
 */
record Contradiction(Key key, String why) {
  /** By ProtectHome= and PrivateTmp= of ntp-audit.service. */
  private static final String[] HIDDEN = {"/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"};

  /** The first, if any. */
  static Optional<Contradiction> in(Config config) {
    return limits(config, Key.LIMITS_OFFSET, Key.LIMITS_OFFSET_CRITICAL)
        .or(() -> limits(config, Key.LIMITS_ERROR_BOUND, Key.LIMITS_ERROR_BOUND_CRITICAL))
        .or(() -> limits(config, Key.LIMITS_STALE, Key.LIMITS_STALE_CRITICAL))
        .or(() -> hidden(config));
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

  /** Not with --config, which the unit does not use: people read a log wherever they have it. */
  private static Optional<Contradiction> hidden(Config config) {
    if (!config.isSet(Key.LOG_FILE) || !config.folder().equals(Configs.FOLDER)) {
      return Optional.empty();
    }
    String file = config.text(Key.LOG_FILE);
    while (file.startsWith("//")) { // without a regular expression: the timer's path has none
      file = file.substring(1);
    }
    for (String folder : HIDDEN) {
      if (file.startsWith(folder)) {
        String why =
            "log.file: the sandbox of ntp-audit.service hides %s (use a folder below /var/log)";
        return Optional.of(new Contradiction(Key.LOG_FILE, why.formatted(file)));
      }
    }
    return Optional.empty();
  }
}
