package io.ntpaudit.deploy;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program of the host that is asked about a file, or told to take notice of one. */
final class Tool {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private Tool() {}

  /**
   * How it ended.
   *
   * @param text what it printed, on either stream
   */
  record Answer(boolean well, String text) {
    /**
     * The first line that says something; a log line of logfmt or of a complaint without what is
     * around it.
     */
    String why() {
      String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("it failed").strip();
      String said = line.replaceFirst("^Error: |^.*? error=\"(.*)\".*$", "$1");
      String harmless = said.replaceAll("\\p{Cntrl}", "?");
      return harmless.length() > 300 ? harmless.substring(0, 300) + "…" : harmless;
    }
  }

  /** What the program answers; empty where it is not installed. */
  static Optional<Answer> ask(Host host, String program, String... arguments) {
    return ask(host, LIMIT, program, arguments);
  }

  /** The same of a program that somebody waits for. */
  static Optional<Answer> ask(Host host, Duration limit, String program, String... arguments) {
    Optional<String> path = host.program(program);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of(path.get()));
    command.addAll(List.of(arguments));
    try {
      return Optional.of(
          switch (Child.start(command, limit).await()) {
            case Child.Result.Exited(int status, String out, String err, Duration took) ->
                new Answer(status == 0, out + err);
            case Child.Result.Killed(String why, boolean late) ->
                new Answer(false, program + " " + why);
          });
    } catch (IOException e) {
      return Optional.of(new Answer(false, program + " cannot be started"));
    }
  }

  /** Whether systemctl answers yes: {@code is-active}, {@code is-enabled}. */
  static boolean systemctlSays(Host host, String question, String unit) {
    return ask(host, "systemctl", "--quiet", question, unit).filter(Answer::well).isPresent();
  }
}
