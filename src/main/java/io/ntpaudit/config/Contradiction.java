package io.ntpaudit.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values that are valid by themselves, and wrong beside each other or where they stand.
 *
 * @param keys whose values they are, the likelier mistake first; somebody has set at least one
 */
record Contradiction(List<Key> keys, String why) {
  /** By ProtectHome=, PrivateTmp= and PrivateDevices= of ntp-audit.service. */
  private static final String[] HIDDEN = {
    "/home", "/root", "/run/user", "/tmp", "/var/tmp", "/dev"
  };

  static List<Contradiction> in(Config config) {
    List<Contradiction> all = new ArrayList<>();
    for (Optional<Contradiction> each :
        List.of(
            limits(config, Key.LIMITS_OFFSET, Key.LIMITS_OFFSET_CRITICAL),
            limits(config, Key.LIMITS_ERROR_BOUND, Key.LIMITS_ERROR_BOUND_CRITICAL),
            limits(config, Key.LIMITS_STALE, Key.LIMITS_STALE_CRITICAL),
            hidden(config, Key.LOG_FILE, "/var/log"),
            hidden(config, Key.PROMETHEUS_TEXTFILE_DIR, "/var/lib"))) {
      if (each.isPresent()) {
        all.add(each.get());
      }
    }
    return all;
  }

  /** The same with the values of another configuration, where it is one there. */
  Optional<Contradiction> with(Config config) {
    for (Contradiction each : in(config)) {
      if (each.keys.equals(keys)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
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
    return Optional.of(new Contradiction(List.of(warning, critical), why));
  }

  /** Not with --config, which the unit does not use: people read a log wherever they have it. */
  private static Optional<Contradiction> hidden(Config config, Key key, String better) {
    String text = config.text(key);
    if (!config.isSet(key) || text.isEmpty() || !config.folder().equals(Configs.FOLDER)) {
      return Optional.empty();
    }
    Path path = Path.of(text).normalize();
    for (String folder : HIDDEN) {
      if (path.startsWith(folder)) {
        String why =
            "%s: not below %s, which the sandbox hides where systemd starts the audits"
                + " (use a folder below %s)";
        return Optional.of(
            new Contradiction(List.of(key), why.formatted(key.path(), folder, better)));
      }
    }
    return Optional.empty();
  }
}
