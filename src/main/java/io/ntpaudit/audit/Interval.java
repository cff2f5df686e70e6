package io.ntpaudit.audit;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time between two audits, ms: as a log shows it, or as it is configured. */
public final class Interval {
  /** A record stands until the next, at most so many intervals; what is longer is a gap. */
  public static final double STANDS = 1.5;

  /** Closer together no schedule runs them, for cron's step is a minute: runs by hand. */
  private static final long BY_HAND = 45_000;

  /** A timer fires a little early or late; what comes sooner is of another schedule, or by hand. */
  private static final double SOON = 0.9;

  /** Nobody runs audits by hand for so many intervals: what goes on for longer is a schedule. */
  private static final int BURST = 12;

  /** Of fewer a single gap could be the median. */
  private static final int ENOUGH = 3;

  /** The schedules of which the interval can be read: {@code *:0/5}. */
  private static final Pattern EVERY_MINUTES = Pattern.compile("\\*:0?0/(\\d{1,2})");

  private Interval() {}

  /** The schedule's; the fleet's where the schedule is not a plain one. */
  public static long configured(Config config) {
    Matcher every = EVERY_MINUTES.matcher(config.text(Key.SCHEDULE_SYSTEMD));
    return every.matches()
        ? Math.max(1, Long.parseLong(every.group(1))) * 60_000
        : config.duration(Key.LOKI_INTERVAL).toMillis();
  }

  /**
   * What a clock that was wrong and was stepped forward jumped over between two audits, ms: of that
   * time none is missing. A clock that could be trusted was not wrong: its host stood still so
   * long, as a virtual machine that is paused does.
   *
   * @param between the time between them, by the clock, ms
   * @param step as the later record has it, s
   * @param wasWrong whether the earlier one is of the same boot, and says that its clock cannot be
   *     trusted
   */
  public static long jumped(long between, double step, boolean wasWrong) {
    long forward = Math.round(step * 1000);
    return wasWrong && forward > 0 && forward <= between ? forward : 0;
  }

  /** As these records show it, the newest first. */
  public static Duration of(List<AuditRecord> records, long otherwise) {
    long[] apart = new long[Math.max(0, records.size() - 1)];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = Duration.between(records.get(i + 1).time(), records.get(i).time()).toMillis();
    }
    return Duration.ofMillis(median(scheduled(apart, otherwise), otherwise));
  }

  /**
   * The spacings, with 0 in the place of what people did: spacings below the usual one that soon
   * end again. Somebody who mends a clock runs the audit once a minute, and the schedule goes on.
   */
  public static long[] scheduled(long[] apart, long usual) {
    long[] scheduled = apart.clone();
    for (int from = 0, to; from < apart.length; from = to + 1) {
      long lasted = 0;
      for (to = from; to < apart.length && apart[to] < SOON * usual; to++) {
        lasted += apart[to];
      }
      if (lasted < BURST * usual) {
        Arrays.fill(scheduled, from, to, 0);
      }
    }
    return scheduled;
  }

  /**
   * The median of what a schedule can do: neither gaps nor runs by hand change it. To the second,
   * for a timer fires a few ms early or late.
   *
   * @param apart from each record to the next, as {@link #scheduled} leaves it
   * @param otherwise where too few of them tell it
   */
  public static long median(long[] apart, long otherwise) {
    long[] scheduled = Arrays.stream(apart).filter(ms -> ms >= BY_HAND).sorted().toArray();
    return scheduled.length < ENOUGH
        ? otherwise
        : Math.round(scheduled[scheduled.length / 2] / 1000.0) * 1000;
  }
}
