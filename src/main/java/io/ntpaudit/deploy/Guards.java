package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.deploy.Artifact.Want.Refused;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.util.Optional;

/** Keeps a file away from the program that it would stop. */
final class Guards {
  private final Host host;
  private final boolean live;
  private final Config config;

  /**
   * @param live whether the host's own programs may be asked
   */
  Guards(Host host, boolean live, Config config) {
    this.host = host;
    this.live = live;
    this.config = config;
  }

  /**
   * The artifact, or that it is refused, as far as is told at once: by files, of a time by systemd.
   */
  Artifact atOnce(Artifact artifact) {
    if (!(artifact.want() instanceof Want.Content(String text))) {
      return artifact;
    }
    return switch (artifact.part()) {
      case ALLOY ->
          refused(artifact, new Alloy(host).refuses(Tree.folder(artifact.path()), text, config));
      case TIMER -> live ? refused(artifact, calendar()) : artifact;
      case LOKI, SERVICE, CRON, LOGROTATE -> artifact;
    };
  }

  /** The artifact, or that the program that will read it refuses it. For a file that is new. */
  Artifact byReader(Artifact artifact) throws IOException {
    if (!live || !(artifact.want() instanceof Want.Content(String text))) {
      return artifact;
    }
    return switch (artifact.part()) {
      case ALLOY -> refused(artifact, new Alloy(host).validate(Tree.folder(artifact.path()), text));
      case LOKI -> refused(artifact, Loki.refuses(host, text).map(why -> new Refused(why, false)));
      case TIMER, SERVICE, CRON, LOGROTATE -> artifact;
    };
  }

  /** With an event that it cannot read, systemd would refuse the whole timer. */
  Optional<Refused> calendar() {
    String event = config.text(Key.SCHEDULE_SYSTEMD);
    return Tool.ask(host, "systemd-analyze", "calendar", event)
        .filter(answer -> !answer.well())
        .map(answer -> new Refused("schedule.systemd: " + answer.why(), false));
  }

  private static Artifact refused(Artifact artifact, Optional<Refused> refused) {
    return refused.map(r -> new Artifact(artifact.part(), artifact.path(), r)).orElse(artifact);
  }
}
