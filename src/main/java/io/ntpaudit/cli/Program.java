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
    return run.accepts(args) ? run.run() : Commands.run(host, out, err, args);
  }
}
