package io.ntpaudit.deploy;

import java.util.Locale;
import java.util.Optional;

/** A file that {@code apply} renders. Its word is the argument of {@code --only}. */
public enum Part {
  TIMER("timer drop-in", "/ntp-audit.timer.d/schedule.conf"),
  SERVICE("service drop-in", "/ntp-audit.service.d/paths.conf"),
  CRON("cron line", "/cron.d/ntp-audit"),
  LOGROTATE("logrotate", "/logrotate.d/ntp-audit"),
  ALLOY("alloy fragment", "/ntp-audit.alloy"),
  LOKI("loki rules", "/ntp-audit-rules.yaml");

  private final String title;
  private final String end;

  Part(String title, String end) {
    this.title = title;
    this.end = end;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the file is, for a person. */
  public String title() {
    return title;
  }

  /** The part of that word. */
  public static Optional<Part> of(String word) {
    for (Part part : values()) {
      if (part.word().equals(word)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** The part whose file, or copy of it, lies or once lay at that path. */
  static Optional<Part> at(String path) {
    for (Part part : values()) {
      if (path.endsWith(part.end) || path.contains(part.end + ".") || part.isAside(path)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** Whether the file's reader takes every file of that folder, whatever its name. */
  boolean ownsFolder() {
    // Loki loads all of them; cronie skips only what ends in ~, .rpmsave, .rpmorig or .rpmnew;
    // logrotate 3.21 reads a .new too and then refuses the folder: duplicate log entry.
    return this == CRON || this == LOGROTATE || this == LOKI;
  }

  /**
   * Where a copy of the file goes that its reader must not take for the file: beside it if it may.
   */
  String copy(String path, String suffix) {
    return ownsFolder() ? Ledger.FOLDER + "/" + word() + suffix : path + suffix;
  }

  private boolean isAside(String path) {
    return ownsFolder() && path.startsWith(Ledger.FOLDER + "/" + word() + ".");
  }

  /** The folder for the file's temporary name: on the same file system, and read by nobody. */
  String scratch(String path) {
    String folder = Tree.folder(path);
    // Loki's ruler may look at any moment; it takes only the folders of the folder above.
    return this == LOKI ? Tree.folder(folder) : folder;
  }
}
