package io.ntpaudit.daemons;

import io.ntpaudit.daemons.Daemons.Chronyd;
import io.ntpaudit.daemons.Writer.State;
import io.ntpaudit.host.Child;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for the clock writers of a host: in systemd's files and in one pass over /proc. */
public final class DaemonSearch {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private final Host host;
  private final List<String> units;
  private final Measured<Child> systemctl;

  private DaemonSearch(Host host, List<String> units, Measured<Child> systemctl) {
    this.host = host;
    this.units = units;
    this.systemctl = systemctl;
  }

  /**
   * Starts the search.
   *
   * @param units the units an administrator named; null to look for all known writers
   */
  public static DaemonSearch start(Host host, List<String> units) {
    return new DaemonSearch(
        host, units, units == null ? Measured.absent() : Units.startIsActive(host, units, LIMIT));
  }

  /** What was found. */
  public Daemons await() {
    Set<String> names = new HashSet<>();
    names.add(Chronyds.NAME);
    if (units == null) {
      for (Known known : Known.ALL) {
        names.add(known.process());
      }
    }
    Processes processes = Processes.find(host, names);
    Chronyds chronyds = new Chronyds(host, processes);
    if (units != null) {
      return named(chronyds.audited());
    }
    WriterSearch search = new WriterSearch(host, processes, chronyds);
    List<Writer> writers = search.found();
    Optional<Failure> unseen = unseen(processes);
    return new Daemons(writers, unseen.isEmpty() ? search.unseen() : unseen, chronyds.audited());
  }

  /** Where systemd cannot be asked for the units of a list, none is known to be absent. */
  private Daemons named(Chronyd chronyd) {
    List<Writer> writers = new ArrayList<>();
    Optional<Child> asked = systemctl.present();
    if (asked.isEmpty()) {
      return new Daemons(writers, systemctl.whyNot(), chronyd);
    }
    Measured<List<String>> active = Units.active(asked.get().await(), units);
    for (String unit : active.present().orElse(List.of())) {
      writers.add(new Writer(unit, State.ACTIVE));
    }
    return new Daemons(writers, active.whyNot(), chronyd);
  }

  private static Optional<Failure> unseen(Processes processes) {
    return processes.unread() == 0
        ? Optional.empty()
        : Optional.of(
            new Failure(
                ErrorKind.NOT_PERMITTED, "processes of other users cannot be seen in /proc"));
  }
}
