package io.ntpaudit.audit;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The log: one record a line, written whole.
 *
 * <p>It is opened when the record is ready and closed at once, for a line that goes into a file
 * that logrotate has just renamed is lost to those who follow the log.
 */
public final class AuditLog {
  /** An hour of audits. */
  private static final int OLDER_IN_A_ROW = 12;

  /** A day of audits, one a minute. */
  private static final int MOST = 1440;

  private static final int LOOKS = 100;
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final File file;

  public AuditLog(String path) {
    this.file = new File(path);
  }

  /** The log of that host. */
  public static AuditLog of(Host host, Config config) {
    return new AuditLog(host.file(config.text(Key.LOG_FILE)).getPath());
  }

  public String path() {
    return file.getPath();
  }

  /** Whether it may be there, and this user may not read it. */
  public boolean isHidden() {
    File folder = file.getAbsoluteFile().getParentFile();
    return folder.exists() && !folder.canExecute() || file.exists() && !file.canRead();
  }

  /** Why no record was read of it, and what to do. */
  public String whyEmpty() {
    return file
        + (isHidden() ? ": permission denied (read it as root)" : ": no record (ntp-audit run)");
  }

  /**
   * Appends a line in one write, so that lines of audits that run at once never mix (write(2) with
   * O_APPEND). Where the last line was cut off, a new one is begun first.
   *
   * @throws LogFailure where the line is not in the log afterwards
   */
  public void append(byte[] line) throws LogFailure {
    try {
      makeFolder(file.getAbsoluteFile().getParentFile());
      boolean isNew = isNew();
      byte[] bytes = !isNew && endsInsideLine() ? startingAnew(line) : line;
      try (FileOutputStream out = new FileOutputStream(file, true)) {
        if (isNew) {
          setMode(file, "rw-r--r--"); // whatever the umask
        }
        out.write(bytes);
      }
    } catch (InvalidPathException e) {
      throw new LogFailure(file, new IOException("this locale cannot spell the name", e));
    } catch (IOException e) {
      throw new LogFailure(file, e);
    }
  }

  private static void makeFolder(File folder) throws IOException {
    if (!folder.exists()) {
      makeFolder(folder.getParentFile());
      if (folder.mkdir()) {
        setMode(folder, "rwxr-xr-x");
      }
    }
  }

  /** Refuses what is there and is no plain file. */
  private boolean isNew() throws IOException {
    if (!Files.exists(file.toPath(), LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    Optional<String> obstacle = obstacle(file);
    if (obstacle.isPresent()) {
      throw new IOException(obstacle.get());
    }
    return false;
  }

  /** Why no audit would write to what stands there, and what to do; empty where nothing does. */
  public static Optional<String> obstacle(File file) {
    Path path = file.toPath();
    if (Files.isSymbolicLink(path)) {
      return Optional.of(
          "a symbolic link, and nothing is written through it (set log.file to where it leads)");
    }
    if (Files.isDirectory(path)) {
      return Optional.of("a folder (set log.file to a file in it)");
    }
    boolean isFine = Files.isRegularFile(path) || !Files.exists(path);
    return isFine
        ? Optional.empty()
        : Optional.of("not a regular file (move it away, or set log.file to another)");
  }

  private static void setMode(File file, String mode) throws IOException {
    Files.setPosixFilePermissions(file.toPath(), PosixFilePermissions.fromString(mode));
  }

  /**
   * Whether the last line was cut off: it has no end, and none comes within a second. Another
   * audit's line grows page by page while it is written, and on a busy host that may be held up.
   */
  private boolean endsInsideLine() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      for (int look = 0; in.length() > 0 && look < LOOKS; look++) {
        in.seek(in.length() - 1);
        if (in.read() == '\n') {
          return false;
        }
        pause();
      }
      return in.length() > 0;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] startingAnew(byte[] line) {
    byte[] bytes = new byte[line.length + 1];
    bytes[0] = '\n';
    System.arraycopy(line, 0, bytes, 1, line.length);
    return bytes;
  }

  /** The last line, of the file that was rotated away last where this one has none. */
  public Optional<byte[]> lastLine() {
    byte[][] last = new byte[1][];
    readLines((bytes, from, length) -> {
      last[0] = Arrays.copyOfRange(bytes, from, from + length);
      return false;
    });
    return Optional.ofNullable(last[0]);
  }

  /** The last records, the newest first, at most so many. Lines that are no record are left out. */
  public List<AuditRecord> last(int count) {
    List<AuditRecord> records = new ArrayList<>();
    read(
        RecordJson.ALL,
        record -> {
          if (records.size() < count) {
            records.add(record);
          }
          return records.size() < count;
        });
    return records;
  }

  /**
   * The records that are not older than this, the newest first, and the one before them; of a log
   * with far too many the newest. The reading ends at a run of older ones: a single one was written
   * by a clock that was wrong.
   *
   * @param wanted the fields that are read of each record, its time among them: a day has some
   *     hundred records, and most of their fields nobody asks for
   */
  public List<AuditRecord> since(Instant from, Set<Field> wanted) {
    List<AuditRecord> records = new ArrayList<>();
    List<AuditRecord> older = new ArrayList<>();
    read(
        wanted.toArray(new Field[0]),
        record -> {
          if (record.time().isBefore(from)) {
            older.add(record);
          } else {
            older.clear();
            records.add(record);
          }
          return older.size() < OLDER_IN_A_ROW && records.size() < MOST;
        });
    if (!older.isEmpty()) {
      records.add(older.getFirst());
    }
    return records;
  }

  /**
   * Reads records from the end of the log and on into the file that was rotated away last, as long
   * as more are wanted.
   */
  private void read(Field[] wanted, Predicate<AuditRecord> more) {
    // no lambda: the start-up cache holds none that was given an array
    LogTail.Lines lines =
        new LogTail.Lines() {
          @Override
          public boolean line(byte[] bytes, int from, int length) {
            try {
              return more.test(RecordReader.read(bytes, from, length, wanted));
            } catch (MalformedRecord e) {
              return true; // a line that was cut off, or somebody else's: the report counts them
            }
          }
        };
    readLines(lines);
  }

  private void readLines(LogTail.Lines lines) {
    if (LogTail.read(file, lines)) {
      File rotated = rotated();
      if (rotated != null) {
        LogTail.read(rotated, lines);
      }
    }
  }

  /** The newest rotated file that is not compressed yet: {@code delaycompress} leaves it so. */
  private File rotated() {
    String[] names = file.getAbsoluteFile().getParentFile().list();
    File newest = null;
    for (String name : names == null ? new String[0] : names) {
      if (name.startsWith(file.getName()) && isRotation(name.substring(file.getName().length()))) {
        File candidate = new File(file.getAbsoluteFile().getParentFile(), name);
        if (newest == null || candidate.lastModified() > newest.lastModified()) {
          newest = candidate;
        }
      }
    }
    return newest;
  }

  /** {@code .1}, or {@code -20261101} with dateext (logrotate(8)). */
  private static boolean isRotation(String end) {
    boolean marked = end.startsWith(".") || end.startsWith("-");
    for (int i = 1; i < end.length(); i++) {
      marked &= Character.isDigit(end.charAt(i)) || end.charAt(i) == '-';
    }
    return marked && end.length() > 1;
  }

  /** Why a record could not be written. */
  public static final class LogFailure extends Exception {
    private static final long serialVersionUID = 1;

    LogFailure(File file, IOException cause) {
      super(file + ": " + why(file, cause), cause);
    }

    private static String why(File file, IOException cause) {
      String text = String.valueOf(cause.getMessage());
      if (text.contains("No space left")) {
        return "no space left on the device (free some, then: ntp-audit run)";
      }
      if (text.contains("Permission denied")) {
        return "permission denied (run it as root, or with --dry-run)";
      }
      if (text.contains("Read-only file system")) {
        return "the file system is read-only (set log.file to a place that is not)";
      }
      if (text.contains("No such file") || text.contains("Not a directory")) {
        return "its folder cannot be used (look at " + file.getAbsoluteFile().getParent() + ")";
      }
      String why =
          text.startsWith(file.toString())
              ? text.substring(file.toString().length()).strip()
              : text;
      return why.contains("set log.file") ? why : why + " (set log.file to another place)";
    }
  }
}
