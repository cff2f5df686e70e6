package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * The files of the fragment's tls_config: Alloy ends at its start where one is not there, is not
 * for its user to read, holds something else, or where key and certificate are of two pairs, which
 * {@code alloy validate} does not see. A password's file it reads later.
 */
final class Certificates {
  private static final List<Key> FILES =
      List.of(Key.ALLOY_CA_FILE, Key.ALLOY_CERT_FILE, Key.ALLOY_KEY_FILE);

  /** Of Grafana's packages. */
  private static final String USER = "alloy";

  private Certificates() {}

  /** Why Alloy would not start with them; empty where it would. */
  static Optional<String> lack(Host host, Config config) {
    return FILES.stream()
        .filter(key -> !config.text(key).isEmpty())
        .flatMap(key -> lacks(host, config, key).map(why -> said(config, key, why)).stream())
        .findFirst();
  }

  private static String said(Config config, Key key, String why) {
    return "%s: %s %s, Alloy would not start".formatted(key.path(), config.text(key), why);
  }

  private static Optional<String> lacks(Host host, Config config, Key key) {
    String file = config.text(key);
    if (!host.file(file).isFile()) {
      return Optional.of("is not there");
    }
    Optional<String> text = host.text(file).present();
    if (text.isEmpty()) {
      return Optional.of("cannot be read");
    }
    String user = user(host);
    if (isShutTo(user, host, file)) {
      return Optional.of("cannot be read by user " + user);
    }
    if (key != Key.ALLOY_KEY_FILE) {
      return Pem.holdsCertificate(text.get())
          ? Optional.empty()
          : Optional.of("holds no PEM CERTIFICATE");
    }
    String certificate = host.text(config.text(Key.ALLOY_CERT_FILE)).present().orElse("");
    return unfit(text.get(), certificate, config.text(Key.ALLOY_CERT_FILE));
  }

  private static Optional<String> unfit(String key, String certificate, String certificateFile) {
    if (key.contains("ENCRYPTED")) {
      return Optional.of("is encrypted");
    }
    if (!Pem.holdsKey(key)) {
      return Optional.of("holds no PEM PRIVATE KEY");
    }
    return Pem.differ(certificate, key)
        ? Optional.of("is not the key of " + certificateFile)
        : Optional.empty();
  }

  /** As whom the service runs; of Grafana's packages where systemd does not say. */
  private static String user(Host host) {
    return Tool.ask(host, "systemctl", "show", "--property=User", "--value", "alloy.service")
        .filter(Tool.Answer::well)
        .map(answer -> answer.text().strip())
        .filter(name -> name.matches("[\\w-]+"))
        .orElse(USER);
  }

  /** A word of setpriv's own: there is no such user, or only root may ask on another's behalf. */
  private static boolean isShutTo(String user, Host host, String file) {
    String path = host.file(file).getPath();
    return Tool.ask(
            host, "setpriv", "--reuid", user, "--regid", user, "--init-groups", "test", "-r", path)
        .filter(answer -> !answer.well() && answer.text().isBlank())
        .isPresent();
  }
}
