package io.ntpaudit.report;

import java.io.IOException;
import java.io.InputStream;

/** Reads lines of bounded length: a line longer than the bound is told, not kept. */
final class LineReader {
  /** A record has less than 2 KiB; what is longer than this is none. */
  static final int LONGEST = 64 * 1024;

  private final InputStream in;
  private final byte[] chunk = new byte[LONGEST];
  private int next;
  private int end;

  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean isTooLong;
  private boolean isWhole;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end of the stream. */
  boolean advance() throws IOException {
    length = 0;
    isTooLong = false;
    isWhole = false;
    while (!isWhole) {
      if (next == end && !fill()) {
        return length > 0 || isTooLong;
      }
      takeUntilBreak();
    }
    return true;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(chunk, 0, chunk.length));
    return end > 0;
  }

  private void takeUntilBreak() {
    int stop = next;
    while (stop < end && chunk[stop] != '\n') {
      stop++;
    }
    int size = stop - next;
    if (length + size > LONGEST) {
      isTooLong = true;
    } else {
      System.arraycopy(chunk, next, line, length, size);
      length += size;
    }
    isWhole = stop < end;
    next = isWhole ? stop + 1 : stop;
  }

  /** The line without its break, valid up to {@link #length} and until the next advance. */
  byte[] line() {
    return line;
  }

  int length() {
    return length;
  }

  boolean isTooLong() {
    return isTooLong;
  }

  /** Whether a line break ended it. */
  boolean isWhole() {
    return isWhole;
  }
}
