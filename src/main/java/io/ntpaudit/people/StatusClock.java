package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** How far off the clock is, what it follows, and for how long that has been so. */
final class StatusClock {
  private StatusClock() {}

  static void print(AuditRecord record, Day day, Screen screen) {
    screen.line("");
    if (record.text(Field.SYNC_STATUS, "unknown").equals("unknown")) {
      screen.wrapped(Screen.label("last known"), lastKnown(day));
      return;
    }
    screen.wrapped(Screen.label("off by at most"), bound(record));
    screen.wrapped(Screen.label("follows"), follows(record));
    Duration stands = Duration.between(since(record), record.time());
    long runs = record.count(Field.RUNS).orElse(1);
    screen.line(
        Screen.label("so for") + Words.duration(stands) + " (" + Words.count(runs, "audit") + ")");
  }

  private static String lastKnown(Day day) {
    return day.lastKnown()
        .map(record ->
            Screen.clockTime(record.time())
                + ", "
                + Words.duration(Duration.between(record.time(), day.now()))
                + " ago: "
                + inWords(record.verdict())
                + seconds(record, Field.CLOCK_ERROR_BOUND)
                    .map(bound -> ", off by at most " + bound)
                    .orElse(""))
        .orElse("nothing in the last 24 h");
  }

  private static String inWords(Verdict verdict) {
    return switch (verdict) {
      case OK -> "trusted";
      case WARNING -> "trusted, with a warning";
      case CRITICAL -> "not to be trusted";
      case UNKNOWN -> "not told";
    };
  }

  private static String bound(AuditRecord record) {
    return seconds(record, Field.CLOCK_ERROR_BOUND)
        .map(bound ->
            bound
                + growth(record)
                + " ("
                + offset(record)
                + seconds(record, Field.ROOT_DELAY).map(s -> ", root delay " + s).orElse("")
                + seconds(record, Field.ROOT_DISPERSION).map(s -> ", dispersion " + s).orElse("")
                + ")")
        .orElse("cannot be told: nothing corrects this clock");
  }

  /**
   * How fast the bound grows while no sample comes: by the frequency error that chronyd knows of
   * and 1 ppm of which nobody knows ({@code maxclockerror}, chrony.conf).
   */
  private static String growth(AuditRecord record) {
    if (!followsNone(record)) {
      return "";
    }
    double ppm =
        1
            + record.number(Field.SKEW).orElse(0)
            + Math.abs(record.number(Field.RESIDUAL_FREQ).orElse(0));
    return ", growing by " + Words.seconds(ppm * 1e-6 * 3600) + " an hour";
  }

  private static Optional<String> seconds(AuditRecord record, Field field) {
    OptionalDouble value = record.number(field);
    return value.isPresent() ? Optional.of(Words.seconds(value.getAsDouble())) : Optional.empty();
  }

  private static String offset(AuditRecord record) {
    return Words.offset(record.number(Field.CURRENT_CORRECTION).orElse(0));
  }

  private static String follows(AuditRecord record) {
    if (record.text(Field.SYNC_STATUS, "").equals("unsynchronised")) {
      return "nothing";
    }
    String name = record.text(Field.REFERENCE_NAME, "");
    boolean local = record.text(Field.REFERENCE_ID, "").equals(Tracking.LOCAL);
    boolean nothing = followsNone(record) && !local;
    return (nothing ? "nothing now; the last was " : "")
        + (local ? "its own clock" : name.isEmpty() ? "a source without a name" : name)
        + ", stratum "
        + record.text(Field.STRATUM, "not known");
  }

  private static boolean followsNone(AuditRecord record) {
    return record.reasons().contains("no-usable-source");
  }

  private static Instant since(AuditRecord record) {
    Instant since = Timestamp.parse(record.text(Field.SINCE, ""));
    return since.equals(Instant.EPOCH) ? record.time() : since;
  }
}
