package io.ntpaudit.cli;

import io.ntpaudit.host.Host;
import java.io.PrintStream;
import java.util.OptionalInt;

/** The program: arguments in, exit code out. */
public final class Program {
  private final Host host;
  private final PrintStream out;
  private final PrintStream err;

  public Program(Host host, PrintStream out, PrintStream err) {
    this.host = host;
    this.out = out;
    this.err = err;
  }

  /** Runs a command. */
  public int run(String... args) {
    RunCommand run = new RunCommand(host, out, err);
    if (!run.accepts(args)) {
      return command(args);
    }
    try {
      return run.run();
    } catch (RuntimeException e) {
      return Commands.fault(e, false, out, err);
    }
  }

  private int command(String... args) {
    Arguments plain = new Arguments(args);
    boolean check = plain.command().equals("check");
    try {
      int status = inAHurry(plain).orElseGet(() -> Commands.run(host, out, err, args));
      return check && out.checkError() ? CheckCommand.UNKNOWN : printed(status, out, err);
    } catch (RuntimeException e) {
      return Commands.fault(e, check, out, err);
    }
  }

  /** An answer that nobody could be given is no success. */
  static int printed(int status, PrintStream out, PrintStream err) {
    if (status != Exit.OK || !out.checkError()) {
      return status;
    }
    err.println(
        "ntp-audit: standard output: cannot be written to (is its disk full, or is it shut?)");
    return Exit.FAILED;
  }

  /** The commands that must not wait for picocli, where their arguments are plain. */
  private OptionalInt inAHurry(Arguments plain) {
    StatusCommand status = new StatusCommand();
    CheckCommand check = new CheckCommand();
    return switch (plain.command()) {
      case "status" ->
          status.accepts(plain)
              ? OptionalInt.of(status.run(host, plain.folder(), out))
              : OptionalInt.empty();
      case "check" ->
          check.accepts(plain)
              ? OptionalInt.of(check.run(host, plain.folder(), out))
              : OptionalInt.empty();
      default -> OptionalInt.empty();
    };
  }
}
