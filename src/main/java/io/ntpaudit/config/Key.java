package io.ntpaudit.config;

import static io.ntpaudit.config.Kind.AUTO_OR_LIST;
import static io.ntpaudit.config.Kind.CALENDAR;
import static io.ntpaudit.config.Kind.COUNT;
import static io.ntpaudit.config.Kind.CRON;
import static io.ntpaudit.config.Kind.DURATION;
import static io.ntpaudit.config.Kind.FACTOR;
import static io.ntpaudit.config.Kind.FILE;
import static io.ntpaudit.config.Kind.INTERVAL;
import static io.ntpaudit.config.Kind.MINUTES;
import static io.ntpaudit.config.Kind.NAME;
import static io.ntpaudit.config.Kind.OWN_FILE;
import static io.ntpaudit.config.Kind.PATH;
import static io.ntpaudit.config.Kind.PERIOD;
import static io.ntpaudit.config.Kind.PORT;
import static io.ntpaudit.config.Kind.PUSH_URL;
import static io.ntpaudit.config.Kind.RUNS;
import static io.ntpaudit.config.Kind.SECONDS;
import static io.ntpaudit.config.Kind.SHARE;
import static io.ntpaudit.config.Kind.SIZE;
import static io.ntpaudit.config.Kind.SWITCH;
import static io.ntpaudit.config.Kind.TIMEOUT;
import static io.ntpaudit.config.Kind.URL;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Every key of the configuration with its default: the one list that all else follows. */
public enum Key {
  ENABLED(
      SWITCH, "true", "run on a schedule; false takes the schedule and the rendered files away"),

  SCHEDULE_SYSTEMD(CALENDAR, "*:0/5", "when the timer fires (systemd.time, calendar event)"),
  SCHEDULE_CRON(CRON, "*/5 * * * *", "when cron fires, where PID 1 is not systemd"),
  SCHEDULE_SPLAY(DURATION, "30s", "the fleet is spread over this time; a host keeps its place"),

  LOG_FILE(OWN_FILE, "/var/log/ntp-audit/audit.log", "the log, one JSON record a line"),
  LOG_EVERY(PERIOD, "monthly", "rotation: daily, weekly, monthly or yearly"),
  LOG_ROTATE(COUNT, "7", "rotated logs to keep"),
  LOG_SIZE(SIZE, "10M", "rotate earlier when the log is larger than this"),

  CHECKS_COMPETITORS(AUTO_OR_LIST, "auto", "other clock writers: auto, or a list of units"),
  CHECKS_PHC_DEVICES(AUTO_OR_LIST, "auto", "PTP hardware clocks: auto, or a list; [] = skip"),
  CHECKS_KERNEL_MODULES(AUTO_OR_LIST, "auto", "kernel modules: auto, or a list; [] = skip"),

  CHRONY_TIMEOUT(TIMEOUT, "5s", "for all of chronyc together"),
  CHRONY_ADDRESS(NAME, "auto", "where chronyd answers: auto, the path of a socket, or an address"),
  CHRONY_PORT(PORT, "323", "chronyd's command port (cmdport)"),
  CHRONY_LOG_DIR(PATH, "/var/log/chrony", "chronyd's own logs (logdir)"),

  ALLOY_ENABLED(SWITCH, "true", "render the fragment for Grafana Alloy"),
  ALLOY_CONFIG_DIR(PATH, "/etc/alloy/conf.d", "where Alloy's fragments lie"),
  ALLOY_LOKI_RECEIVER(
      NAME, "loki.write.default.receiver", "the receiver that the fragment forwards to"),
  ALLOY_LOKI_URL(PUSH_URL, "", "Loki's push URL: the fragment then brings its own loki.write"),
  ALLOY_TENANT(NAME, "", "with loki_url: the tenant (X-Scope-OrgID)"),
  ALLOY_USERNAME(NAME, "", "with loki_url: user of basic auth; needs password_file"),
  ALLOY_PASSWORD_FILE(FILE, "", "with loki_url: file with the password, readable by Alloy"),
  ALLOY_CA_FILE(FILE, "", "with loki_url: the CA of Loki's certificate (PEM), readable by Alloy"),
  ALLOY_CERT_FILE(FILE, "", "with loki_url: this host's certificate; needs key_file, as readable"),
  ALLOY_KEY_FILE(
      FILE, "", "with loki_url: the certificate's key, readable by Alloy, not encrypted"),

  LOKI_ENABLED(SWITCH, "true", "render the alert rules for Loki's ruler"),
  LOKI_RULES_DIR(PATH, "/etc/loki/rules/fake", "the tenant's folder of rules"),
  LOKI_INTERVAL(INTERVAL, "5m", "time between two audits of the fleet: the rules' windows"),
  LOKI_LOOKBACK(MINUTES, "6h", "how long a host that fell silent is missed"),
  LOKI_MAX_ALERTS(COUNT, "400", "hosts an alert names; below Loki's max_query_series"),
  LOKI_FLEET_SHARE(SHARE, "0.2", "share of the fleet at which the fleet alerts speak"),
  LOKI_TEAM(NAME, "ops", "label team of every alert"),
  LOKI_RUNBOOK_URL(
      URL, "file:///usr/share/doc/ntp-audit/runbook.html", "the page behind each alert"),

  PROMETHEUS_TEXTFILE_DIR(PATH, "", "node_exporter's textfile folder; unset = off"),

  LIMITS_OFFSET(SECONDS, "0.1", "clock offset, either sign: warning (s)"),
  LIMITS_OFFSET_CRITICAL(SECONDS, "1", "clock offset, either sign: critical (s)"),
  LIMITS_STRATUM(COUNT, "4", "above it a warning"),
  LIMITS_ERROR_BOUND(SECONDS, "0.1", "clock error bound: warning (s)"),
  LIMITS_ERROR_BOUND_CRITICAL(SECONDS, "1", "clock error bound: critical (s)"),
  LIMITS_MIN_SOURCES(COUNT, "2", "usable sources, below it an info"),
  LIMITS_STALE(FACTOR, "3", "age of the last sample in poll intervals: warning"),
  LIMITS_STALE_CRITICAL(FACTOR, "8", "age of the last sample in poll intervals: critical"),
  LIMITS_CONFIRM_RUNS(RUNS, "2", "runs in a row before a warning"),
  LIMITS_STARTUP_GRACE(DURATION, "10m", "no warning so long after boot or a restart of chronyd");

  private final String path;
  private final Kind kind;
  private final String standard;
  private final String meaning;

  Key(Kind kind, String standard, String meaning) {
    this.kind = kind;
    this.standard = standard;
    this.meaning = meaning;
    String lower = name().toLowerCase(Locale.ROOT);
    int section = lower.indexOf('_');
    this.path =
        section < 0 ? lower : lower.substring(0, section) + '.' + lower.substring(section + 1);
  }

  /** The dotted name: {@code limits.offset}. */
  public String path() {
    return path;
  }

  public Kind kind() {
    return kind;
  }

  /** The default as it would stand in the file; empty where the key is unset by default. */
  public String standard() {
    return standard;
  }

  /** What the key does, in one line. */
  public String meaning() {
    return meaning;
  }

  /** Whether the key may be left empty. */
  boolean mayBeUnset() {
    return standard.isEmpty();
  }

  /** The key of that dotted name, or null. */
  static Key of(String path) {
    return Paths.KEYS.get(path);
  }

  /** Made only where there is a configuration to read. */
  private static final class Paths {
    static final Map<String, Key> KEYS = new HashMap<>();

    static {
      for (Key key : values()) {
        KEYS.put(key.path, key);
      }
    }
  }

  /** The name that stands above the key: {@code limits}; the key's own where none does. */
  String section() {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** Whether the name is a section's, such as {@code limits}. */
  static boolean isSection(String name) {
    for (Key key : values()) {
      if (key.section().equals(name) && !key.path.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
