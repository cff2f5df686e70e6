package io.ntpaudit.daemons;

import io.ntpaudit.daemons.Daemons.Chronyd;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The chronyds that run on a host, without the helpers that each may have as its children. */
final class Chronyds {
  static final String NAME = "chronyd";

  private static final String FLAGS = "46dmnpqQrRsvxU";

  /** Where chronyd puts it unless {@code pidfile} names another place (chrony.conf(5)). */
  private static final String[] PID_FILES = {"/run/chrony/chronyd.pid", "/run/chronyd.pid"};

  private static final int PARENT = 4;
  private static final int START_TIME = 22;

  /** proc(5) counts start times in clock ticks; the kernel shows 100 a second to every program. */
  private static final double TICKS = 100;

  private final Host host;
  private final List<String> pids = new ArrayList<>();
  private final List<String> setters = new ArrayList<>();
  private final boolean anyHidden;

  Chronyds(Host host, Processes processes) {
    this.host = host;
    this.anyHidden = processes.unread() > 0;
    List<String> all = processes.of(NAME);
    ClockPower power = new ClockPower(host);
    for (String pid : all) {
      if (!all.contains(parent(pid))) {
        pids.add(pid);
        if (!leavesClock(pid) && power.mayBeHad(pid)) {
          setters.add(pid);
        }
      }
    }
  }

  /** With {@code -x}; {@code -Q} prints the offset only, {@code -p} the configuration. */
  private boolean leavesClock(String pid) {
    Command command = Command.of(host, pid);
    return command.hasFlag('x', FLAGS)
        || command.hasFlag('Q', FLAGS)
        || command.hasFlag('p', FLAGS);
  }

  private String parent(String pid) {
    return Processes.stat(host, pid, PARENT).orElse("");
  }

  /** Whether several set the clock. */
  boolean compete() {
    return setters.size() > 1;
  }

  /** Whether one sets the clock, no other does, and it was started by that process. */
  boolean soleSetterIsChildOf(String process) {
    return setters.size() == 1 && process.equals("/proc/" + parent(setters.getFirst()));
  }

  /** What is told of the one that is audited. */
  Chronyd audited() {
    boolean runs = !pids.isEmpty() || anyHidden;
    return new Chronyd(runs, setters.isEmpty() && !pids.isEmpty(), started());
  }

  /**
   * Of several chronyds the one counts that the host's own PID file names; where none does, it is
   * not known which of them answers, nor how old it is.
   */
  private OptionalDouble started() {
    String pid = pids.size() == 1 ? pids.getFirst() : "";
    for (String file : PID_FILES) {
      String named = pid.isEmpty() ? host.line(file).orElse("") : "";
      pid = pids.contains(named) ? named : pid;
    }
    Optional<String> ticks =
        pid.isEmpty() ? Optional.empty() : Processes.stat(host, pid, START_TIME);
    return ticks.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(ticks.get()) / TICKS);
  }
}
