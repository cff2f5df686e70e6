package io.ntpaudit.host;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Optional;

/** The desktop of the user who runs the program, where there is one. */
public final class Desktop {
  private Desktop() {}

  /**
   * Opens a file in the program that the desktop has for it. It runs in the user's environment,
   * unlike every other child, and lives on.
   *
   * @return why it could not be opened; empty where it could
   */
  public static Optional<String> open(Host host, File file) {
    if (System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return Optional.of("there is no desktop here");
    }
    Optional<String> opener = host.program("xdg-open");
    if (opener.isEmpty()) {
      return Optional.of("xdg-open is not installed");
    }
    try {
      new ProcessBuilder(opener.get(), file.getPath())
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("xdg-open cannot be started");
    }
  }
}
