package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.deploy.Artifact.Want.Content;
import io.ntpaudit.deploy.Artifact.Want.Nothing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which files a host needs, and what stands in them: a pure function of configuration and host. */
final class Artifacts {
  private static final Nothing UNNEEDED = new Nothing("");

  private final Config config;
  private final Site site;
  private final Values values;

  private Artifacts(Config config, Site site) {
    this.config = config;
    this.site = site;
    this.values = new Values(config, site);
  }

  /** All of them, in a fixed order. */
  static List<Artifact> of(Config config, Site site) {
    Artifacts artifacts = new Artifacts(config, site);
    return List.of(
        new Artifact(
            Part.TIMER,
            "/etc/systemd/system/ntp-audit.timer.d/schedule.conf",
            artifacts.unlessOff(artifacts.timer())),
        new Artifact(
            Part.SERVICE,
            "/etc/systemd/system/ntp-audit.service.d/paths.conf",
            artifacts.unlessOff(artifacts.service())),
        new Artifact(Part.CRON, "/etc/cron.d/ntp-audit", artifacts.unlessOff(artifacts.cron())),
        new Artifact(
            Part.LOGROTATE,
            "/etc/logrotate.d/ntp-audit",
            artifacts.unlessOff(artifacts.logrotate())),
        new Artifact(
            Part.ALLOY,
            dir(config, Key.ALLOY_CONFIG_DIR) + "/ntp-audit.alloy",
            artifacts.unlessOff(artifacts.alloy())),
        new Artifact(
            Part.LOKI,
            dir(config, Key.LOKI_RULES_DIR) + "/ntp-audit-rules.yaml",
            artifacts.unlessOff(artifacts.loki())));
  }

  /** The folder, written without double or trailing slashes. */
  static String dir(Config config, Key key) {
    String dir = Path.of(config.text(key)).normalize().toString();
    return dir.equals("/") ? "" : dir;
  }

  private Want unlessOff(Want want) {
    return config.isOn(Key.ENABLED) || want.equals(UNNEEDED)
        ? want
        : new Nothing("enabled is false");
  }

  private Want filled(String template, Optional<String> unfit, Map<String, String> more) {
    return unfit
        .<Want>map(why -> new Want.Refused(why, false))
        .orElseGet(() -> new Content(values.fill(template, more)));
  }

  private Want timer() {
    String calendar = config.text(Key.SCHEDULE_SYSTEMD);
    String splay = seconds(config.duration(Key.SCHEDULE_SPLAY));
    boolean asShipped = isStandard(Key.SCHEDULE_SYSTEMD);
    boolean delayAsShipped = config.duration(Key.SCHEDULE_SPLAY).equals(standardSplay());
    Optional<String> own = site.steadyDelay() ? Optional.empty() : ownSecond(calendar);
    if (own.isPresent()) {
      return schedule(own.get(), "0");
    }
    return schedule(asShipped ? "" : calendar, delayAsShipped ? "" : splay);
  }

  private Want schedule(String calendar, String delay) {
    return site.systemd() && !(calendar + delay).isEmpty()
        ? filled("schedule.conf", Optional.empty(), Map.of("CALENDAR", calendar, "DELAY", delay))
        : UNNEEDED;
  }

  /**
   * The calendar event with a second of this host's own, for a systemd that would draw another
   * delay each time. Only where the event leaves the seconds open and the splay fits into a minute.
   */
  private Optional<String> ownSecond(String calendar) {
    long splay = config.duration(Key.SCHEDULE_SPLAY).toSeconds();
    boolean fits = splay >= 1 && splay <= 60 && calendar.matches("(.* )?[0-9*/,.]+:[0-9*/,.]+");
    return fits
        ? site.place((int) splay).map(second -> "%s:%02d".formatted(calendar, second))
        : Optional.empty();
  }

  private static Duration standardSplay() {
    return Config.defaults().duration(Key.SCHEDULE_SPLAY);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private Want service() {
    Map<String, String> reach = Reach.of(config);
    return site.systemd() && reach.values().stream().anyMatch(value -> !value.isEmpty())
        ? filled("paths.conf", Optional.empty(), reach)
        : UNNEEDED;
  }

  private Want cron() {
    long splay = Math.max(1, config.duration(Key.SCHEDULE_SPLAY).toSeconds());
    Map<String, String> delay = Map.of("DELAY", Long.toString(splay));
    return site.systemd() ? UNNEEDED : filled("cron", Optional.empty(), delay);
  }

  private Want logrotate() {
    return filled("logrotate", values.unfit(Key.LOG_FILE), Map.of());
  }

  private Want alloy() {
    return config.isOn(Key.ALLOY_ENABLED)
        ? filled("ntp-audit.alloy", unfitForAlloy(values), Map.of())
        : new Nothing("alloy.enabled is false");
  }

  private static Optional<String> unfitForAlloy(Values values) {
    return values
        .unfit(Key.LOG_FILE, Key.ALLOY_LOKI_RECEIVER, Key.ALLOY_TENANT)
        .or(() -> values.alone(Key.ALLOY_USERNAME, Key.ALLOY_PASSWORD_FILE))
        .or(() -> values.alone(Key.ALLOY_CERT_FILE, Key.ALLOY_KEY_FILE));
  }

  private Want loki() {
    return config.isOn(Key.LOKI_ENABLED)
        ? filled("ntp-audit-rules.yaml", unfitForLoki(), Map.of())
        : new Nothing("loki.enabled is false");
  }

  private Optional<String> unfitForLoki() {
    Duration least = config.duration(Key.LOKI_INTERVAL).multipliedBy(4);
    if (config.duration(Key.LOKI_LOOKBACK).compareTo(least) < 0) {
      return Optional.of("loki.lookback: expected at least four times loki.interval");
    }
    if (dir(config, Key.LOKI_RULES_DIR).equals(dir(config, Key.ALLOY_CONFIG_DIR))) {
      return Optional.of("loki.rules_dir: the same as alloy.config_dir, and Loki loads every file");
    }
    return values.unfit(Key.LOKI_TEAM, Key.LOKI_MAX_ALERTS);
  }

  /** What an administrator adds to the one file that Alloy reads; empty where it would not do. */
  static List<String> alloyImport(Config config, Site site) {
    Values values = new Values(config, site);
    if (unfitForAlloy(values).isPresent()) {
      return List.of();
    }
    String text = values.fill("import.alloy", Map.of());
    String fragment = values.fill("ntp-audit.alloy", Map.of());
    int own = fragment.indexOf("\nloki.write \"ntp_audit\" {");
    return (own < 0 ? text : text + fragment.substring(own)).lines().toList();
  }

  private boolean isStandard(Key key) {
    return config.text(key).equals(key.standard());
  }
}
