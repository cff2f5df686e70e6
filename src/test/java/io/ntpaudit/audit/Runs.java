package io.ntpaudit.audit;

import io.ntpaudit.cli.Program;
import io.ntpaudit.host.Host;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** A process that audits a host made up of files so many times: {@code Runs ROOT COUNT}. */
public final class Runs {
  private Runs() {}

  public static void main(String[] args) {
    Host host = new Host(args[0], Clock.systemUTC(), () -> 0, args[0] + "/usr/bin");
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int status = 0;
    for (int run = Integer.parseInt(args[1]); run > 0; run--) {
      status = Math.max(status, new Program(host, System.out, err).run("run"));
    }
    System.exit(status);
  }
}
