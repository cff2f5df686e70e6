package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.daemons.Writer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the report keeps of one record. Numbers that were not measured are {@link #ABSENT}, texts
 * are empty.
 *
 * @param time ms since the epoch
 * @param reasons ids as in the record, joined by a comma; empty where there is none
 * @param offset ns, positive = the clock is slow
 * @param bound ns
 * @param frequency 0.001 ppm, positive = the clock is fast
 * @param reach answers to the last 8 polls
 * @param syncAge s since the last good sample
 * @param step ns, positive = forward
 * @param writers other clock writers
 */
record Entry(
    long time,
    State state,
    String reasons,
    long offset,
    long bound,
    long frequency,
    long stratum,
    long sources,
    long usable,
    long falsetickers,
    long reach,
    long syncAge,
    long step,
    String writers,
    String phc,
    String modules,
    String boot) {
  static final long ABSENT = Long.MIN_VALUE;

  /** Longer text than this is cut: the program writes none, and a hostile log fills no memory. */
  private static final int LONGEST = 300;

  boolean has(long value) {
    return value != ABSENT;
  }

  /** What a step forward jumped over since the entry before, ms. */
  long jumped(Entry before) {
    return has(step)
        ? Interval.jumped(
            time - before.time, step / 1e9, boot.equals(before.boot) && !before.state.isTrusted())
        : 0;
  }

  List<String> ids() {
    return reasons.isEmpty() ? List.of() : List.of(reasons.split(","));
  }

  /** Makes entries of records and keeps equal texts once. */
  static final class Maker {
    private final Map<String, String> texts = new HashMap<>();

    Entry entry(AuditRecord record, Instant time) {
      return new Entry(
          time.toEpochMilli(),
          State.of(record.verdict()),
          text(String.join(",", record.reasons())),
          scaled(record.number(Field.CURRENT_CORRECTION), 1e9),
          scaled(record.number(Field.CLOCK_ERROR_BOUND), 1e9),
          scaled(record.number(Field.FREQUENCY_PPM), 1e3),
          count(record, Field.STRATUM),
          count(record, Field.SOURCES),
          count(record, Field.SOURCES_USABLE),
          count(record, Field.SOURCES_FALSETICKER),
          count(record, Field.REACH),
          scaled(record.number(Field.SYNC_AGE), 1),
          scaled(record.number(Field.CLOCK_STEP), 1e9),
          text(Writer.listed(record.text(Field.NTP_CONFLICTS, ""))),
          text(phc(record)),
          text(record.text(Field.NTP_MODULES_STATUS, "")),
          text(record.text(Field.BOOT_ID, "")));
    }

    private static String phc(AuditRecord record) {
      boolean missing = record.text(Field.NTP_PHC_STATUS, "").equals("missing");
      return missing ? "no PTP hardware clock" : "";
    }

    private static long count(AuditRecord record, Field field) {
      OptionalLong count = record.count(field);
      return count.isEmpty() ? ABSENT : Math.clamp(count.getAsLong(), 0, 65_535);
    }

    private static long scaled(OptionalDouble number, double scale) {
      return number.isEmpty()
          ? ABSENT
          : Math.max(Math.round(number.getAsDouble() * scale), -Long.MAX_VALUE);
    }

    /** The text, cut, kept once. */
    String text(String text) {
      String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
      return texts.computeIfAbsent(cut, same -> same);
    }
  }
}
