package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Nearest;
import io.ntpaudit.config.Problem;
import io.ntpaudit.deploy.Apply;
import io.ntpaudit.deploy.Diff;
import io.ntpaudit.deploy.Outcome;
import io.ntpaudit.deploy.Part;
import io.ntpaudit.deploy.TextfileFolder;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Display;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ntp-audit apply}: renders the host's files. */
@Command(
    name = "apply",
    description = "Renders this host's files from the configuration.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit code:%n",
    exitCodeList = {
      "0:everything is as configured",
      "1:something could not be put in place",
      "2:wrong arguments, or an invalid configuration: nothing is touched",
      "3:with --check: something would change"
    })
final class ApplyCommand implements Callable<Integer> {
  @Option(names = "--check", description = "Change nothing, tell what would change.")
  boolean check;

  @Option(names = "--diff", description = "Show the changes line by line.")
  boolean diff;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: timer, service, cron, logrotate, alloy, loki.")
  List<String> only = List.of();

  @Option(names = "--force", description = "Replace files changed by hand too, keeping a backup.")
  boolean force;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Work on the tree below DIR, with its configuration; call no program.")
  String root;

  @Option(
      names = "--skip-invalid",
      description = "Leave invalid files of the configuration out, as an audit does, and go on.")
  boolean skipInvalid;

  /** For the package's scripts. */
  @Option(names = "--keep-deleted", hidden = true)
  boolean keepDeleted;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Host host = tree();
    boolean ofTree = commands.folder.equals(Configs.FOLDER);
    Config config = Configs.load(ofTree ? host : commands.host, commands.folder);
    List<String> mistakes = config.problems().stream().map(Problem::toString).toList();
    if (!mistakes.isEmpty() && !skipInvalid) {
      return giveUp(Exit.USAGE, mistakes);
    }
    tell(mistakes);
    if (root == null) {
      tell(TextfileFolder.advice(host, config).map(Problem::toString).stream().toList());
    }
    try {
      Apply.Options options = new Apply.Options(check, force, keepDeleted, parts());
      Apply.Result result = Apply.run(host, root == null, config, options);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? ApplyJson.of(result, diff) : text(result));
      out.flush();
      return result.trouble() ? Exit.FAILED : check && result.changes() ? Exit.PENDING : Exit.OK;
    } catch (IOException e) {
      return giveUp(Exit.FAILED, List.of(Apply.why(e)));
    }
  }

  /** Nothing was touched. */
  private int giveUp(int status, List<String> errors) {
    tell(errors);
    if (json) {
      spec.commandLine().getOut().print(ApplyJson.refusal(errors));
      spec.commandLine().getOut().flush();
    }
    return status;
  }

  private void tell(List<String> errors) {
    errors.forEach(error -> spec.commandLine().getErr().println("ntp-audit: " + error));
  }

  private Host tree() {
    if (root == null) {
      return commands.host;
    }
    Host tree = commands.host.below(root);
    if (root.isEmpty() || !tree.file("/").isDirectory()) {
      throw new ParameterException(spec.commandLine(), "--root \"" + root + "\": not a folder");
    }
    return tree;
  }

  private Set<Part> parts() {
    EnumSet<Part> parts = EnumSet.noneOf(Part.class);
    for (String word : only) {
      parts.add(Part.of(word).orElseThrow(() -> noSuchPart(word)));
    }
    return only.isEmpty() ? EnumSet.allOf(Part.class) : parts;
  }

  private ParameterException noSuchPart(String word) {
    List<String> words = EnumSet.allOf(Part.class).stream().map(Part::word).toList();
    String known = Nearest.suggestionOrAll(word, words, "one of");
    return new ParameterException(spec.commandLine(), "--only " + word + ": no such part" + known);
  }

  private String text(Apply.Result result) {
    StringBuilder text = new StringBuilder();
    Display display = Ink.display();
    for (Outcome outcome : result.outcomes()) {
      text.append(line(outcome, display)).append('\n').append(harmless(diff(outcome)));
    }
    return text.toString();
  }

  static String line(Outcome outcome, Display display) {
    Ink ink =
        switch (outcome.state()) {
          case CHANGED, REMOVED -> Ink.GOOD;
          case UNCHANGED -> Ink.PLAIN;
          case KEPT -> Ink.WARNING;
          case LEFT_OUT -> outcome.trouble() ? Ink.BAD : Ink.PLAIN;
          case FAILED -> Ink.BAD;
        };
    String line = "%s  %s   %s";
    String word = ink.paint(outcome.state().word(), 9, display);
    return line.formatted(word, outcome.path(), outcome.why()).stripTrailing();
  }

  private String diff(Outcome outcome) {
    return diff ? Diff.unified(outcome.path(), outcome.before(), outcome.after()) : "";
  }

  /** Whoever may write to the file could otherwise give the terminal orders. */
  private static String harmless(String diff) {
    return diff.replaceAll("[\\p{C}&&[^\\n\\t]]", "?");
  }
}
