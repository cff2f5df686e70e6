package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Problem;
import io.ntpaudit.deploy.Verify.Check;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.util.Optional;

/**
 * The folder of node_exporter's textfile collector. It is node_exporter's: nobody makes it here.
 */
public final class TextfileFolder {
  private TextfileFolder() {}

  /** The file that an audit writes into it; empty where it is to write none. */
  public static Optional<String> file(Config config) {
    boolean wanted =
        config.isOn(Key.ENABLED) && !config.text(Key.PROMETHEUS_TEXTFILE_DIR).isEmpty();
    return wanted
        ? Optional.of(Artifacts.dir(config, Key.PROMETHEUS_TEXTFILE_DIR) + "/ntp-audit.prom")
        : Optional.empty();
  }

  private static Optional<String> trouble(Host host, String folder) {
    if (folder.isEmpty() || host.file(folder).isDirectory()) {
      return Optional.empty();
    }
    return Optional.of(
        host.exists(folder)
            ? "is not a folder (look at prometheus.textfile_dir)"
            : "does not exist (mkdir -p " + folder + ")");
  }

  /** What to look at in the configuration: the value is valid, and the folder may still come. */
  public static Optional<Problem> advice(Host host, Config config) {
    String folder = config.text(Key.PROMETHEUS_TEXTFILE_DIR);
    String place = config.setting(Key.PROMETHEUS_TEXTFILE_DIR).place();
    return trouble(host, folder)
        .filter(what -> config.isOn(Key.ENABLED))
        .map(what -> new Problem(place, 0, 0, "prometheus.textfile_dir: " + folder + " " + what));
  }

  /** Where metrics are wanted. */
  static Optional<Check> check(Host host, Config config) {
    String folder = config.text(Key.PROMETHEUS_TEXTFILE_DIR);
    Optional<String> trouble = trouble(host, folder);
    String text = folder + trouble.map(what -> " " + what).orElse("");
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(Check.of("textfile", trouble.isEmpty(), text));
  }

  /** Why nothing could be written there, for a person. */
  public static String why(Host host, Config config, IOException e) {
    String folder = config.text(Key.PROMETHEUS_TEXTFILE_DIR);
    String what = trouble(host, folder).map(is -> "it " + is).orElseGet(() -> Tree.why(e));
    return folder + ": the metrics cannot be written: " + what;
  }
}
