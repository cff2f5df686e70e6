package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** How far off the clock is, what it follows, and for how long that has been so. */
final class StatusClock {
  private StatusClock() {}

  /**
   * @param isHidden whether this user cannot read the log
   */
  static void print(AuditRecord record, Day day, boolean isHidden, Screen screen) {
    screen.line("");
    if (record.text(Field.SYNC_STATUS, "unknown").equals("unknown")) {
      screen.wrapped(Screen.label("last known"), lastKnown(day, isHidden));
      return;
    }
    screen.wrapped(Screen.label("off by at most"), bound(record));
    screen.wrapped(Screen.label("follows"), follows(record));
    screen.line(Screen.label("so for") + soFor(record, day));
  }

  private static String lastKnown(Day day, boolean isHidden) {
    return day.lastKnown()
        .map(record ->
            Screen.clockTime(record.time())
                + ", "
                + Words.duration(Duration.between(record.time(), day.now()))
                + " ago: "
                + inWords(record))
        .orElse(isHidden ? "not known" : "nothing in the last 24 h");
  }

  /** What a record of the past said of the clock. */
  static String inWords(AuditRecord record) {
    String verdict =
        switch (record.verdict()) {
          case OK -> "trusted";
          case WARNING -> "trusted, with a warning";
          case CRITICAL -> "not to be trusted";
          case UNKNOWN -> "not told";
        };
    return verdict
        + seconds(record, Field.CLOCK_ERROR_BOUND)
            .map(bound -> ", off by at most " + bound)
            .orElse("");
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
        + " (this host: stratum "
        + record.text(Field.STRATUM, "not known")
        + ")";
  }

  /** By the record, but not over a gap: of the time in which nobody looked nothing is known. */
  static String soFor(AuditRecord record, Day day) {
    Instant told = since(record);
    Optional<Instant> resumed = day.resumed().filter(time -> time.isAfter(told));
    Instant begin = resumed.filter(time -> !time.isAfter(record.time())).orElse(told);
    long runs = record.count(Field.RUNS).orElse(1);
    if (!begin.equals(told)) {
      runs = 1 + day.records().stream().filter(r -> isWithin(r, begin, record.time())).count();
    }
    String stands = Words.duration(Duration.between(begin, record.time()));
    return stands + " (" + Words.count(runs, "audit") + ")";
  }

  private static boolean isWithin(AuditRecord record, Instant begin, Instant end) {
    return !record.time().isBefore(begin) && record.time().isBefore(end);
  }

  private static boolean followsNone(AuditRecord record) {
    return record.reasons().contains("no-usable-source");
  }

  private static Instant since(AuditRecord record) {
    Instant since = Timestamp.parse(record.text(Field.SINCE, ""));
    return since.equals(Instant.EPOCH) ? record.time() : since;
  }
}
