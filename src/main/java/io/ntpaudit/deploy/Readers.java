package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Tool.Answer;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the programs that have read a file that it is another one now; starts none of them. */
final class Readers {
  private final Host host;
  private final List<String> calls = new ArrayList<>();
  private final List<Outcome> failed = new ArrayList<>();

  Readers(Host host) {
    this.host = host;
  }

  /** The commands that were called. */
  List<String> calls() {
    return calls;
  }

  /** Tells them; what comes back is what did not work. */
  List<Outcome> tell(List<Outcome> outcomes) {
    List<Outcome> replaced = outcomes.stream().filter(Outcome::replaced).toList();
    if (!Site.isBooted(host)) {
      return List.of();
    }
    if (replaced.stream().anyMatch(o -> o.is(Part.TIMER) || o.is(Part.SERVICE))) {
      systemctl("daemon-reload");
      systemctl("try-restart", Timer.UNIT);
      // what failed has failed by the files from before
      if (Tool.systemctlSays(host, "is-failed", Timer.SERVICE)) {
        systemctl("reset-failed", Timer.SERVICE);
      }
    }
    Alloy alloy = new Alloy(host);
    boolean read =
        replaced.stream().anyMatch(o -> o.is(Part.ALLOY) && alloy.reads(Tree.folder(o.path())));
    if (read && Tool.systemctlSays(host, "is-active", Alloy.UNIT)) {
      systemctl("reload", Alloy.UNIT);
    }
    return failed;
  }

  private void systemctl(String... arguments) {
    Optional<Answer> answer = Tool.ask(host, "systemctl", arguments);
    String call = "systemctl " + String.join(" ", arguments);
    answer.ifPresent(a -> calls.add(call));
    answer
        .filter(a -> !a.well())
        .ifPresent(a -> failed.add(Outcome.trouble("systemctl", call, State.FAILED, a.why())));
  }
}
