package io.ntpaudit.audit;

import io.ntpaudit.clock.Boot;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last records of the log, the newest first: what this audit follows on. There is no other
 * state.
 *
 * @param apart audits further apart than this are not in a row
 * @param live whether somebody looks, and nothing is logged that the next audit could follow on
 */
public record Past(List<AuditRecord> records, Duration apart, boolean live) {
  public static final Past NONE = new Past(List.of(), Duration.ZERO, false);

  /** What a schedule may be that is not the shipped one and whose interval is not configured. */
  private static final Duration UNKNOWN_INTERVAL = Duration.ofDays(1);

  /** A grace of hours with an audit a minute is nobody's. */
  private static final int MOST = 100;

  public Past {
    records = List.copyOf(records);
  }

  /** One audit may be missing between two in a row, and each may be late by the splay. */
  static Duration apart(Config config) {
    boolean told =
        !isStandard(config, Key.LOKI_INTERVAL)
            || (isStandard(config, Key.SCHEDULE_SYSTEMD) && isStandard(config, Key.SCHEDULE_CRON));
    Duration interval = told ? config.duration(Key.LOKI_INTERVAL) : UNKNOWN_INTERVAL;
    return interval.plus(interval).plus(config.duration(Key.SCHEDULE_SPLAY));
  }

  private static boolean isStandard(Config config, Key key) {
    return config.text(key).equals(key.standard());
  }

  /** Only those that stand in a row up to now: of this boot, and none too far from the next. */
  Past row(Boot now) {
    List<AuditRecord> row = new ArrayList<>();
    double later = 0;
    for (AuditRecord record : records) {
      double age = age(record, now);
      boolean sameBoot = now.id().orElse("").equals(record.text(Field.BOOT_ID, ""));
      if (!sameBoot || Math.abs(age - later) > apart.toMillis() / 1e3) {
        break;
      }
      row.add(record);
      later = age;
    }
    return new Past(row, apart, live);
  }

  /** In seconds; by the time since boot where that went on, for the clock may have been stepped. */
  private static double age(AuditRecord record, Boot now) {
    double uptime = now.uptime().orElse(-1) - record.number(Field.UPTIME).orElse(0);
    return uptime >= 0 && record.has(Field.UPTIME)
        ? uptime
        : Duration.between(record.time(), now.time()).toMillis() / 1e3;
  }

  /**
   * How many records go back further than the start-up grace; fewer where the interval is not
   * known.
   */
  static int beforeGrace(Config config, Limits limits) {
    long interval = Math.max(1, apart(config).toMillis() / 2);
    return (int) Math.min(MOST, limits.startupGrace().toMillis() / interval + 2);
  }

  /**
   * Whether the records name the reason, given or pending, back to one that is older than the
   * grace: a chronyd that is restarted again and again would be in its grace for ever.
   */
  boolean sawFor(String id, Duration grace, Boot now) {
    for (AuditRecord record : records) {
      if (!record.reasons().contains(id) && !record.pending().contains(id)) {
        return false;
      }
      if (age(record, now) * 1e3 > grace.toMillis()) {
        return true;
      }
    }
    return false;
  }

  Optional<AuditRecord> last() {
    return records.isEmpty() ? Optional.empty() : Optional.of(records.getFirst());
  }

  /**
   * Whether the kernel held its clock for synchronised, where the last record tells: it must be of
   * this boot and of this hour. So the kernel is asked once an hour, for asking takes a process. It
   * is asked again as long as it says no because chronyd has only just begun.
   */
  Optional<Boolean> kernelSync(Host host) {
    return last()
        .filter(last -> last.has(Field.KERNEL_SYNC))
        .filter(
            last -> last.flag(Field.KERNEL_SYNC) || last.text(Field.SYNC_STATUS, "").equals("ok"))
        .filter(last -> last.time().getEpochSecond() / 3600 == host.now().getEpochSecond() / 3600)
        .filter(last -> Boot.id(host).equals(Optional.of(last.text(Field.BOOT_ID, ""))))
        .map(last -> last.flag(Field.KERNEL_SYNC));
  }

  /**
   * Whether each of the last so many records names the reason, given or still pending. Who looks
   * live where no audit was logged has nothing to wait for.
   */
  boolean saw(String id, int runs) {
    if (live && records.isEmpty()) {
      return true;
    }
    if (records.size() < runs) {
      return false;
    }
    for (AuditRecord record : records.subList(0, runs)) {
      if (!record.reasons().contains(id) && !record.pending().contains(id)) {
        return false;
      }
    }
    return true;
  }
}
