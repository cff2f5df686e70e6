package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the fragment's tls_config: Alloy ends at its start where one is not there or holds
 * something else, which {@code alloy validate} does not see. A password's file it reads later.
 */
final class Certificates {
  private static final Map<Key, String> HOLD =
      Map.of(
          Key.ALLOY_CA_FILE, "CERTIFICATE-----",
          Key.ALLOY_CERT_FILE, "CERTIFICATE-----",
          Key.ALLOY_KEY_FILE, "PRIVATE KEY-----");

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
    return text.isEmpty()
        ? Optional.of("cannot be read")
        : text.filter(pem -> !pem.contains(mark))
            .map(pem -> "holds no PEM " + mark.replace("-", ""));
  }
}
