package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the service must reach that the sandbox of the shipped unit does not let it reach. */
final class Reach {
  private static final String SHIPPED_DEVICE = "/dev/ptp(1?[0-9]|2[0-3]|_hyperv|_kvm)";
  private static final String LOOPBACK = "localhost|127\\..*|::1";
  private static final String NUMERIC = "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

  private Reach() {}

  /** The settings of the drop-in by the template's placeholders; empty ones are as shipped. */
  static Map<String, String> of(Config config) {
    return Map.of(
        "WRITABLE", writable(config), "DEVICES", devices(config), "ADDRESS", address(config));
  }

  private static String writable(Config config) {
    TreeSet<String> folders = new TreeSet<>();
    logFolder(config).ifPresent(folders::add);
    if (!config.text(Key.PROMETHEUS_TEXTFILE_DIR).isEmpty()) {
      folders.add(Artifacts.dir(config, Key.PROMETHEUS_TEXTFILE_DIR));
    }
    String socket = config.text(Key.CHRONY_ADDRESS);
    if (socket.startsWith("/") && !socket.matches("(/var)?/run/chrony/.+")) {
      // chronyc makes a socket of its own beside chronyd's
      folders.add(Tree.folder(socket));
    }
    return paths(folders);
  }

  /** The log's folder, where it is not the one that the package brings. */
  static Optional<String> logFolder(Config config) {
    String folder = Tree.folder(Artifacts.dir(config, Key.LOG_FILE));
    return folder.equals(Tree.folder(Key.LOG_FILE.standard()))
        ? Optional.empty()
        : Optional.of(folder);
  }

  private static String devices(Config config) {
    TreeSet<String> devices = new TreeSet<>(config.list(Key.CHECKS_PHC_DEVICES));
    devices.removeIf(device -> !device.startsWith("/dev/") || device.matches(SHIPPED_DEVICE));
    return paths(devices);
  }

  /** Each may be missing, which is for the audit to say. A % would begin a specifier. */
  private static String paths(TreeSet<String> paths) {
    return paths.stream()
        .map(path -> "-" + path.replace("%", "%%"))
        .collect(Collectors.joining(" "));
  }

  private static String address(Config config) {
    String address = config.text(Key.CHRONY_ADDRESS);
    boolean shipped =
        address.equals(Config.AUTO) || address.startsWith("/") || address.matches(LOOPBACK);
    return shipped ? "" : address.matches(NUMERIC) ? address : "any";
  }
}
