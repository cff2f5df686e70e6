package io.ntpaudit.deploy;

import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * As whom a service runs.
 *
 * @param group its main group; that of the user's name where the unit has none
 * @param more groups beside those that the user has, separated by blanks; may be empty
 */
record ServiceUser(String name, String group, String more) {
  /** What systemd says; the standard where it does not know the unit. */
  static ServiceUser of(Host host, String unit, String standard) {
    String asked = "--property=LoadState,User,Group,SupplementaryGroups";
    Map<String, String> said =
        Tool.ask(host, "systemctl", "show", asked, unit)
            .filter(Tool.Answer::well)
            .map(answer -> Scheduler.state(answer.text()))
            .orElse(Map.of());
    boolean loaded = said.getOrDefault("LoadState", "").equals("loaded");
    String name = value(said, "User", loaded ? "root" : standard);
    return new ServiceUser(
        name, value(said, "Group", name), value(said, "SupplementaryGroups", ""));
  }

  private static String value(Map<String, String> said, String property, String otherwise) {
    String value = said.getOrDefault(property, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** Whether it may not read the file; false where that cannot be told. */
  boolean isShutOut(Host host, String file) {
    return isShutOut(host, file, "--init-groups")
        && (more.isEmpty() || isShutOut(host, file, "--groups=" + more.replaceAll("\\s+", ",")));
  }

  /** A word of setpriv's own: there is no such user, or only root may ask on another's behalf. */
  private boolean isShutOut(Host host, String file, String groups) {
    List<String> question = new ArrayList<>(List.of("--reuid", name, "--regid", group, groups));
    question.addAll(List.of("test", "-r", host.file(file).getPath()));
    return Tool.ask(host, "setpriv", question.toArray(String[]::new))
        .filter(answer -> !answer.well() && answer.text().isBlank())
        .isPresent();
  }
}
