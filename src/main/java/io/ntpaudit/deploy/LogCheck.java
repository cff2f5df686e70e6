package io.ntpaudit.deploy;

import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.audit.MalformedRecord;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Verify.Check;
import io.ntpaudit.host.Host;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether audits arrive in the log, and whole. */
final class LogCheck {
  /** What the schema asks for, and the conflict: absent only where nobody could be asked for it. */
  static final Set<Field> ALWAYS =
      EnumSet.of(
          Field.TIMESTAMP,
          Field.SCHEMA,
          Field.VERSION,
          Field.HOST,
          Field.VERDICT,
          Field.REASONS,
          Field.SINCE,
          Field.RUNS,
          Field.SYNC_STATUS,
          Field.DURATION_MS,
          Field.NTP_CONFLICT,
          Field.NTP_PHC_STATUS,
          Field.NTP_PHC_DEVICE,
          Field.NTP_MODULES_STATUS,
          Field.VIRTUALIZATION);

  /** What it has where chronyd could be asked. */
  private static final Set<Field> ASKED =
      EnumSet.of(Field.TRANSPORT, Field.STRATUM, Field.LEAP_STATUS, Field.SOURCES);

  /** What it has besides where chronyd has a reference. */
  private static final Set<Field> MEASURED =
      EnumSet.of(Field.CURRENT_CORRECTION, Field.CLOCK_ERROR_BOUND);

  /** What it has where chronyd could not be asked. */
  private static final Set<Field> UNKNOWN = EnumSet.of(Field.ERROR_KIND, Field.ERROR);

  private final Host host;
  private final Config config;
  private final String file;

  LogCheck(Host host, Config config) {
    this.host = host;
    this.config = config;
    this.file = config.text(Key.LOG_FILE);
  }

  List<Check> checks() {
    Optional<String> obstacle = AuditLog.obstacle(host.file(file));
    if (obstacle.isPresent() && config.isOn(Key.ENABLED)) {
      return List.of(folder(), Check.of("log", false, file + ": " + obstacle.get()));
    }
    AuditLog log = AuditLog.of(host, config);
    Optional<byte[]> line = log.lastLine();
    if (line.isEmpty()) {
      return config.isOn(Key.ENABLED)
          ? List.of(folder(), Check.of("log", false, log.whyEmpty()))
          : List.of(Check.of("log", true, "off: enabled is false"));
    }
    try {
      AuditRecord last = RecordJson.read(line.get(), 0, line.get().length);
      return List.of(folder(), age(last), fields(last));
    } catch (MalformedRecord e) {
      String why = "the last line of " + file + " is no record: " + e.getMessage();
      return List.of(folder(), Check.of("last record", false, why));
    }
  }

  private Check folder() {
    String folder = Tree.folder(file);
    Path path = host.file(folder).toPath();
    try {
      PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class);
      if (!is.isDirectory()) {
        return Check.of("log folder", false, folder + " is not a folder");
      }
      int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
      String text =
          "%s, %04o %s:%s".formatted(folder, mode, is.owner().getName(), is.group().getName());
      boolean open = is.permissions().contains(PosixFilePermission.OTHERS_WRITE);
      return Check.of("log folder", !open, open ? text + ": anybody may write there" : text);
    } catch (IOException e) {
      return Check.of("log folder", false, folder + " is not there (ntp-audit run makes it)");
    }
  }

  /** How many lines the log has, for the text. */
  private String count() {
    long lines = 0;
    try (InputStream in = new FileInputStream(host.file(file))) {
      byte[] block = new byte[64 * 1024];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        for (int i = 0; i < read; i++) {
          lines += block[i] == '\n' ? 1 : 0;
        }
      }
    } catch (IOException e) {
      // rotated away at this moment
    }
    return lines == 0
        ? "none since the log was rotated"
        : String.format(Locale.ROOT, "%,d line%s", lines, lines == 1 ? "" : "s");
  }

  /** Three audits in a row that did not come are no accident; their interval is the log's own. */
  private Check age(AuditRecord last) {
    Duration age = Duration.between(last.time(), host.now());
    if (last.isAhead(host.now())) {
      String ahead = ", the last " + Words.duration(age.negated()) + " ahead of the clock";
      return Check.of("log", false, count() + ahead + " (was the clock set back?)");
    }
    Duration most = interval().multipliedBy(3);
    boolean late = age.compareTo(most.plus(config.duration(Key.SCHEDULE_SPLAY))) > 0;
    String text = count() + ", the last " + Words.duration(age) + " old";
    return late && config.isOn(Key.ENABLED)
        ? Check.of("log", false, text + " (ntp-audit status)")
        : Check.of("log", true, text);
  }

  private Duration interval() {
    Instant yesterday = host.now().minus(Duration.ofDays(1));
    return Interval.of(
        AuditLog.of(host, config).since(yesterday, EnumSet.of(Field.TIMESTAMP)),
        config.duration(Key.LOKI_INTERVAL).toMillis());
  }

  private Check fields(AuditRecord last) {
    Set<Field> required = EnumSet.copyOf(ALWAYS);
    required.addAll(last.text(Field.SYNC_STATUS, "").equals("unknown") ? UNKNOWN : ASKED);
    required.addAll(hasReference(last) ? MEASURED : Set.of());
    required.removeIf(last::has);
    if (!Site.isBooted(host) && hasListOfUnits()) {
      required.remove(Field.NTP_CONFLICT);
    }
    String schema = "schema " + last.text(Field.SCHEMA, "?");
    String missing = String.join(", ", required.stream().map(Field::json).toList());
    return required.isEmpty()
        ? Check.of("last record", true, schema + ", every required field")
        : Check.of("last record", false, schema + ", without " + missing);
  }

  /** Without systemd there is nobody to ask for them. */
  private boolean hasListOfUnits() {
    return !config.isAuto(Key.CHECKS_COMPETITORS) && !config.list(Key.CHECKS_COMPETITORS).isEmpty();
  }

  private static boolean hasReference(AuditRecord last) {
    return last.text(Field.SYNC_STATUS, "").equals("ok")
        && !last.reasons().contains("local-reference");
  }
}
