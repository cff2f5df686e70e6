package io.ntpaudit.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An output whose reader may have had enough ({@code | head -1}): what it does not read any more is
 * dropped in silence. Other trouble, such as a full disk, is trouble.
 */
final class Pipe extends OutputStream {
  private final OutputStream to;
  private boolean shut;

  Pipe(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (shut) {
      return;
    }
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      shut = "Broken pipe".equals(e.getMessage()); // EPIPE, strerror(3): the JVM ignores SIGPIPE
      if (!shut) {
        throw e;
      }
    }
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }
}
