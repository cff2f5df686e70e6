package io.ntpaudit.cli;

import io.ntpaudit.host.Host;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Entry point: the only place that ends the process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PrintStream out = utf8(new FileOutputStream(FileDescriptor.out));
    PrintStream err = utf8(new FileOutputStream(FileDescriptor.err));
    int status = new Program(Host.here(), out, err).run(args);
    out.flush();
    // nothing is left to be done: no hooks, no daemon threads worth waiting for
    Runtime.getRuntime().halt(status + Integer.getInteger("ntp-audit.status", 0)); // launcher
  }

  /** UTF-8 whatever the locale says: LC_ALL=C would turn every µ into a question mark. */
  static PrintStream utf8(OutputStream stream) {
    return new PrintStream(new Pipe(stream), false, StandardCharsets.UTF_8);
  }
}
