package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Kind;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Display;
import io.ntpaudit.people.Plugin;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code ntp-audit check}: a plugin of Nagios or Icinga. Whatever goes wrong is UNKNOWN, help too,
 * as the guidelines of the Monitoring Plugins project have it.
 */
@Command(
    name = "check",
    description = "Judges the clock for Nagios or Icinga.",
    mixinStandardHelpOptions = true,
    exitCodeOnUsageHelp = CheckCommand.UNKNOWN,
    exitCodeOnVersionHelp = CheckCommand.UNKNOWN,
    exitCodeOnInvalidInput = CheckCommand.UNKNOWN,
    exitCodeOnExecutionException = CheckCommand.UNKNOWN,
    exitCodeListHeading = "%nExit code:%n",
    exitCodeList = {"0:OK", "1:WARNING", "2:CRITICAL", "3:UNKNOWN"})
final class CheckCommand implements Callable<Integer> {
  static final int UNKNOWN = 3;

  @Option(names = "--last", description = "Judge the last record, without a look at the host.")
  boolean last;

  @Option(
      names = "--max-age",
      paramLabel = "DURATION",
      description = "With --last: an older record is no answer (default: 15m).")
  String maxAge = "15m";

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "DURATION",
      description = "UNKNOWN after so many seconds (default: 10).")
  String timeout = "10";

  @Option(
      names = {"-v", "--verbose"},
      description = "More lines: sources; -vv: configuration; -vvv: the record.")
  boolean[] verbose = {};

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  /** Whether these are plain arguments of this command; they are taken over. */
  boolean accepts(Arguments arguments) {
    last = arguments.flag("--last");
    maxAge = arguments.value("--max-age", maxAge);
    timeout = arguments.value("-t", arguments.value("--timeout", timeout));
    verbose = new boolean[arguments.flag("-v") || arguments.flag("--verbose") ? 1 : 0];
    return arguments.allTaken() && Kind.duration(maxAge) != null && Kind.duration(timeout) != null;
  }

  @Override
  public Integer call() {
    demandDuration("--max-age", maxAge);
    demandDuration("--timeout", timeout);
    return run(commands.host, commands.folder, commands.out);
  }

  private void demandDuration(String option, String value) {
    if (Kind.duration(value) == null) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + ": expected " + Kind.DURATION.expected());
    }
  }

  int run(Host host, String folder, PrintStream out) {
    Display display = Ink.display();
    Plugin plugin =
        Plugin.within(Kind.duration(timeout), display, () -> look(host, folder, display));
    out.print(plugin.text());
    out.flush();
    return plugin.exit();
  }

  private Plugin look(Host host, String folder, Display display) {
    Config config = Configs.load(host, folder);
    return last
        ? Plugin.last(host, config, Kind.duration(maxAge), display, verbose.length)
        : Plugin.live(host, config, display, verbose.length);
  }
}
