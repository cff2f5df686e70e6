package io.ntpaudit.audit;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time between two audits, ms: as a log shows it, or as it is configured. */
public final class Interval {
  /** A record stands until the next, at most so many intervals; what is longer is a gap. */
  public static final double STANDS = 1.5;

  /** Closer together no schedule runs them, for cron's step is a minute: runs by hand. */
  private static final long BY_HAND = 45_000;

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
   * The median of what a schedule can do: neither gaps nor runs by hand change it. To the second,
   * for a timer fires a few ms early or late.
   *
   * @param apart from each record to the next
   * @param otherwise where too few of them tell it
   */
  public static long median(long[] apart, long otherwise) {
    long[] scheduled = Arrays.stream(apart).filter(ms -> ms >= BY_HAND).sorted().toArray();
    return scheduled.length < ENOUGH
        ? otherwise
        : Math.round(scheduled[scheduled.length / 2] / 1000.0) * 1000;
  }
}
