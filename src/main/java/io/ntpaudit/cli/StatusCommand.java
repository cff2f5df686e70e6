package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Status;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ntp-audit status}: the state of the clock, for a person. */
@Command(
    name = "status",
    description = "Tells whether this clock can be trusted, why, and what to do.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Option(names = "--last", description = "From the last record, without a look at the host.")
  boolean last;

  @Option(names = "--json", description = "Print it as JSON.")
  boolean json;

  @ParentCommand Commands commands;

  /** Whether these are plain arguments of this command; they are taken over. */
  boolean accepts(Arguments arguments) {
    last = arguments.flag("--last");
    json = arguments.flag("--json");
    return arguments.allTaken();
  }

  @Override
  public Integer call() {
    return run(commands.host, commands.folder, commands.out);
  }

  int run(Host host, String folder, PrintStream out) {
    Config config = Configs.load(host, folder);
    Status status = last ? Status.last(host, config) : Status.live(host, config);
    out.print(json ? status.json() : status.text(Ink.display()));
    out.flush();
    return Exit.OK;
  }
}
