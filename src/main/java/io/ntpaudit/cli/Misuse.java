package io.ntpaudit.cli;

import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with arguments, in this program's words. */
final class Misuse {
  private Misuse() {}

  static String words(ParameterException e) {
    CommandLine command = e.getCommandLine();
    return switch (e) {
      case UnmatchedArgumentException unmatched ->
          unmatched(command, unmatched.getUnmatched().getFirst());
      case MissingParameterException missing -> missing(missing.getMissing().getFirst());
      case OverwrittenOptionException twice -> name(twice.getOverwritten()) + ": given twice";
      default -> other(e);
    };
  }

  private static String unmatched(CommandLine command, String word) {
    if (word.startsWith("-")) {
      return "unknown option " + word + instead(command, word);
    }
    return command.getSubcommands().isEmpty()
        ? "superfluous argument \"" + word + "\""
        : unknownCommand(command, word);
  }

  /** One letter is near to every other. */
  private static String instead(CommandLine command, String word) {
    String other = command.getCommand() instanceof CheckCommand ? ofOtherPlugins(word) : "";
    boolean letter = !word.startsWith("--");
    return other.isEmpty() && !letter
        ? Nearest.suggestion(word, command.getCommandSpec().optionsMap().keySet())
        : other;
  }

  /** What other plugins take on the command line, and where it stands here. */
  private static String ofOtherPlugins(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    return switch (word.startsWith("--") ? name : name.substring(0, Math.min(2, name.length()))) {
      case "-w", "--warning", "-c", "--critical" ->
          " (limits stand in the configuration: limits.offset, limits.offset_critical,"
              + " limits.error_bound and others in "
              + Configs.FOLDER
              + "/conf.d/NAME.yaml; those in force: ntp-audit config show)";
      case "-H", "--hostname", "--host", "-p", "--port" ->
          " (it judges the host that it runs on: run it there, by NRPE, SSH or an agent)";
      default -> "";
    };
  }

  private static String unknownCommand(CommandLine command, String word) {
    return "unknown command \""
        + word
        + "\""
        + Nearest.suggestion(word, command.getSubcommands().keySet());
  }

  private static String missing(ArgSpec argument) {
    return name(argument) + ": a value is missing: " + name(argument) + " " + argument.paramLabel();
  }

  /** Mistakes in values, and this program's own. */
  private static String other(ParameterException e) {
    if (e.getArgSpec() instanceof OptionSpec option) {
      return option.longestName()
          + (option.arity().max() == 0 ? ": takes no value" : " " + e.getValue() + ": not a value");
    }
    return e.getValue() != null && e.getMessage().startsWith("Unknown subcommand")
        ? unknownCommand(e.getCommandLine(), e.getValue())
        : e.getMessage();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
