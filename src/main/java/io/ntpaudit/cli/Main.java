package io.ntpaudit.cli;

import io.ntpaudit.host.Host;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Entry point: the only place that ends the process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    int status = new Program(Host.here(), out, stream(FileDescriptor.err)).run(args);
    out.flush();
    // nothing is left to be done: no hooks, no daemon threads worth waiting for
    Runtime.getRuntime().halt(status);
  }

  /** UTF-8 whatever the locale says: LC_ALL=C would turn every µ into a question mark. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
