package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * The files that the fragment names: Alloy ends at its start where one of TLS is not there, is not
 * for its user to read, holds something else, or where key and certificate are of two pairs, which
 * {@code alloy validate} does not see. Without the password it starts, and drops every record.
 */
final class FragmentFiles {
  private static final List<Key> FILES =
      List.of(Key.ALLOY_CA_FILE, Key.ALLOY_CERT_FILE, Key.ALLOY_KEY_FILE, Key.ALLOY_PASSWORD_FILE);

  /** Of systemd, which makes them at the start of the service and for it alone. */
  private static final String CREDENTIALS = "/run/credentials/";

  /** Of Grafana's packages. */
  private static final String USER = "alloy";

  private FragmentFiles() {}

  /** Why Alloy would not start with them; empty where it would. */
  static Optional<String> lack(Host host, Config config) {
    List<Key> named =
        FILES.stream()
            .filter(key -> !config.text(key).isEmpty())
            .filter(key -> !config.text(key).startsWith(CREDENTIALS))
            .toList();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    ServiceUser user = ServiceUser.of(host, "alloy.service", USER);
    return named.stream()
        .flatMap(key -> lacks(host, user, config, key).map(why -> said(config, key, why)).stream())
        .findFirst();
  }

  private static String said(Config config, Key key, String why) {
    String so =
        key == Key.ALLOY_PASSWORD_FILE ? "every record would be lost" : "Alloy would not start";
    return "%s: %s %s, %s".formatted(key.path(), config.text(key), why, so);
  }

  private static Optional<String> lacks(Host host, ServiceUser user, Config config, Key key) {
    String file = config.text(key);
    if (!host.file(file).isFile()) {
      return Optional.of("is not there");
    }
    Optional<String> text = host.text(file).present();
    if (text.isEmpty()) {
      return Optional.of("cannot be read");
    }
    if (user.isShutOut(host, file)) {
      return Optional.of("cannot be read by user " + user.name());
    }
    return switch (key) {
      case ALLOY_PASSWORD_FILE -> Optional.empty();
      case ALLOY_KEY_FILE -> unfit(host, text.get(), config.text(Key.ALLOY_CERT_FILE));
      default ->
          Pem.holdsCertificate(text.get())
              ? Optional.empty()
              : Optional.of("holds no PEM CERTIFICATE");
    };
  }

  private static Optional<String> unfit(Host host, String key, String certificateFile) {
    if (key.contains("ENCRYPTED")) {
      return Optional.of("is encrypted");
    }
    if (!Pem.holdsKey(key)) {
      return Optional.of("holds no PEM PRIVATE KEY");
    }
    return Pem.differ(host.text(certificateFile).present().orElse(""), key)
        ? Optional.of("is not the key of " + certificateFile)
        : Optional.empty();
  }
}
