package io.ntpaudit.cli;

import io.ntpaudit.audit.Check;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;

/**
 * Walks through {@code run}, or through the commands that answer a person, so that the build can
 * note which classes they need (jlink/classes.sh). Each has its own start-up cache: at every start
 * the JVM loads all that its cache holds, so that nothing is walked here that the timer does not
 * need, and nothing else done.
 *
 * <p>The walk sees only the {@link TrainingHost}, and its clock: it is the same on every machine
 * that builds.
 */
public final class Training {
  private Training() {}

  /** Arguments: the host's folder; {@code host} to furnish it, {@code run} or {@code answer}. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    if (args[1].equals("host")) {
      TrainingHost.furnish(root);
    }
    Program program =
        new Program(host(root), Main.utf8(System.out), Main.utf8(OutputStream.nullOutputStream()));
    walkRun(program, root);
    Host.here(); // only that it is known
    switch (args[1]) {
      case "host" -> TrainingHost.fillLog(root);
      case "answer" -> walkAnswers(program, root);
      default -> {}
    }
  }

  /** With every key, with none, as a person calls it. */
  private static void walkRun(Program program, Path root) throws IOException {
    // hosts that are containers, or have a second writer, need these classes, too
    new Check.Outcome.CouldNotLook("in a container");
    new Writer("ntpd", Writer.State.ENABLED);
    program.run("run");
    TrainingHost.clock(root, false);
    program.run("run", "--config", TrainingHost.NO_CONFIGURATION);
    program.run("run", "--json");
    TrainingHost.clock(root, true);
  }

  private static void walkAnswers(Program program, Path root) throws IOException {
    for (String command : new String[] {"status", "check"}) {
      program.run(command);
      program.run(command, "--last");
    }
    program.run("status", "--json");
    program.run("explain");
    TrainingHost.leaveToCron(root);
    program.run("status", "--last");
  }

  private static Host host(Path root) {
    return new Host(
        root.toString(),
        Clock.fixed(TrainingHost.NOW, ZoneOffset.UTC),
        () -> TrainingHost.UPTIME,
        root.resolve("bin").toString());
  }
}
