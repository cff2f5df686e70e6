package io.ntpaudit.cli;

import io.ntpaudit.audit.Version;
import io.ntpaudit.config.Configs;
import io.ntpaudit.deploy.Verify;
import io.ntpaudit.deploy.Verify.Check;
import io.ntpaudit.deploy.Verify.State;
import io.ntpaudit.people.Display;
import io.ntpaudit.people.Screen;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ntp-audit verify}: whether what the installation set up stands and works. */
@Command(
    name = "verify",
    description = "Checks the installation: program, log, schedule, rendered files.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit code:%n",
    exitCodeList = {"0:every check passed", "1:one failed"})
final class VerifyCommand implements Callable<Integer> {
  private static final int LABEL = 22;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    List<Check> checks =
        Verify.run(commands.host, Configs.load(commands.host, commands.folder), Version.program());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(checks) : text(checks));
    out.flush();
    return count(checks, State.FAIL) == 0 ? Exit.OK : Exit.FAILED;
  }

  private static long count(List<Check> checks, State state) {
    return checks.stream().filter(check -> check.state() == state).count();
  }

  private static String text(List<Check> checks) {
    StringBuilder text = new StringBuilder();
    Display display = Ink.display();
    for (Check check : checks) {
      text.append(line(check, display)).append('\n');
    }
    return text.append(
            "%d passed, %d failed, %d to look at%n"
                .formatted(
                    count(checks, State.PASS),
                    count(checks, State.FAIL),
                    count(checks, State.LOOK)))
        .toString();
  }

  static String line(Check check, Display display) {
    Ink ink =
        switch (check.state()) {
          case PASS -> Ink.GOOD;
          case FAIL -> Ink.BAD;
          case LOOK -> Ink.WARNING;
        };
    String indented =
        check
            .text()
            .lines()
            .flatMap(VerifyCommand::wrapped)
            .map(line -> line.isEmpty() ? line : " ".repeat(LABEL) + line)
            .collect(Collectors.joining("\n"))
            .stripLeading();
    String word = ink.paint(check.state().word(), 4, display);
    return "%s  %-14s  %s".formatted(word, check.name(), indented);
  }

  /** What is indented is meant to be copied as it stands. */
  private static Stream<String> wrapped(String line) {
    return line.startsWith(" ")
        ? Stream.of(line.stripTrailing())
        : Screen.wrap(line, Screen.WIDTH - LABEL).stream();
  }

  private static String json(List<Check> checks) {
    return Json.object(json -> {
      json.writeNumberProperty("passed", count(checks, State.PASS));
      json.writeNumberProperty("failed", count(checks, State.FAIL));
      json.writeNumberProperty("look", count(checks, State.LOOK));
      json.writeArrayPropertyStart("checks");
      for (Check check : checks) {
        json.writeStartObject();
        json.writeStringProperty("name", check.name());
        json.writeStringProperty("state", check.state().word());
        json.writeStringProperty("text", check.text());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
