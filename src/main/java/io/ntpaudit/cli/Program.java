package io.ntpaudit.cli;

import io.ntpaudit.host.Host;
import java.io.PrintStream;

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
    return run.accepts(args) ? run.run() : command(args);
  }

  /** The commands that are asked for in a hurry are read by hand, too. */
  private int command(String... args) {
    Arguments plain = new Arguments(args);
    switch (plain.command()) {
      case "status" -> {
        StatusCommand status = new StatusCommand();
        if (status.accepts(plain)) {
          return status.run(host, plain.folder(), out, err);
        }
      }
      case "check" -> {
        CheckCommand check = new CheckCommand();
        if (check.accepts(plain)) {
          return check.run(host, plain.folder(), out);
        }
      }
      default -> {}
    }
    return Commands.run(host, out, err, args);
  }
}
