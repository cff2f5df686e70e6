package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.util.List;
import java.util.Optional;

/**
 * How a program was started, or will be.
 *
 * @param arguments its words, the program's path first
 * @param process its folder in /proc; empty for one that is not started yet
 */
record Command(List<String> arguments, String process) {
  Command {
    arguments = List.copyOf(arguments);
  }

  /** How a process was started. */
  static Command of(Host host, String pid) {
    String process = "/proc/" + pid;
    String line = host.text(process + "/cmdline").present().orElse("");
    return new Command(List.of(line.split("\0")), process);
  }

  /** Its process ID; empty for one that is not started yet. */
  String pid() {
    return process.substring(process.lastIndexOf('/') + 1);
  }

  /**
   * A file that it names, as it sees it. Its root may be out of sight, as all are in the unit's
   * sandbox (ptrace(2), access mode checking): then the host's file is its own too, unless it runs
   * from another root, as in a container.
   */
  Measured<String> text(Host host, String file) {
    if (process.isEmpty()) {
      return host.text(file);
    }
    Measured<String> own = host.text(process + "/root" + file);
    return own instanceof Measured.Failed<String> && hasRootOfFirst(host) ? host.text(file) : own;
  }

  /** Whether its root is that of process 1: proc(5) shows anybody what is mounted there. */
  private boolean hasRootOfFirst(Host host) {
    String mounted = mountedAtRoot(host, process);
    return !mounted.isEmpty() && mounted.equals(mountedAtRoot(host, "/proc/1"));
  }

  /**
   * The device, and the folder of it, that is mounted at the root; empty where that is not told.
   */
  private static String mountedAtRoot(Host host, String process) {
    String last = "";
    for (String line : host.text(process + "/mountinfo").present().orElse("").split("\n")) {
      String[] fields = line.split(" ", 6); // 36 35 98:0 /folder / rw,noatime ...
      if (fields.length == 6 && fields[4].equals("/")) {
        last = fields[2] + fields[3];
      }
    }
    return last;
  }

  boolean has(String word) {
    return arguments.contains(word);
  }

  /**
   * Whether a flag was given, alone or in one word with others: {@code -x}, {@code -4nx}.
   *
   * @param flags all flags that the program has, for only they may share a word
   */
  boolean hasFlag(char flag, String flags) {
    for (String argument : arguments) {
      if (isFlags(argument, flags) && argument.indexOf(flag) > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFlags(String argument, String flags) {
    for (int i = 1; i < argument.length(); i++) {
      if (flags.indexOf(argument.charAt(i)) < 0) {
        return false;
      }
    }
    return argument.startsWith("-");
  }

  /** An option's value: {@code -c x}, {@code -cx}, {@code --name x}, {@code --name=x}. */
  Optional<String> value(String option) {
    String joined = option.startsWith("--") ? option + "=" : option;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(option) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
      if (argument.startsWith(joined) && argument.length() > joined.length()) {
        return Optional.of(argument.substring(joined.length()));
      }
    }
    return Optional.empty();
  }
}
