package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Tool.Answer;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The timer, as far as {@code enabled} goes: {@code false} stops and disables it, {@code true}
 * enables it again where it was us who disabled it. What an administrator has disabled or masked
 * stays so.
 */
final class Timer {
  static final String UNIT = "ntp-audit.timer";

  /** What it starts. */
  static final String SERVICE = "ntp-audit.service";

  private static final String MARK = Ledger.FOLDER + "/disabled";
  private static final String WANTED = "/etc/systemd/system/timers.target.wants/" + UNIT;

  private final Host host;
  private final Tree tree;
  private final boolean live;

  Timer(Host host, Tree tree, boolean live) {
    this.host = host;
    this.tree = tree;
    this.live = live;
  }

  /** What is done, or with {@code check} would be; empty where nothing is to be done. */
  Optional<Outcome> settle(boolean enabled, boolean check) {
    try {
      return enabled ? enableAgain(check) : disable(check);
    } catch (IOException e) {
      return Optional.of(Outcome.trouble("timer", UNIT, State.FAILED, Tree.why(e)));
    }
  }

  private Optional<Outcome> disable(boolean check) throws IOException {
    if (!live) {
      String why =
          "enabled is false; not done below --root (systemctl --root=DIR disable " + UNIT + ")";
      return isLinked()
          ? Optional.of(Outcome.trouble("timer", UNIT, State.LEFT_OUT, why))
          : Optional.empty();
    }
    boolean enabled = Tool.systemctlSays(host, "is-enabled", UNIT);
    if (!enabled && !(Site.isBooted(host) && Tool.systemctlSays(host, "is-active", UNIT))) {
      return Optional.empty();
    }
    if (check) {
      return changed("stopped and disabled: enabled is false");
    }
    if (enabled) {
      Ledger.write(tree, MARK, "");
    }
    return call("disable", "stopped and disabled: enabled is false");
  }

  private boolean isLinked() {
    return host.names(Tree.folder(WANTED)).contains(UNIT);
  }

  private Optional<Outcome> enableAgain(boolean check) throws IOException {
    if (!live || tree.read(MARK) instanceof Tree.Entry.Absent) {
      return Optional.empty();
    }
    if (check) {
      return changed("enabled and started: enabled is true again");
    }
    Optional<Answer> state = Tool.ask(host, "systemctl", "is-enabled", UNIT);
    boolean masked = state.filter(answer -> answer.text().startsWith("masked")).isPresent();
    Optional<Outcome> done =
        masked ? Optional.empty() : call("enable", "enabled and started: enabled is true again");
    if (done.filter(Outcome::trouble).isEmpty()) {
      tree.delete(MARK);
    }
    return done;
  }

  private Optional<Outcome> call(String verb, String done) {
    List<String> command = Site.isBooted(host) ? List.of(verb, "--now", UNIT) : List.of(verb, UNIT);
    Optional<Answer> answer = Tool.ask(host, "systemctl", command.toArray(String[]::new));
    return answer.filter(a -> !a.well()).isPresent()
        ? Optional.of(
            Outcome.trouble(
                "timer", UNIT, State.FAILED, "systemctl " + verb + ": " + answer.get().why()))
        : changed(done);
  }

  private static Optional<Outcome> changed(String why) {
    return Optional.of(new Outcome("timer", UNIT, State.CHANGED, why, true, false, "", ""));
  }
}
