package io.ntpaudit.audit;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/** Reads a file's lines from its end, block by block, so that its length does not matter. */
final class LogTail {
  /** Some ten records: most callers want only one or two. */
  private static final int BLOCK = 16 * 1024;

  /** A record has about one KiB; of a line that is longer than this nothing is read. */
  private static final int LONGEST = 256 * 1024;

  private final RandomAccessFile in;
  private final Lines lines;

  /** What has been read of the line at the front of the last block. */
  private byte[] rest = new byte[0];

  /** Two months of records: a log with none in so much holds something else. */
  private static final long FARTHEST = 8 * 1024 * 1024;

  private boolean restIsTooLong;

  /** Takes lines, the last one first, without their newlines. */
  @FunctionalInterface
  interface Lines {
    /** Returns whether more are wanted. */
    boolean line(byte[] bytes, int from, int length);
  }

  private LogTail(RandomAccessFile in, Lines lines) {
    this.in = in;
    this.lines = lines;
  }

  /**
   * Hands over the file's lines, from the last one on.
   *
   * @return whether more are wanted than there were, or the file cannot be read
   */
  static boolean read(File file, Lines lines) {
    if (!file.isFile()) {
      return true;
    }
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      return new LogTail(in, lines).read();
    } catch (IOException e) {
      return true;
    }
  }

  private boolean read() throws IOException {
    long position = in.length();
    long first = Math.max(0, position - FARTHEST);
    while (position > first) {
      int size = (int) Math.min(BLOCK, position);
      position -= size;
      byte[] bytes = new byte[size + rest.length];
      in.seek(position);
      in.readFully(bytes, 0, size);
      System.arraycopy(rest, 0, bytes, size, rest.length);
      if (!handOver(bytes, size)) {
        return false;
      }
    }
    return first > 0 || handOver(rest, 0, rest.length);
  }

  /** The rest has no newline: only what was just read is searched. */
  private boolean handOver(byte[] bytes, int searched) {
    int end = bytes.length;
    for (int i = searched - 1; i >= 0; i--) {
      if (bytes[i] == '\n') {
        if (!handOver(bytes, i + 1, end)) {
          return false;
        }
        end = i;
      }
    }
    restIsTooLong |= end > LONGEST;
    rest = new byte[restIsTooLong ? 0 : end];
    System.arraycopy(bytes, 0, rest, 0, rest.length);
    return true;
  }

  private boolean handOver(byte[] bytes, int from, int end) {
    boolean skip = restIsTooLong || end == from;
    restIsTooLong = false;
    return skip || lines.line(bytes, from, end - from);
  }
}
