package io.ntpaudit.daemons;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a process does to the clock, as far as that depends on how it was started. */
final class Conduct {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Host host;

  Conduct(Host host) {
    this.host = host;
  }

  /** Whether the test holds of the process. */
  boolean holds(Known.Test test, String pid) {
    return switch (test) {
      case NONE -> true;
      case PHC2SYS -> phc2sysSetsSystemClock(pid);
      case SOFTWARE_STAMPS -> hasOption(pid, "-S");
      case BUSYBOX_NTPD -> hasOption(pid, "ntpd");
      case NOT_DISABLED -> !hasOption(pid, "--disable-timesync");
      case VMWARE -> vmwareSynchronises();
      case PIHOLE -> piholeSynchronises(pid);
      case QEMU_SET_TIME -> !qemuBlocksSetTime(pid);
    };
  }

  /** Whether a chronyd sets the clock: {@code -x} keeps it from that. */
  boolean chronydSetsClock(String pid) {
    for (String argument : arguments(pid)) {
      if (isFlags(argument) && argument.indexOf('x') > 0) {
        return false;
      }
    }
    return true;
  }

  /** Flags without a value, alone or several in one: {@code -x}, {@code -4nx}. */
  private static boolean isFlags(String argument) {
    for (int i = 1; i < argument.length(); i++) {
      if ("46dmnpqQrRsvxU".indexOf(argument.charAt(i)) < 0) {
        return false;
      }
    }
    return argument.startsWith("-");
  }

  /**
   * With {@code -E ntpshm} it feeds chronyd; with {@code -a} it sets the system clock only if asked
   * to by {@code -r}, without it unless {@code -c} names another clock (phc2sys(8)).
   */
  private boolean phc2sysSetsSystemClock(String pid) {
    List<String> arguments = arguments(pid);
    if (arguments.contains("ntpshm") || arguments.contains("-Entpshm")) {
      return false;
    }
    if (arguments.contains("-a")) {
      return arguments.contains("-r") || arguments.contains("-rr");
    }
    int sink = arguments.indexOf("-c");
    return sink < 0
        || sink + 1 == arguments.size()
        || arguments.get(sink + 1).equals("CLOCK_REALTIME");
  }

  /** It may still step the clock after a resume; but it does not keep it. */
  private boolean vmwareSynchronises() {
    Optional<String> program = host.program("vmware-toolbox-cmd");
    if (program.isEmpty()) {
      return true;
    }
    try {
      Child child = Child.start(List.of(program.get(), "timesync", "status"), LIMIT);
      return child.await().match(exited -> !exited.stdout().startsWith("Disabled"), killed -> true);
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * {@code active} of the section {@code [ntp.sync]}, in the process's own root: it mostly runs in
   * a container. FTL 6 writes every key out; FTL 5 has neither the file nor an NTP client.
   */
  private boolean piholeSynchronises(String pid) {
    String file = "/etc/pihole/pihole.toml";
    return host.text("/proc/" + pid + "/root" + file)
        .match(
            Conduct::isSyncActive,
            () -> false,
            failure -> host.text(file).present().map(Conduct::isSyncActive).orElse(true));
  }

  private static boolean isSyncActive(String settings) {
    int section = settings.indexOf("[ntp.sync]\n");
    if (section < 0) {
      return false;
    }
    for (String line : settings.substring(section).split("\n")) {
      String plain = line.replace(" ", "").replace("\t", "");
      if (plain.startsWith("active=")) {
        return !plain.startsWith("active=false");
      }
    }
    return true;
  }

  /** Named in a list of what is blocked, or not named in one of what is allowed (qemu-ga(8)). */
  private boolean qemuBlocksSetTime(String pid) {
    String settings =
        String.join(" ", arguments(pid))
            + host.text("/etc/qemu/qemu-ga.conf").present().orElse("").replaceAll("(?m)^#.*", "");
    return settings.contains("guest-set-time") != settings.contains("allow-rpcs");
  }

  private boolean hasOption(String pid, String option) {
    return arguments(pid).contains(option);
  }

  private List<String> arguments(String pid) {
    return List.of(host.text("/proc/" + pid + "/cmdline").present().orElse("").split("\0"));
  }
}
