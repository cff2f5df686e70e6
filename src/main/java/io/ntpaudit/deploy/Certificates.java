package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the fragment's tls_config: Alloy ends at its start where one is not there, is not
 * for its user to read, or holds something else, which {@code alloy validate} does not see. A
 * password's file it reads later.
 */
final class Certificates {
  private static final Map<Key, String> HOLD =
      Map.of(
          Key.ALLOY_CA_FILE, "-----BEGIN CERTIFICATE-----",
          Key.ALLOY_CERT_FILE, "-----BEGIN CERTIFICATE-----",
          Key.ALLOY_KEY_FILE, "PRIVATE KEY-----");

  /** Of Grafana's packages. */
  private static final String USER = "alloy";

  private Certificates() {}

  /** Why Alloy would not start with them; empty where it would. */
  static Optional<String> lack(Host host, Config config) {
    return HOLD.keySet().stream()
        .sorted()
        .filter(key -> !config.text(key).isEmpty())
        .flatMap(key ->
            lacks(host, config.text(key), HOLD.get(key))
                .map(why ->
                    "%s: %s %s, Alloy would not start".formatted(key.path(), config.text(key), why))
                .stream())
        .findFirst();
  }

  private static Optional<String> lacks(Host host, String file, String mark) {
    if (!host.file(file).isFile()) {
      return Optional.of("is not there");
    }
    Optional<String> text = host.text(file).present();
    if (text.isEmpty() || isShutToAlloy(host, file)) {
      return Optional.of("cannot be read" + (text.isEmpty() ? "" : " by user " + USER));
    }
    if (text.get().contains("ENCRYPTED")) {
      return Optional.of("is encrypted");
    }
    return text.filter(pem -> !pem.contains(mark))
        .map(pem -> "holds no PEM " + mark.replace("-----", "").replace("BEGIN ", ""));
  }

  /** A word of setpriv's own: there is no such user, or only root may ask on another's behalf. */
  private static boolean isShutToAlloy(Host host, String file) {
    String path = host.file(file).getPath();
    return Tool.ask(
            host, "setpriv", "--reuid", USER, "--regid", USER, "--init-groups", "test", "-r", path)
        .filter(answer -> !answer.well() && answer.text().isBlank())
        .isPresent();
  }
}
