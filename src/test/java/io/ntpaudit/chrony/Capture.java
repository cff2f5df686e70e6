package io.ntpaudit.chrony;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one chronyc printed.
 *
 * @param chrony distribution and version, as in bookworm-chrony-4.3
 * @param state what chronyd was in
 * @param command a report's name; {@code reports} is the audit's own question
 */
record Capture(
    String chrony, String state, String command, String stdout, String stderr, int status) {
  private static final Path FOLDER = Path.of("src/test/resources/captured");

  static final List<Capture> ALL = all();

  private static List<Capture> all() {
    try (var files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".rc"))
          .sorted()
          .map(Capture::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Capture read(Path rc) {
    String name = rc.getFileName().toString().replace(".rc", "");
    Path state = rc.getParent();
    try {
      return new Capture(
          state.getParent().getFileName().toString(),
          state.getFileName().toString(),
          name,
          Files.readString(state.resolve(name + ".stdout")),
          Files.readString(state.resolve(name + ".stderr")),
          Integer.parseInt(Files.readString(rc).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of one command that gave an answer. */
  static List<Capture> answers(String command) {
    return ALL.stream().filter(c -> c.command.equals(command) && c.status == 0).toList();
  }

  /** The same chrony's answer to another command in the same state. */
  Capture sibling(String command) {
    return ALL.stream()
        .filter(c -> c.chrony.equals(chrony) && c.state.equals(state) && c.command.equals(command))
        .findFirst()
        .orElseThrow();
  }

  List<String> lines() {
    return stdout.lines().toList();
  }

  @Override
  public String toString() {
    return chrony + "/" + state + "/" + command;
  }
}
