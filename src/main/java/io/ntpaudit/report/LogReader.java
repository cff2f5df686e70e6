package io.ntpaudit.report;

import io.ntpaudit.report.Log.FileCount;
import io.ntpaudit.report.LogFiles.LogFile;
import io.ntpaudit.report.Reports.Progress;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a log and its rotated files, oldest first, a line at a time. */
final class LogReader {
  /** A file may be older than its records say by what its clock was wrong: a day, in ms. */
  private static final long MARGIN = 24 * 3600 * 1000L;

  private static final int ATTEMPTS = 3;
  private static final int BUFFER = 64 * 1024;

  private final Period period;
  private final Progress progress;
  private final Log log;
  private long done;
  private long total;

  private LogReader(Period period, Progress progress) {
    this.period = period;
    this.progress = progress;
    this.log = new Log(period);
  }

  /** Reads again where the log was rotated meanwhile: a file may then be missing, or twice. */
  static Log read(File file, Period period, Progress progress) {
    for (int attempt = 1; ; attempt++) {
      Object before = identity(file);
      LogReader reader = new LogReader(period, progress);
      reader.readAll(LogFiles.of(file));
      if (attempt == ATTEMPTS || before == null || before.equals(identity(file))) {
        return reader.log.sorted();
      }
    }
  }

  private static Object identity(File file) {
    try {
      return Files.readAttributes(file.toPath(), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private void readAll(List<LogFile> files) {
    List<LogFile> wanted = new ArrayList<>();
    for (LogFile file : files) {
      if (file.file().lastModified() < period.from() - MARGIN) {
        log.olderFile();
      } else {
        wanted.add(file);
        total += file.file().length();
      }
    }
    for (LogFile file : wanted) {
      log.add(file.isForeign() ? FileCount.unread(file.name(), "cannot be unpacked") : read(file));
    }
  }

  private FileCount read(LogFile file) {
    if (!Files.isRegularFile(file.file().toPath())) { // a pipe would be waited for
      return FileCount.unread(file.name(), "cannot be read");
    }
    MessageDigest digest = sha256();
    Lines lines = new Lines(file.name());
    String problem = "";
    try (InputStream raw = new DigestInputStream(new FileInputStream(file.file()), digest)) {
      try {
        lines.read(file.isCompressed() ? new GZIPInputStream(raw, BUFFER) : raw);
      } catch (EOFException | ZipException e) {
        problem = "damaged, the rest cannot be unpacked";
      }
      raw.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return FileCount.unread(file.name(), "cannot be read");
    }
    done += file.file().length();
    String sum = HexFormat.of().formatHex(digest.digest());
    return new FileCount(file.name(), lines.count, lines.broken, sum, problem);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The lines of one file. */
  private final class Lines {
    /** So often the progress is told. */
    private static final int EVERY = 1024;

    private final String name;
    private long count;
    private long broken;
    private long bytes;

    private Lines(String name) {
      this.name = name;
    }

    private void read(InputStream in) throws IOException {
      LineReader reader = new LineReader(in);
      while (reader.advance()) {
        if (count++ % EVERY == 0) {
          progress.reading(name, (done + bytes) / (double) Math.max(1, total));
        }
        bytes += reader.length();
        if (!log.line(reader, name, count)) {
          broken++;
        }
      }
    }
  }
}
