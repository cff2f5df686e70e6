package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.audit.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last 24 hours of a log.
 *
 * @param records of that time, the newest first
 * @param last the newest record of that time or, by a clock that went back since, of one to come
 * @param interval between two audits
 * @param missing audits that should be there and are not, up to the last record
 * @param lastGap where the last of them should be
 * @param resumed the first audit behind the last break: a gap, but for one audit, or a step
 */
record Day(
    Instant now,
    List<AuditRecord> records,
    Optional<AuditRecord> last,
    Duration interval,
    int missing,
    Optional<Gap> lastGap,
    Optional<Instant> resumed) {
  static final Duration LENGTH = Duration.ofHours(24);
  static final int CELLS = 48;

  /** What it reads of a record. */
  static final Set<Field> FIELDS =
      EnumSet.of(
          Field.TIMESTAMP,
          Field.VERDICT,
          Field.SYNC_STATUS,
          Field.CLOCK_ERROR_BOUND,
          Field.BOOT_ID,
          Field.CLOCK_STEP);

  private static final Duration CELL = Duration.ofSeconds(LENGTH.toSeconds() / CELLS);

  /** The records on both sides of audits that are missing, those before these 24 hours too. */
  record Gap(AuditRecord before, AuditRecord after, int missing, long jumped) {}

  /**
   * A half-hour of the day.
   *
   * @param kind the worst that its audits said
   * @param bound s, the largest error bound where it is known, else 0
   */
  record Cell(Kind kind, double bound) {
    static final Cell GAP = new Cell(Kind.GAP, 0);

    /** From the one that any other hides to the one that none does. */
    enum Kind {
      /** No audit. */
      GAP,
      TRUSTED,
      /** Nobody could tell. */
      UNKNOWN,
      CRITICAL
    }

    private static Cell of(AuditRecord record) {
      Kind kind =
          switch (record.verdict()) {
            case OK, WARNING -> record.has(Field.CLOCK_ERROR_BOUND) ? Kind.TRUSTED : Kind.UNKNOWN;
            case UNKNOWN -> Kind.UNKNOWN;
            case CRITICAL -> Kind.CRITICAL;
          };
      return new Cell(kind, Day.bound(record));
    }

    private Cell with(Cell other) {
      return new Cell(
          kind.compareTo(other.kind) < 0 ? other.kind : kind, Math.max(bound, other.bound));
    }
  }

  /**
   * The day that ends now.
   *
   * @param all the newest first, and one more of the time before
   * @param usual the interval where the records do not tell it
   */
  static Day of(List<AuditRecord> all, Instant now, Duration usual) {
    Instant begin = now.minus(LENGTH);
    Optional<AuditRecord> last =
        all.stream().findFirst().filter(record -> !record.time().isBefore(begin));
    List<AuditRecord> records = all.stream().filter(record -> !record.isAhead(now)).toList();
    Duration interval = Interval.of(records, usual.toMillis());
    List<AuditRecord> inside = new ArrayList<>();
    int missing = 0;
    Gap lastGap = null;
    Instant resumed = null;
    AuditRecord later = null;
    for (AuditRecord record : records) {
      if (later != null) {
        long jumped = boot(record).equals(boot(records.getLast())) ? jumped(record, later) : 0;
        int between = missing(record, later, jumped, interval);
        missing += Math.min(between, (int) ratio(Duration.between(begin, later.time()), interval));
        if (between > 0 && lastGap == null) {
          lastGap = new Gap(record, later, between, jumped);
        }
        if (resumed == null && isBreak(record, later, interval)) {
          resumed = later.time();
        }
      }
      if (!record.time().isBefore(begin)) {
        inside.add(record);
      }
      later = record;
    }
    return new Day(
        now,
        inside,
        last,
        interval,
        missing,
        Optional.ofNullable(lastGap),
        Optional.ofNullable(resumed));
  }

  private static int missing(AuditRecord from, AuditRecord to, long jumped, Duration interval) {
    Duration apart = Duration.between(from.time(), to.time());
    double intervals = ratio(apart.minusMillis(jumped), interval);
    return intervals <= Interval.STANDS ? 0 : (int) Math.round(intervals) - 1;
  }

  /**
   * What a step forward between the two jumped over, ms. Not in a later boot, whose clock may have
   * begun where the host went off: how long that was, nobody knows.
   */
  private static long jumped(AuditRecord from, AuditRecord to) {
    return Interval.jumped(
        Duration.between(from.time(), to.time()).toMillis(),
        to.number(Field.CLOCK_STEP).orElse(0),
        boot(from).equals(boot(to)) && from.verdict().compareTo(Verdict.UNKNOWN) >= 0);
  }

  private static String boot(AuditRecord record) {
    return record.text(Field.BOOT_ID, "");
  }

  /** Whether the times are too far apart to be in a row: one audit may be missing. */
  boolean isBreak(AuditRecord from, AuditRecord to) {
    return isBreak(from, to, interval);
  }

  private static boolean isBreak(AuditRecord from, AuditRecord to, Duration interval) {
    return Math.round(ratio(Duration.between(from.time(), to.time()), interval)) > 2;
  }

  private static double ratio(Duration a, Duration b) {
    return (double) a.toMillis() / Math.max(1, b.toMillis());
  }

  /** When the last of the missing audits was due. */
  Optional<Instant> lastMissing() {
    return lastGap.map(gap -> gap.after().time().minus(interval));
  }

  /** The record with the largest error bound. */
  Optional<AuditRecord> worst() {
    AuditRecord worst = null;
    for (AuditRecord record : records) {
      if (record.has(Field.CLOCK_ERROR_BOUND) && (worst == null || bound(record) > bound(worst))) {
        worst = record;
      }
    }
    return Optional.ofNullable(worst);
  }

  /** The median of the error bounds, s; 0 where there is none. */
  double usual() {
    List<Double> bounds = new ArrayList<>();
    for (AuditRecord record : records) {
      if (record.has(Field.CLOCK_ERROR_BOUND)) {
        bounds.add(bound(record));
      }
    }
    bounds.sort(null);
    return bounds.isEmpty() ? 0 : bounds.get(bounds.size() / 2);
  }

  private static double bound(AuditRecord record) {
    return record.number(Field.CLOCK_ERROR_BOUND).orElse(0);
  }

  /** The records of that verdict, the newest first. */
  List<AuditRecord> of(Verdict verdict) {
    List<AuditRecord> those = new ArrayList<>();
    for (AuditRecord record : records) {
      if (record.verdict() == verdict) {
        those.add(record);
      }
    }
    return those;
  }

  /** The last record that knew something of the clock. */
  Optional<AuditRecord> lastKnown() {
    return records.stream()
        .filter(record -> !record.text(Field.SYNC_STATUS, "unknown").equals("unknown"))
        .findFirst();
  }

  /** The day in half-hours, the oldest first. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>(Collections.nCopies(CELLS, Cell.GAP));
    for (AuditRecord record : records) {
      double cell = ratio(Duration.between(now.minus(LENGTH), record.time()), CELL);
      int at = Math.min(CELLS - 1, (int) cell);
      if (cell >= 0 && cell <= CELLS) {
        cells.set(at, cells.get(at).with(Cell.of(record)));
      }
    }
    return cells;
  }
}
