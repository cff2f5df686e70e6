package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Problem;
import io.ntpaudit.deploy.Refusals;
import io.ntpaudit.deploy.TextfileFolder;
import io.ntpaudit.people.FleetSchedule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ntp-audit config}: the configuration in force, and whether it is well. */
@Command(
    name = "config",
    description = "Shows or checks the configuration.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  private static final String JSON = "Print the result as JSON.";

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "config: a command is missing: show or check");
  }

  @Command(
      name = "show",
      description = "The configuration in force, and where each value comes from.",
      mixinStandardHelpOptions = true)
  int show(@Option(names = "--json", description = JSON) boolean json) {
    Config config = load();
    if (json) {
      print(ConfigJson.settings(config));
      return report(config.problems());
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Key key : Key.values()) {
      out.printf("%-27s %-44s %s%n", key.path(), value(config, key), config.setting(key).place());
    }
    return report(config.problems());
  }

  private static String value(Config config, Key key) {
    String value = config.shown(key);
    return value.isEmpty() ? "(unset)" : value;
  }

  @Command(
      name = "check",
      description = "Looks for mistakes in the configuration.",
      mixinStandardHelpOptions = true)
  int check(@Option(names = "--json", description = JSON) boolean json) {
    Config config = load();
    List<Problem> mistakes = new ArrayList<>(config.problems());
    mistakes.addAll(Refusals.of(commands.host, config));
    List<Problem> advice =
        Stream.of(
                FleetSchedule.advice(commands.host, config),
                TextfileFolder.advice(commands.host, config))
            .flatMap(Optional::stream)
            .toList();
    if (json) {
      print(ConfigJson.checked(mistakes, advice));
    } else if (mistakes.isEmpty()) {
      spec.commandLine().getOut().println("the configuration is valid");
    }
    say(advice);
    return report(mistakes);
  }

  private void print(String json) {
    spec.commandLine().getOut().print(json);
    spec.commandLine().getOut().flush();
  }

  private Config load() {
    return Configs.load(commands.host, commands.folder);
  }

  private void say(List<Problem> problems) {
    problems.forEach(problem -> spec.commandLine().getErr().println("ntp-audit: " + problem));
  }

  private int report(List<Problem> mistakes) {
    say(mistakes);
    return mistakes.isEmpty() ? Exit.OK : Exit.USAGE;
  }
}
