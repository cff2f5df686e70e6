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
import java.util.OptionalDouble;
import java.util.Set;

/** Looks for the clock writers of a host: in systemd's files and in one pass over /proc. */
public final class DaemonSearch {
  private static final String CHRONYD = "chronyd";

  /** Where chronyd puts it unless {@code pidfile} names another place (chrony.conf(5)). */
  private static final String[] PID_FILES = {"/run/chrony/chronyd.pid", "/run/chronyd.pid"};

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String VMBUS = "/sys/bus/vmbus/devices";

  /** The class of the service (linux/hyperv.h, HV_TS_GUID). */
  private static final String HYPER_V_TIME = "{9527e630-d0ae-497b-adce-e80ab0175caf}";

  private static final int PARENT = 4;
  private static final int START_TIME = 22;

  /** proc(5) counts start times in clock ticks; the kernel shows 100 a second to every program. */
  private static final double TICKS = 100;

  private final Host host;
  private final List<String> units;
  private final Optional<Child> systemctl;
  private final Conduct conduct;

  private DaemonSearch(Host host, List<String> units, Optional<Child> systemctl) {
    this.host = host;
    this.units = units;
    this.systemctl = systemctl;
    this.conduct = new Conduct(host);
  }

  /**
   * Starts the search.
   *
   * @param units the units an administrator named; null to look for all known writers
   */
  public static DaemonSearch start(Host host, List<String> units) {
    return new DaemonSearch(
        host, units, units == null ? Optional.empty() : Units.startIsActive(host, units, LIMIT));
  }

  /** What was found. */
  public Daemons await() {
    Set<String> names = new HashSet<>();
    names.add(CHRONYD);
    if (units == null) {
      for (Known known : Known.ALL) {
        names.add(known.process());
      }
    }
    Processes processes = Processes.find(host, names);
    List<String> chronyds = independent(processes.of(CHRONYD));
    Chronyd chronyd = new Chronyd(setters(chronyds) == 0 && !chronyds.isEmpty(), started(chronyds));
    return units == null
        ? new Daemons(known(processes, chronyds), unseen(processes), chronyd)
        : named(chronyd);
  }

  private Daemons named(Chronyd chronyd) {
    List<Writer> writers = new ArrayList<>();
    if (systemctl.isEmpty()) {
      return new Daemons(writers, Optional.empty(), chronyd);
    }
    Measured<List<String>> active = Units.active(systemctl.get().await(), units);
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

  /**
   * Of several chronyds the one counts that the host's own PID file names; where none does, it is
   * not known which of them answers, nor how old it is.
   */
  private OptionalDouble started(List<String> chronyds) {
    String pid = chronyds.size() == 1 ? chronyds.getFirst() : "";
    for (String file : PID_FILES) {
      String named = pid.isEmpty() ? host.line(file).orElse("") : "";
      pid = chronyds.contains(named) ? named : pid;
    }
    Optional<String> ticks =
        pid.isEmpty() ? Optional.empty() : Processes.stat(host, pid, START_TIME);
    return ticks.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(ticks.get()) / TICKS);
  }

  /** Without the helper that each chronyd may have as its child. */
  private List<String> independent(List<String> pids) {
    List<String> independent = new ArrayList<>();
    for (String pid : pids) {
      if (!pids.contains(Processes.stat(host, pid, PARENT).orElse(""))) {
        independent.add(pid);
      }
    }
    return independent;
  }

  private List<Writer> known(Processes processes, List<String> chronyds) {
    Units systemd = new Units(host);
    List<Writer> writers = new ArrayList<>();
    for (Known known : Known.ALL) {
      add(known, systemd, processes.of(known.process()), writers);
    }
    if (setters(chronyds) > 1) {
      writers.add(new Writer("second-chronyd", State.ACTIVE));
    }
    if (hyperVSetsClock()) {
      writers.add(new Writer("hv_utils", State.ON_DEMAND));
    }
    return writers;
  }

  /**
   * Adds a known writer under the names of its units, or its own where only its process is seen. A
   * unit whose process is there and does no harm (phc2sys that feeds chronyd) is no writer.
   */
  private void add(Known known, Units systemd, List<String> pids, List<Writer> writers) {
    Optional<Writer> process = process(known, pids);
    boolean found = false;
    for (String unit : systemd.activeOrEnabled(known.units())) {
      if (systemd.isActive(unit)) {
        List<String> own = systemd.processes(unit, pids);
        boolean writes =
            pids.isEmpty()
                ? wouldWrite(known, unit, systemd)
                : process(known, own.isEmpty() ? pids : own).isPresent();
        found |= writes && writers.add(new Writer(unit, State.ACTIVE));
      } else if (process.isEmpty() && wouldWrite(known, unit, systemd)) {
        writers.add(new Writer(unit, State.ENABLED));
      }
    }
    if (!found && process.isPresent()) {
      writers.add(process.get());
    }
  }

  private boolean wouldWrite(Known known, String unit, Units systemd) {
    return known.test() == Known.Test.NONE || conduct.holds(known.test(), systemd.command(unit));
  }

  private Optional<Writer> process(Known known, List<String> pids) {
    for (String pid : pids) {
      if (conduct.holds(known.test(), conduct.of(pid))) {
        boolean onDemand = known.test() == Known.Test.QEMU_SET_TIME;
        return Optional.of(new Writer(known.name(), onDemand ? State.ON_DEMAND : State.ACTIVE));
      }
    }
    return Optional.empty();
  }

  /** chronyds that set the clock. */
  private int setters(List<String> chronyds) {
    int setters = 0;
    for (String pid : chronyds) {
      setters += conduct.chronydSetsClock(pid) ? 1 : 0;
    }
    return setters;
  }

  /**
   * Hyper-V's time synchronisation service, which hv_utils serves in the kernel: it sets the clock
   * after a resume.
   */
  private boolean hyperVSetsClock() {
    for (String device : host.names(VMBUS)) {
      if (host.line(VMBUS + "/" + device + "/class_id").filter(HYPER_V_TIME::equals).isPresent()) {
        return host.exists(VMBUS + "/" + device + "/driver");
      }
    }
    return false;
  }
}
