package io.ntpaudit.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The host that is audited: the only place that reads its files, starts its programs and asks its
 * clock. Reading goes through {@code java.io}: in so short a run it costs less than {@code
 * java.nio.file}.
 */
public final class Host {
  /** Files of /proc and /sys are small; what is longer than this is cut. */
  public static final int SMALL = 64 * 1024;

  private final String root;
  private final Clock clock;
  private final DoubleSupplier monotonic;
  private final String path;

  /**
   * @param root where the host's tree begins; empty for this host, a folder in tests
   * @param clock the host's clock
   * @param monotonic seconds since boot on the kernel's monotonic clock
   * @param path where programs are looked for, as in {@code $PATH}; of its folders the absolute
   *     ones
   */
  public Host(String root, Clock clock, DoubleSupplier monotonic, String path) {
    this.monotonic = monotonic;
    this.root = root.equals("/") ? "" : root;
    this.clock = clock;
    this.path = path;
  }

  /** The host that this process runs on. */
  public static Host here() {
    String path = System.getenv("PATH");
    String system = "/usr/sbin:/usr/bin:/sbin:/bin";
    return new Host(
        "",
        Clock.systemUTC(),
        () -> System.nanoTime() / 1e9,
        path == null ? system : path + ":" + system);
  }

  /**
   * Another tree, seen from here: the same clock, and no programs, which would tell of this one.
   */
  public Host below(String folder) {
    return new Host(folder, clock, monotonic, "");
  }

  public Instant now() {
    return clock.instant();
  }

  /** The file of that absolute path in this host's tree. */
  public File file(String absolute) {
    return new File(root + absolute);
  }

  public boolean exists(String absolute) {
    return file(absolute).exists();
  }

  /** Whether a folder is there in which this user may not make a file. */
  public boolean isShut(String folder) {
    return file(folder).isDirectory() && !file(folder).canWrite();
  }

  /** The first bytes of a file, at most so many. */
  public Measured<byte[]> bytes(String absolute, int limit) {
    File file = file(absolute);
    try (FileInputStream in = new FileInputStream(file)) {
      return Measured.of(read(in, limit));
    } catch (IOException e) {
      // a process may end while its file is opened or read (ENOENT, ESRCH), or just after
      return String.valueOf(e.getMessage()).contains("No such") || isGone(file)
          ? Measured.absent()
          : Measured.failed(ErrorKind.NOT_PERMITTED, absolute + " cannot be read");
    }
  }

  /** The size of a file of /proc is unknown before it was read: {@code available} would say 0. */
  private static byte[] read(FileInputStream in, int limit) throws IOException {
    byte[] bytes = new byte[Math.min(limit, 4096)];
    int length = 0;
    for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
      length += n;
      if (length == limit) {
        break;
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, length * 4));
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /** A small text file. */
  public Measured<String> text(String absolute) {
    return bytes(absolute, SMALL).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** A file that holds one word or line, without the blanks around it. */
  public Optional<String> line(String absolute) {
    return text(absolute).present().map(String::strip).filter(text -> !text.isEmpty());
  }

  /** The names in a folder, sorted; empty where there is none. */
  public List<String> names(String absolute) {
    String[] names = file(absolute).list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  private static boolean isGone(File file) {
    try {
      return Files.notExists(file.toPath());
    } catch (InvalidPathException e) { // a name that this locale cannot spell
      return false;
    }
  }

  /** Whether the path is a character device. */
  public boolean isCharacterDevice(String absolute) {
    try {
      Object mode = Files.getAttribute(file(absolute).toPath(), "unix:mode");
      return ((Integer) mode & 0170000) == 0020000;
    } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
      return false;
    }
  }

  /** What a link says, be it a path or not; empty where it cannot be read. */
  public Optional<String> linkTarget(String absolute) {
    try {
      return Optional.of(Files.readSymbolicLink(file(absolute).toPath()).toString());
    } catch (IOException e) { // that it is no link, too
      return Optional.empty();
    }
  }

  /** The path behind links; the path itself where it cannot be followed. */
  public String resolved(String absolute) {
    try {
      return file(absolute).getCanonicalPath();
    } catch (IOException e) {
      return absolute;
    }
  }

  /** Seconds on the kernel's monotonic clock: since boot, without suspends. */
  public double monotonic() {
    return monotonic.getAsDouble();
  }

  /** The program's path, or empty where it is not installed. */
  public Optional<String> program(String name) {
    return inPath(name, true);
  }

  /** The path of a program that this user may not start. */
  public Optional<String> barred(String name) {
    return inPath(name, false);
  }

  private Optional<String> inPath(String name, boolean executable) {
    for (String folder : path.split(":")) {
      File file = new File(folder, name);
      if (folder.startsWith("/") && file.canExecute() == executable && file.isFile()) {
        return Optional.of(file.getPath());
      }
    }
    return Optional.empty();
  }

  /** The host's name, as the kernel has it. */
  public String name() {
    return line("/proc/sys/kernel/hostname").orElse("localhost");
  }
}
