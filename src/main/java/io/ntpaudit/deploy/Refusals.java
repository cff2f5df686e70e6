package io.ntpaudit.deploy;

import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Problem;
import io.ntpaudit.deploy.Artifact.Want.Refused;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;

/** What {@code apply} refuses to render of a configuration whose every value is valid by itself. */
public final class Refusals {
  private Refusals() {}

  /** Each with its place. */
  public static List<Problem> of(Host host, Config config) {
    List<Problem> refusals = new ArrayList<>();
    for (Artifact artifact : Artifacts.of(config, Site.of(host, true))) {
      if (artifact.want() instanceof Refused(String why, boolean takeAway)) {
        refusals.add(problem(config, why));
      }
    }
    if (config.isOn(Key.ENABLED)) {
      String log = config.text(Key.LOG_FILE);
      AuditLog.obstacle(host.file(log))
          .map(why -> new Problem(place(config, why), 0, 0, log + ": " + why))
          .ifPresent(refusals::add);
      new Guards(host, true, config)
          .calendar()
          .map(r -> problem(config, r.why()))
          .ifPresent(refusals::add);
    }
    return refusals;
  }

  private static Problem problem(Config config, String why) {
    return new Problem(place(config, why), 0, 0, why + " (apply would not render its file)");
  }

  /** Of the first key that it names and somebody has set. */
  private static String place(Config config, String why) {
    int least = Integer.MAX_VALUE;
    String place = config.folder();
    for (Key key : Key.values()) {
      int at = why.indexOf(key.path());
      String from = config.setting(key).place();
      if (at >= 0 && at < least && !from.equals("default")) {
        least = at;
        place = from;
      }
    }
    return place;
  }
}
