package io.ntpaudit.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What {@code apply} has made on this host and not taken away again, in the order made: {@code
 * SHA256 PATH} for a file, as sha256sum prints it, and a word in place of the sum for what is not a
 * file of ours as we wrote it. The packages' scripts read it when the program is already gone.
 */
final class Ledger {
  static final String FOLDER = "/var/lib/ntp-audit";
  static final String PATH = FOLDER + "/files";

  /** A folder that was made: goes with the package if it is empty. */
  static final String DIRECTORY = "directory";

  /** An administrator's file that {@code --force} has moved aside: goes with purge only. */
  static final String BACKUP = "backup";

  /** The log, where it is not in the package's folder: goes with purge only. */
  static final String LOG = "log";

  /** The metrics: go as soon as no audit writes them any more. */
  static final String TEXTFILE = "textfile";

  private record Line(String kind, String path) {}

  private final List<Line> lines = new ArrayList<>();

  /** Empty where there is no file: one that names nothing is written, too. */
  private Optional<String> saved;

  private Ledger(Optional<String> text) {
    saved = text;
    for (String line : text.orElse("").lines().toList()) {
      int gap = line.indexOf("  ");
      if (gap > 0 && line.startsWith("/", gap + 2)) {
        lines.add(new Line(line.substring(0, gap), line.substring(gap + 2)));
      }
    }
  }

  static Ledger read(Tree tree) throws IOException {
    return switch (tree.read(PATH)) {
      case Tree.Entry.Absent() -> new Ledger(Optional.empty());
      case Tree.Entry.File(byte[] bytes, boolean ours) ->
          new Ledger(Optional.of(new String(bytes, StandardCharsets.UTF_8)));
      case Tree.Entry.Other(String what) -> throw new Tree.Obstacle(PATH + " is " + what);
    };
  }

  /** Writes a file of {@link #FOLDER}, which need not be there yet. */
  static void write(Tree tree, String path, String text) throws IOException {
    for (String folder : tree.missingFolders(path)) {
      tree.makeFolder(folder);
    }
    tree.write(path, text.getBytes(StandardCharsets.UTF_8), FOLDER);
  }

  static String sum(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every JDK has it
    }
  }

  /** Whether the bytes are what we have written to that path. */
  boolean wrote(String path, byte[] bytes) {
    return lines.contains(new Line(sum(bytes), path));
  }

  /** Whether we have written a file to that path, whatever stands there now. */
  boolean knows(String path) {
    return lines.stream().anyMatch(line -> line.path.equals(path) && isFile(line));
  }

  boolean madeFolder(String path) {
    return lines.contains(new Line(DIRECTORY, path));
  }

  /** The paths of that kind. */
  List<String> of(String kind) {
    return lines.stream().filter(line -> line.kind.equals(kind)).map(Line::path).toList();
  }

  /** The paths of all files that we have written. */
  List<String> files() {
    return lines.stream().filter(Ledger::isFile).map(Line::path).distinct().toList();
  }

  private static boolean isFile(Line line) {
    return line.kind.length() == 64;
  }

  void add(String kind, String path) {
    Line line = new Line(kind, path);
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  /** Adds the file as it is now and forgets every other line of the path. */
  void keepOnly(String kind, String path) {
    add(kind, path);
    lines.removeIf(line -> line.path.equals(path) && !line.kind.equals(kind));
  }

  void forget(String kind, String path) {
    lines.remove(new Line(kind, path));
  }

  void forget(String path) {
    lines.removeIf(line -> line.path.equals(path));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.kind).append("  ").append(line.path).append('\n');
    }
    return text.toString();
  }

  boolean isSaved() {
    return saved.filter(toString()::equals).isPresent();
  }

  /** Writes it where it differs from what was read. */
  void save(Tree tree) throws IOException {
    if (!isSaved()) {
      String text = toString();
      write(tree, PATH, text);
      saved = Optional.of(text);
    }
  }
}
