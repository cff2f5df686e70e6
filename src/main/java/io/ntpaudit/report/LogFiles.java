package io.ntpaudit.report;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log and what logrotate made of it, oldest first. */
final class LogFiles {
  /** {@code .1}, {@code .2.gz}, {@code -20261101}, {@code -20261101-1793491200.gz}. */
  private static final Pattern ROTATED =
      Pattern.compile("(?:\\.(\\d{1,9})|-(\\d{8}[-0-9]*))(\\.(?:gz|bz2|xz|zst|lz4))?");

  private LogFiles() {}

  /**
   * A file of the log.
   *
   * @param date the date in its name; empty where there is none
   * @param number how often it was rotated; 0 = the log itself, or a dated file
   */
  record LogFile(File file, String date, int number) {
    String name() {
      return file.getName();
    }

    boolean isCompressed() {
      return name().endsWith(".gz");
    }

    /** Compressed by a program whose format the Java runtime cannot read. */
    boolean isForeign() {
      return name().matches(".*\\.(bz2|xz|zst|lz4)");
    }

    private boolean isLive() {
      return date.isEmpty() && number == 0;
    }
  }

  private static final Comparator<LogFile> OLDEST_FIRST =
      Comparator.comparing(LogFile::isLive)
          .thenComparing(file -> file.date().isEmpty())
          .thenComparing(LogFile::date)
          .thenComparing(LogFile::number, Comparator.reverseOrder());

  /** All files of that log that exist. */
  static List<LogFile> of(File log) {
    String[] names = log.getAbsoluteFile().getParentFile().list();
    Set<String> present = new TreeSet<>(Arrays.asList(names == null ? new String[0] : names));
    List<LogFile> files = new ArrayList<>();
    for (String name : present) {
      if (!name.startsWith(log.getName())) {
        continue;
      }
      String suffix = name.substring(log.getName().length());
      Matcher rotated = ROTATED.matcher(suffix);
      if (suffix.isEmpty()) {
        files.add(new LogFile(log, "", 0));
      } else if (rotated.matches() && !isBeingCompressed(name, rotated.group(3), present)) {
        files.add(rotated(new File(log.getParentFile(), name), rotated));
      }
    }
    files.sort(OLDEST_FIRST);
    return files;
  }

  private static LogFile rotated(File file, Matcher name) {
    return name.group(1) == null
        ? new LogFile(file, name.group(2), 0)
        : new LogFile(file, "", Integer.parseInt(name.group(1)));
  }

  /** Until the compressor is done, the file is there twice, and the compressed one may be torn. */
  private static boolean isBeingCompressed(String name, String ending, Set<String> present) {
    return ending != null && present.contains(name.substring(0, name.length() - ending.length()));
  }
}
