package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Nearest;
import io.ntpaudit.people.Display;
import io.ntpaudit.people.Explain;
import io.ntpaudit.people.Runbook;
import io.ntpaudit.people.Runbook.Section;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ntp-audit explain}: the runbook, with this host's values. */
@Command(
    name = "explain",
    description = "Explains a reason: what it means, why it matters, how to mend it.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "REASON",
      description = "A reason, such as offset (default: those that hold now).")
  String reason;

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Config config = Configs.load(commands.host, commands.folder);
    Runbook runbook = Runbook.of(commands.host, config);
    Optional<Section> section = Optional.ofNullable(reason).flatMap(runbook::section);
    if (reason != null && section.isEmpty()) {
      String known = Nearest.suggestionOrAll(reason, runbook.ids(), "reasons:");
      throw new ParameterException(spec.commandLine(), "unknown reason \"" + reason + "\"" + known);
    }
    Explain explain = new Explain(commands.host, config);
    Display display = Ink.display();
    commands.out.print(
        section.map(s -> explain.one(s, display)).orElseGet(() -> explain.all(display)));
    commands.out.flush();
    return Exit.OK;
  }
}
