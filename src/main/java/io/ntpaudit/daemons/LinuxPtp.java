package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * What the programs of linuxptp do to the system clock. Each setting of their configuration file
 * may be an option too, which counts before the file (ptp4l(8), phc2sys(8)).
 */
final class LinuxPtp {
  private static final String PTP4L_FLAGS = "AEP246HSLsmqvh";
  private static final String PHC2SYS_FLAGS = "arwmqvxh";

  private final Command command;
  private final String settings;

  LinuxPtp(Host host, Command command) {
    this.command = command;
    this.settings =
        command.value("-f").flatMap(file -> command.text(host, file).present()).orElse("");
  }

  /** ptp4l keeps the system clock with software time stamps, and a hardware clock otherwise. */
  boolean ptp4lSetsSystemClock() {
    boolean software =
        command.hasFlag('S', PTP4L_FLAGS)
            || !command.hasFlag('H', PTP4L_FLAGS)
                && !command.hasFlag('L', PTP4L_FLAGS)
                && setting("time_stamping", "hardware").equals("software");
    return software && setting("free_running", "0").equals("0") && !feedsAnother();
  }

  /**
   * phc2sys sets the system clock, unless {@code -c} names another one; with {@code -a} it does so
   * only if asked to by {@code -r}.
   */
  boolean phc2sysSetsSystemClock() {
    if (feedsAnother()) {
      return false;
    }
    return command.hasFlag('a', PHC2SYS_FLAGS)
        ? command.hasFlag('r', PHC2SYS_FLAGS)
        : command.value("-c").orElse("CLOCK_REALTIME").equals("CLOCK_REALTIME");
  }

  /** With the servo {@code ntpshm} it measures, and chronyd sets the clock. */
  private boolean feedsAnother() {
    return command.value("-E").orElseGet(() -> setting("clock_servo", "pi")).equals("ntpshm");
  }

  private String setting(String name, String otherwise) {
    return command.value("--" + name).or(() -> inFile(name)).orElse(otherwise);
  }

  private Optional<String> inFile(String name) {
    boolean global = false;
    for (String line : settings.split("\n")) {
      StringTokenizer words = new StringTokenizer(line);
      String first = words.hasMoreTokens() ? words.nextToken() : "";
      if (first.startsWith("[")) {
        global = first.equals("[global]");
      } else if (global && first.equals(name) && words.hasMoreTokens()) {
        return Optional.of(words.nextToken());
      }
    }
    return Optional.empty();
  }
}
