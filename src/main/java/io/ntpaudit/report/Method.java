package io.ntpaudit.report;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.config.Config.Setting;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Kind;
import io.ntpaudit.report.Log.Seen;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits in force and where they come from, host and versions. */
final class Method {
  /** Besides the limits: what decides when there is a record, and how long it is kept. */
  private static final Set<Key> ALSO =
      EnumSet.of(
          Key.SCHEDULE_SYSTEMD,
          Key.CHECKS_COMPETITORS,
          Key.CHECKS_PHC_DEVICES,
          Key.CHECKS_KERNEL_MODULES,
          Key.LOG_EVERY,
          Key.LOG_ROTATE,
          Key.LOG_SIZE);

  private Method() {}

  static Html settings(Report report) {
    Html html = new Html();
    for (Key key : Key.values()) {
      if (key.path().startsWith("limits.") || ALSO.contains(key)) {
        Setting setting = report.config().setting(key);
        html.add(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td class=\"wrap\">{}</td></tr>\n",
            breakable(key.path()),
            value(key, setting),
            setting.place());
      }
    }
    return html;
  }

  /** A narrow column breaks a key where its words end. */
  private static Html breakable(String path) {
    Html html = new Html();
    for (String word : path.split("(?<=[._])")) {
      html.add(html.isEmpty() ? "{}" : "<wbr>{}", word);
    }
    return html;
  }

  private static String value(Key key, Setting setting) {
    if (setting.list() != null) {
      return setting.list().isEmpty() ? "[] (left out)" : String.join(", ", setting.list());
    }
    return key.kind() == Kind.SECONDS
        ? Say.seconds(Double.parseDouble(setting.text()))
        : setting.text();
  }

  static Html host(Report report) {
    AuditRecord last = report.log().last();
    Html html = new Html();
    add(html, "Host", report.host());
    add(html, "System", report.origin().system());
    add(html, "Virtualisation", last.text(Field.VIRTUALIZATION, ""));
    add(html, "chronyd", transport(last.text(Field.TRANSPORT, "")));
    add(html, "Log of", versions(report.log().seen(Field.VERSION)));
    add(
        html,
        "Made",
        Say.moment(report.origin().made()) + " UTC by ntp-audit " + report.origin().version());
    html.add(
        "<tr><th scope=\"row\">Command</th><td class=\"wrap\"><code>{}</code></td></tr>\n",
        report.origin().command());
    return html;
  }

  private static void add(Html html, String name, String value) {
    if (!value.isEmpty()) {
      html.add("{}", Quality.row(name, Html.of("<span class=\"wrap\">{}</span>", value)));
    }
  }

  private static String transport(String word) {
    return switch (word) {
      case "unix" -> "asked over its Unix socket";
      case "udp" -> "asked over UDP";
      default -> word;
    };
  }

  /** {@code ntp-audit 1.1.0 since 9 Nov 2026, 1.0.3 since 24 Oct 2026}. */
  private static String versions(Map<String, Seen> seen) {
    List<Map.Entry<String, Seen>> newestFirst = new ArrayList<>(seen.entrySet());
    newestFirst.sort(
        (one, other) -> Long.compare(other.getValue().first(), one.getValue().first()));
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, Seen> version : newestFirst) {
      String name = version.getKey().isEmpty() ? "unknown version" : version.getKey();
      words.add(seen.size() == 1 ? name : name + " since " + Say.date(version.getValue().first()));
    }
    return words.isEmpty() ? "" : "ntp-audit " + String.join(", ", words);
  }
}
