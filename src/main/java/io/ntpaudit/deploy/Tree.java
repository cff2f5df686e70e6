package io.ntpaudit.deploy;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import io.ntpaudit.host.Host;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The host's files as {@code apply} reads and writes them. Each folder on the way is opened inside
 * the one before it and no link is followed, so that whoever may write to one of them (the user
 * {@code alloy} to /etc/alloy) cannot lead a file elsewhere.
 */
final class Tree {
  private static final String FILE_MODE = "rw-r--r--";
  private static final String FOLDER_MODE = "rwxr-xr-x";

  /** What is larger was not rendered by us. */
  private static final int MAX_BYTES = 1024 * 1024;

  private final Path root;

  Tree(Host host) {
    root = host.file("/").toPath();
  }

  /** What stands at a path. */
  sealed interface Entry {
    record Absent() implements Entry {}

    /**
     * @param ours whether its mode is the one that we give
     */
    record File(byte[] bytes, boolean ours) implements Entry {}

    /** A link, a folder or something else that is no file. */
    record Other(String what) implements Entry {}
  }

  /** Something in the way that is not followed or pushed aside. */
  static final class Obstacle extends IOException {
    private static final long serialVersionUID = 1;

    Obstacle(String what) {
      super(what);
    }
  }

  static String folder(String path) {
    return path.substring(0, Math.max(1, path.lastIndexOf('/')));
  }

  private static Path name(String path) {
    return Path.of(path.substring(path.lastIndexOf('/') + 1));
  }

  /** Why it did not work, in words. */
  static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied (run it as root)";
    }
    if (e instanceof AtomicMoveNotSupportedException) {
      return "its folder is a file system of its own (mount the folder above it)";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (e instanceof Obstacle || reason == null || reason.isEmpty()) {
      return reason == null ? e.toString() : reason;
    }
    return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }

  Entry read(String path) throws IOException {
    try (SecureDirectoryStream<Path> folder = open(folder(path))) {
      return read(folder, name(path));
    } catch (NoSuchFileException e) {
      return new Entry.Absent();
    }
  }

  private static Entry read(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    PosixFileAttributes attributes = view(folder, name).readAttributes();
    if (attributes.isSymbolicLink()) {
      return new Entry.Other("a symbolic link");
    }
    if (!attributes.isRegularFile()) {
      return new Entry.Other(attributes.isDirectory() ? "a folder" : "no regular file");
    }
    boolean ours = PosixFilePermissions.toString(attributes.permissions()).equals(FILE_MODE);
    var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var channel = folder.newByteChannel(name, options)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return new Entry.File(bytes.array(), ours);
    }
  }

  private static PosixFileAttributeView view(SecureDirectoryStream<Path> folder, Path name) {
    return folder.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The folders above a path that are not there yet, the uppermost first. */
  List<String> missingFolders(String path) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String at = folder(path); at.length() > 1 && !hasFolder(at); at = folder(at)) {
      missing.addFirst(at);
    }
    return missing;
  }

  boolean hasFolder(String path) throws IOException {
    try {
      open(path).close();
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  void makeFolder(String path) throws IOException {
    try (SecureDirectoryStream<Path> parent = open(folder(path))) {
      Files.createDirectory(at(path));
      // the umask may have taken away what others need
      view(parent, name(path)).setPermissions(fromString(FOLDER_MODE));
    }
  }

  /** Puts the content in place in one step: before it, the old file is there, after it, the new. */
  void write(String path, byte[] content, String scratch) throws IOException {
    ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(content));
    put(path, scratch, bytes, view -> view.setPermissions(fromString(FILE_MODE)));
  }

  /** Puts a copy of a file in place, whole, with its owner and mode. */
  void copy(String from, String path) throws IOException {
    var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (SecureDirectoryStream<Path> folder = open(folder(from));
        var bytes = folder.newByteChannel(name(from), options)) {
      PosixFileAttributes like = view(folder, name(from)).readAttributes();
      put(path, folder(path), bytes, view -> liken(view, like));
    }
  }

  private static void liken(PosixFileAttributeView view, PosixFileAttributes like)
      throws IOException {
    PosixFileAttributes is = view.readAttributes();
    if (!is.owner().equals(like.owner())) {
      view.setOwner(like.owner());
    }
    if (!is.group().equals(like.group())) {
      view.setGroup(like.group());
    }
    view.setPermissions(like.permissions());
  }

  private interface Attributes {
    void give(PosixFileAttributeView view) throws IOException;
  }

  private void put(String path, String scratch, ReadableByteChannel content, Attributes attributes)
      throws IOException {
    // Read by none of cron, cronie, logrotate, systemd and Alloy.
    Path temporary = Path.of("." + name(path) + "~");
    try (SecureDirectoryStream<Path> from = open(scratch);
        SecureDirectoryStream<Path> to = open(folder(path))) {
      deleteIfExists(from, temporary);
      try {
        fill(from, temporary, content);
        attributes.give(view(from, temporary));
        from.move(temporary, to, name(path));
      } catch (IOException e) {
        deleteIfExists(from, temporary);
        throw e;
      }
      sync(to);
    }
  }

  private static void fill(
      SecureDirectoryStream<Path> folder, Path name, ReadableByteChannel content)
      throws IOException {
    var options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    var nobodyElse = PosixFilePermissions.asFileAttribute(fromString("rw-------"));
    try (FileChannel channel = (FileChannel) folder.newByteChannel(name, options, nobodyElse)) {
      ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
      while (content.read(bytes.clear()) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
  }

  void delete(String path) throws IOException {
    try (SecureDirectoryStream<Path> folder = open(folder(path))) {
      deleteIfExists(folder, name(path));
      sync(folder);
    }
  }

  /** Whether the folder was there, empty, and is gone now. */
  boolean deleteFolder(String path) {
    try (SecureDirectoryStream<Path> parent = open(folder(path))) {
      parent.deleteDirectory(name(path));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteIfExists(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    try {
      folder.deleteFile(name);
    } catch (NoSuchFileException e) {
      // as it should be
    }
  }

  private static void sync(SecureDirectoryStream<Path> folder) throws IOException {
    var options = Set.of(StandardOpenOption.READ);
    try (FileChannel channel = (FileChannel) folder.newByteChannel(Path.of("."), options)) {
      channel.force(true);
    }
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private SecureDirectoryStream<Path> open(String path) throws IOException {
    SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(root));
    StringBuilder walked = new StringBuilder();
    for (String step : path.substring(1).split("/")) {
      if (!step.isEmpty()) {
        walked.append('/').append(step);
        try (SecureDirectoryStream<Path> parent = folder) {
          folder = enter(parent, Path.of(step), walked.toString());
        }
      }
    }
    return folder;
  }

  private static SecureDirectoryStream<Path> enter(
      SecureDirectoryStream<Path> parent, Path name, String path) throws IOException {
    PosixFileAttributes attributes = view(parent, name).readAttributes();
    if (attributes.isSymbolicLink()) {
      throw new Obstacle(path + " is a symbolic link, which is not followed");
    }
    if (!attributes.isDirectory()) {
      throw new Obstacle(path + " is not a folder");
    }
    return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder) {
    return (SecureDirectoryStream<Path>) folder;
  }
}
