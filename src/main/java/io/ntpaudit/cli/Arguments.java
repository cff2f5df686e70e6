package io.ntpaudit.cli;

import io.ntpaudit.config.Configs;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments that are read by hand: picocli takes longer to build its model than the answer takes.
 * Whatever is not taken from here is picocli's: help, mistakes, rarer forms.
 */
final class Arguments {
  private final List<String> rest;
  private final String command;
  private final String folder;

  Arguments(String... args) {
    rest = new ArrayList<>(List.of(args));
    command = rest.isEmpty() || rest.getFirst().startsWith("-") ? "" : rest.removeFirst();
    folder = value("--config", Configs.FOLDER);
  }

  /** The command, which is the first argument; empty where that is an option. */
  String command() {
    return command;
  }

  /** Where the configuration lies. */
  String folder() {
    return folder;
  }

  /** Takes a flag: whether it was there. */
  boolean flag(String name) {
    return rest.remove(name);
  }

  /** Takes an option and its value. */
  String value(String name, String otherwise) {
    int at = rest.indexOf(name);
    if (at < 0 || at + 1 == rest.size()) {
      return otherwise;
    }
    rest.remove(at);
    return rest.remove(at);
  }

  /** Whether all were taken. */
  boolean allTaken() {
    return rest.isEmpty();
  }
}
