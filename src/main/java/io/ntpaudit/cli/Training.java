package io.ntpaudit.cli;

import io.ntpaudit.host.Host;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Walks through the program once, so that the JVM can note in its start-up cache what a run needs.
 * Started by {@code aot-cache} with the folder of a configuration whose log lies beside the cache.
 */
public final class Training {
  private Training() {}

  public static void main(String[] args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Program program = new Program(Host.here(), nowhere, nowhere);
    program.run("run", "--json", "--config", args[0]);
    program.run("run", "--config", args[0]); // and once more, with a record to follow on
    program.run("config", "check", "--config", args[0]);
    program.run("--help");
  }
}
