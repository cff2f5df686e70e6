package io.ntpaudit.people;

import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Problem;
import io.ntpaudit.deploy.Site;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.util.Optional;

/** Whether cron runs the audits as often as the rules for Loki take for granted. */
public final class FleetSchedule {
  private FleetSchedule() {}

  /** What to look at: each of the two values is valid, and the files are rendered. */
  public static Optional<Problem> advice(Host host, Config config) {
    boolean matters = config.isOn(Key.ENABLED) && config.isOn(Key.LOKI_ENABLED);
    Duration interval = config.duration(Key.LOKI_INTERVAL);
    String fields = config.text(Key.SCHEDULE_CRON);
    if (!matters
        || Site.of(host, true).systemd()
        || !CronTimes.isRarer(fields, interval, host.now())) {
      return Optional.empty();
    }
    String text =
        "schedule.cron: more than loki.interval ("
            + Words.duration(interval)
            + ") passes between audits, and the rules for Loki follow that (set it, too)";
    return Optional.of(new Problem(config.setting(Key.SCHEDULE_CRON).place(), 0, 0, text));
  }
}
