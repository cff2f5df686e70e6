package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Kind;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Display;
import io.ntpaudit.people.Plugin;
import java.io.PrintStream;
import java.time.Duration;
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
  String maxAge;

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
    maxAge = arguments.value("--max-age", null);
    timeout = arguments.value("-t", arguments.value("--timeout", timeout));
    verbose = new boolean[arguments.flag("-v") || arguments.flag("--verbose") ? 1 : 0];
    return arguments.allTaken() && isSome(timeout) && (maxAge == null || last && isSome(maxAge));
  }

  @Override
  public Integer call() {
    demandSome("--timeout", timeout);
    if (maxAge != null) {
      demandSome("--max-age", maxAge);
      if (!last) {
        throw misuse("--max-age: only a record has an age (check --last --max-age " + maxAge + ")");
      }
    }
    return run(commands.host, commands.folder, commands.out);
  }

  /** Whether it is a duration, and more than none. */
  private static boolean isSome(String value) {
    Duration duration = Kind.duration(value);
    return duration != null && !duration.isZero();
  }

  private void demandSome(String option, String value) {
    if (!isSome(value)) {
      throw misuse(option + " " + value + ": expected a duration above 0, such as 10s or 15m");
    }
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  int run(Host host, String folder, PrintStream out) {
    Display display = Ink.display();
    Plugin plugin =
        Plugin.within(Kind.duration(timeout), display, () -> look(host, folder, display));
    out.print(plugin.text());
    out.flush();
    return plugin.exit();
  }

  private Duration mostAge() {
    return maxAge == null ? Duration.ofMinutes(15) : Kind.duration(maxAge);
  }

  private Plugin look(Host host, String folder, Display display) {
    Config config = Configs.load(host, folder);
    return last
        ? Plugin.last(host, config, mostAge(), display, verbose.length)
        : Plugin.live(host, config, display, verbose.length);
  }
}
