package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;
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

  /** Where the files are that it names; empty: where the host has them. */
  String root() {
    return process.isEmpty() ? "" : process + "/root";
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
