package io.ntpaudit.host;

import java.io.File;
import java.io.IOException;

/** Whether somebody looks on. */
public final class Terminal {
  /** Descriptors. */
  public static final int STDOUT = 1;

  public static final int STDERR = 2;

  private Terminal() {}

  /**
   * Whether a descriptor of this process is a terminal. {@code System.console} looks at stdin and
   * stdout together, and loads a good part of the library for it.
   */
  public static boolean is(int descriptor) {
    try {
      String path = new File("/proc/self/fd/" + descriptor).getCanonicalPath();
      return path.startsWith("/dev/pts/")
          || path.startsWith("/dev/tty")
          || path.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
