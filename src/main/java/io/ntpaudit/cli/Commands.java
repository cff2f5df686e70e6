package io.ntpaudit.cli;

import io.ntpaudit.audit.Version;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Plugin;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The commands for people, by picocli. */
@Command(
    name = "ntp-audit",
    description = {"Tells whether this host's clock can be trusted.", "Without a command: run."},
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionText.class,
    subcommands = {
      Commands.Run.class,
      StatusCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      ApplyCommand.class,
      VerifyCommand.class,
      ReportCommand.class,
      ConfigCommand.class,
      HelpCommand.class
    })
final class Commands implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Read the configuration from DIR (default: " + Configs.FOLDER + ").")
  String folder = Configs.FOLDER;

  @Spec CommandSpec spec;

  final Host host;
  final PrintStream out;
  final PrintStream err;

  private Commands(Host host, PrintStream out, PrintStream err) {
    this.host = host;
    this.out = out;
    this.err = err;
  }

  static int run(Host host, PrintStream out, PrintStream err, String... args) {
    return commandLine(host, out, err).execute(args);
  }

  static CommandLine commandLine(Host host, PrintStream out, PrintStream err) {
    CommandLine commandLine = new CommandLine(new Commands(host, out, err));
    everySubcommand(commandLine, spec -> spec.versionProvider(new VersionText()));
    // by itself picocli would look at stdin, too
    Ansi ansi = Ink.display().colour() ? Ansi.ON : Ansi.OFF;
    return commandLine
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(Commands::misused)
        .setExecutionExceptionHandler(Commands::failed);
  }

  private static void everySubcommand(CommandLine commandLine, Consumer<CommandSpec> change) {
    for (CommandLine subcommand : commandLine.getSubcommands().values()) {
      change.accept(subcommand.getCommandSpec());
      everySubcommand(subcommand, change);
    }
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String what = Misuse.words(e);
    // monitoring and configuration management read nothing else
    if (command.getCommand() instanceof CheckCommand) {
      command.getOut().print(Plugin.unknown(what, Ink.display()).text());
    } else if (command.getCommand() instanceof ApplyCommand && List.of(args).contains("--json")) {
      command.getOut().print(ApplyJson.refusal(List.of(what)));
    }
    command.getOut().flush();
    command.getErr().println("ntp-audit: " + what);
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    Commands commands = (Commands) command.getCommandSpec().root().userObject();
    boolean check = command.getCommand() instanceof CheckCommand;
    return fault(e, check, commands.out, commands.err);
  }

  /** A fault of the program itself: one line for the user, and what to report. */
  static int fault(Exception e, boolean check, PrintStream out, PrintStream err) {
    StackTraceElement at = e.getStackTrace().length > 0 ? e.getStackTrace()[0] : null;
    String what =
        e instanceof InvalidPathException path
            ? path.getInput()
                + ": a name that is not ASCII, in a locale that is (try LC_ALL=C.UTF-8)"
            : "internal error: " + e + " at " + at + " (please report it)";
    if (check) {
      out.println("NTP UNKNOWN - " + what.replace('|', '/'));
      out.flush();
      return CheckCommand.UNKNOWN;
    }
    err.println("ntp-audit: " + what);
    return Exit.FAILED;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "run takes --json, --dry-run, --config DIR");
  }

  /** Only its help comes from here: its arguments are read before picocli is asked. */
  @Command(
      name = "run",
      description = "One audit: appends a record to the log and sends a line to syslog.",
      mixinStandardHelpOptions = true)
  static final class Run implements Callable<Integer> {
    @Option(names = "--json", description = "Print the record too.")
    boolean json;

    @Option(names = "--dry-run", description = "Write nothing.")
    boolean dryRun;

    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      throw new ParameterException(spec.commandLine(), "run takes --json, --dry-run, --config DIR");
    }
  }

  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ntp-audit " + Version.program()};
    }
  }
}
