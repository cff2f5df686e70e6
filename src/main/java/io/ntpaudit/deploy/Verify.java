package io.ntpaudit.deploy;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.MalformedRecord;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether everything that the installation set up stands and works. */
public final class Verify {
  /** What a record has in any case. */
  private static final EnumSet<Field> ALWAYS =
      EnumSet.of(
          Field.TIMESTAMP,
          Field.SCHEMA,
          Field.VERSION,
          Field.HOST,
          Field.VERDICT,
          Field.REASONS,
          Field.SYNC_STATUS,
          Field.NTP_CONFLICT,
          Field.NTP_PHC_STATUS);

  /** What a record has where chronyd could be asked, and where it could not. */
  private static final EnumSet<Field> MEASURED =
      EnumSet.of(Field.STRATUM, Field.CURRENT_CORRECTION);

  private static final EnumSet<Field> UNKNOWN = EnumSet.of(Field.ERROR_KIND, Field.ERROR);

  private static final int MAX_LOG = 64 * 1024 * 1024;

  /** How a check went. */
  public enum State {
    PASS,
    FAIL,
    /** Nothing of ours is wrong, but somebody should know. */
    LOOK;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line.
   *
   * @param text further lines, if any, are to be pasted
   */
  public record Check(String name, State state, String text) {}

  private final Host host;
  private final Config config;
  private final String version;
  private final Tree tree;
  private final List<Check> checks = new ArrayList<>();

  private Verify(Host host, Config config, String version) {
    this.host = host;
    this.config = config;
    this.version = version;
    this.tree = new Tree(host);
  }

  /** All checks, in the order in which one would make them by hand. */
  public static List<Check> run(Host host, Config config, String version) {
    Verify verify = new Verify(host, config, version);
    verify.executable();
    verify.configuration();
    verify.logFolder();
    verify.log();
    verify.scheduler();
    verify.files();
    verify.alloy();
    verify.loki();
    return List.copyOf(verify.checks);
  }

  private void add(String name, boolean well, String text) {
    checks.add(new Check(name, well ? State.PASS : State.FAIL, text));
  }

  private void look(String name, String text) {
    checks.add(new Check(name, State.LOOK, text));
  }

  private void executable() {
    String path = "/usr/bin/ntp-audit";
    boolean well = host.file(path).isFile() && host.file(path).canExecute();
    add(
        "executable",
        well,
        well ? path + " " + version : path + " is not there, or not executable");
  }

  private void configuration() {
    if (!config.problems().isEmpty()) {
      add("configuration", false, config.problems().getFirst() + " (ntp-audit config check)");
    }
  }

  private void logFolder() {
    String folder = Tree.folder(config.text(Key.LOG_FILE));
    try {
      var path = host.file(folder).toPath();
      PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class);
      Object mode = Files.getAttribute(path, "unix:mode");
      String text =
          "%s, %04o %s:%s"
              .formatted(
                  folder, (Integer) mode & 07777, is.owner().getName(), is.group().getName());
      boolean open = is.permissions().contains(PosixFilePermission.OTHERS_WRITE);
      if (!is.isDirectory()) {
        add("log folder", false, folder + " is not a folder");
      } else {
        add("log folder", !open, open ? text + ": anybody may write there" : text);
      }
    } catch (IOException e) {
      add("log folder", false, folder + " is not there (ntp-audit run makes it)");
    }
  }

  private void log() {
    String file = config.text(Key.LOG_FILE);
    byte[] log = bytes(file);
    if (log.length == 0) {
      // it was rotated since the last audit
      log = bytes(file + ".1");
    }
    if (log.length == 0) {
      add("log", false, file + " is not there or empty (ntp-audit run)");
      return;
    }
    int end = log[log.length - 1] == '\n' ? log.length - 1 : log.length;
    int start = end;
    while (start > 0 && log[start - 1] != '\n') {
      start--;
    }
    try {
      AuditRecord last = RecordJson.read(log, start, end - start);
      age(lines(log), last);
      fields(last);
    } catch (MalformedRecord e) {
      add("log", true, "%,d lines".formatted(lines(log)));
      add("last record", false, "the last line of " + file + " is no record: " + e.getMessage());
    }
  }

  private byte[] bytes(String path) {
    Measured<byte[]> bytes = host.bytes(path, MAX_LOG);
    return bytes.present().orElse(new byte[0]);
  }

  private static long lines(byte[] log) {
    long lines = log[log.length - 1] == '\n' ? 0 : 1;
    for (byte b : log) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Three audits in a row that are not there are no accident. */
  private void age(long records, AuditRecord last) {
    Duration age = Duration.between(last.time(), host.now());
    Duration most =
        config
            .duration(Key.LOKI_INTERVAL)
            .multipliedBy(3)
            .plus(config.duration(Key.SCHEDULE_SPLAY));
    boolean well = age.compareTo(most) <= 0 || !config.isOn(Key.ENABLED);
    String count = String.format(Locale.ROOT, "%,d record%s", records, records == 1 ? "" : "s");
    String text = count + ", the last " + Words.duration(age) + " old";
    add("log", well, well ? text : text + " (systemctl status ntp-audit.timer ntp-audit.service)");
  }

  private void fields(AuditRecord last) {
    boolean unknown = last.text(Field.SYNC_STATUS, "").equals("unknown");
    EnumSet<Field> required = EnumSet.copyOf(ALWAYS);
    required.addAll(unknown ? UNKNOWN : MEASURED);
    List<String> missing =
        required.stream().filter(field -> !last.has(field)).map(Field::json).toList();
    String schema = "schema " + last.text(Field.SCHEMA, "?");
    add(
        "last record",
        missing.isEmpty(),
        missing.isEmpty()
            ? schema + ", every required field"
            : schema + ", without " + String.join(", ", missing));
  }

  private void scheduler() {
    Scheduler scheduler = Scheduler.look(host);
    if (config.isOn(Key.ENABLED)) {
      add("scheduler", scheduler.well(), scheduler.text());
    } else {
      String still = scheduler.name() + " still runs, but enabled is false (ntp-audit apply)";
      add("scheduler", !scheduler.well(), scheduler.well() ? still : "off: enabled is false");
    }
  }

  private void files() {
    Guards guards = new Guards(host, true, config);
    try {
      Ledger ledger = Ledger.read(tree);
      for (Artifact artifact : Artifacts.of(config, Site.of(host, true))) {
        file(guards.byFiles(artifact), ledger);
      }
    } catch (IOException e) {
      add("rendered files", false, Ledger.PATH + ": " + Tree.why(e));
    }
  }

  private void file(Artifact artifact, Ledger ledger) {
    String name = artifact.part().title();
    try {
      boolean left =
          ledger.knows(artifact.path())
              && !(tree.read(artifact.path()) instanceof Tree.Entry.Absent);
      switch (artifact.want()) {
        case Want.Content(String text) -> {
          Optional<String> wrong = wrong(artifact.path(), text, ledger);
          add(name, wrong.isEmpty(), wrong.orElse("as rendered"));
        }
        case Want.Refused(String why, boolean takeAway) -> add(name, false, "left out: " + why);
        case Want.Nothing(String why) when left ->
            add(name, false, artifact.path() + " is still there (ntp-audit apply)");
        case Want.Nothing(String why) when !why.isEmpty() -> add(name, true, "left out: " + why);
        case Want.Nothing(String why) -> {}
      }
    } catch (IOException e) {
      add(name, false, Tree.why(e));
    }
  }

  private Optional<String> wrong(String path, String wanted, Ledger ledger) throws IOException {
    return switch (tree.read(path)) {
      case Tree.Entry.Absent() -> Optional.of(path + " is not there (ntp-audit apply)");
      case Tree.Entry.Other(String what) -> Optional.of(path + " is " + what);
      case Tree.Entry.File(byte[] bytes, boolean ours) -> {
        if (new String(bytes, StandardCharsets.UTF_8).equals(wanted)) {
          yield ours ? Optional.empty() : Optional.of(path + " is not 0644 (ntp-audit apply)");
        }
        yield Optional.of(
            path
                + (ledger.wrote(path, bytes)
                    ? " is of another configuration or version (ntp-audit apply)"
                    : " was changed by hand (ntp-audit apply --check --diff)"));
      }
    };
  }

  private void alloy() {
    Alloy alloy = new Alloy(host);
    Optional<String> reads = alloy.configuration();
    if (!config.isOn(Key.ENABLED) || !config.isOn(Key.ALLOY_ENABLED) || reads.isEmpty()) {
      return;
    }
    String folder = Artifacts.dir(config, Key.ALLOY_CONFIG_DIR);
    if (reads.get().equals(folder)) {
      add("alloy", true, "reads " + folder);
      return;
    }
    switch (alloy.imported(reads.get())) {
      case Alloy.Import.Used() -> add("alloy", true, reads.get() + " imports the module");
      case Alloy.Import.Wrong(String why) -> add("alloy", false, why);
      case Alloy.Import.None() -> {
        String what = "reads %s only, not %s.\nAdd to that %s, then systemctl reload alloy:\n%s";
        String where = host.file(reads.get()).isDirectory() ? "folder a file with" : "file";
        List<String> lines = Artifacts.alloyImport(config, Site.of(host, true));
        look("alloy", what.formatted(reads.get(), folder, where, indented(lines)));
      }
    }
  }

  private static String indented(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line.isEmpty() ? "\n" : "  " + line + "\n");
    }
    return text.toString().stripTrailing();
  }

  /** Loki's own settings, where Loki is here. */
  private void loki() {
    if (!config.isOn(Key.ENABLED) || !config.isOn(Key.LOKI_ENABLED)) {
      return;
    }
    String folder = Artifacts.dir(config, Key.LOKI_RULES_DIR);
    List<String> copies = Loki.copies(host, folder);
    if (!copies.isEmpty()) {
      look(
          "loki",
          "reads %s in %s too: the same alerts come twice."
              .formatted(String.join(", ", copies), folder));
    }
    String settings = "/etc/loki/config.yml";
    String rules = Tree.folder(folder);
    Optional<String> text = host.text(settings).present();
    if (text.isPresent() && !text.get().contains(rules)) {
      look(
          "loki",
          "%s does not name %s, so that the rules are not read.\nSee %s"
              .formatted(settings, rules, "/usr/share/ntp-audit/loki/ruler.yaml"));
    }
  }
}
