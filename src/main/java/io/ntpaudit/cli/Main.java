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
    int status = new Program(Host.here(), out, System.err).run(args);
    out.flush();
    Runtime.getRuntime().halt(status);
  }

  /** Text goes out as UTF-8, whatever the locale says. */
  static PrintStream utf8(OutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
