package io.ntpaudit.daemons;

import io.ntpaudit.daemons.Writer.State;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of the known writers set the clock, from systemd's files and the processes that run. */
final class WriterSearch {
  private static final String VMBUS = "/sys/bus/vmbus/devices";

  /** The class of the service (linux/hyperv.h, HV_TS_GUID). */
  private static final String HYPER_V_TIME = "{9527e630-d0ae-497b-adce-e80ab0175caf}";

  private final Host host;
  private final Processes processes;
  private final Chronyds chronyds;
  private final Conduct conduct;
  private final ClockPower power;
  private final Units systemd;

  WriterSearch(Host host, Processes processes, Chronyds chronyds) {
    this.host = host;
    this.processes = processes;
    this.chronyds = chronyds;
    this.conduct = new Conduct(host, chronyds);
    this.power = new ClockPower(host);
    this.systemd = new Units(host);
  }

  List<Writer> found() {
    List<Writer> writers = new ArrayList<>();
    for (Known known : Known.ALL) {
      add(known, processes.of(known.process()), writers);
    }
    if (chronyds.compete()) {
      writers.add(new Writer("second-chronyd", State.ACTIVE));
    }
    if (hyperVSetsClock()) {
      writers.add(new Writer("hv_utils", State.ON_DEMAND));
    }
    return writers;
  }

  /** Why it is not known of one that was seen whether it is a writer. */
  Optional<Failure> unseen() {
    return conduct.unseen();
  }

  /**
   * Adds a known writer under the names of its units, or its own where only its process is seen. A
   * unit whose process is there and does no harm (phc2sys that feeds chronyd) is no writer.
   */
  private void add(Known known, List<String> pids, List<Writer> writers) {
    Optional<Writer> process = process(known, pids);
    boolean found = false;
    for (String unit : systemd.activeOrEnabled(known.units())) {
      if (systemd.isActive(unit)) {
        List<String> own = systemd.processes(unit, pids);
        boolean writes =
            pids.isEmpty()
                ? wouldWrite(known, unit)
                : process(known, own.isEmpty() ? pids : own).isPresent();
        found |= writes && writers.add(new Writer(unit, State.ACTIVE));
      } else if (process.isEmpty() && wouldWrite(known, unit)) {
        writers.add(new Writer(unit, State.ENABLED));
      }
    }
    if (!found && process.isPresent()) {
      writers.add(process.get());
    }
  }

  private boolean wouldWrite(Known known, String unit) {
    return known.test() == Known.Test.NONE || conduct.holds(known.test(), systemd.command(unit));
  }

  private Optional<Writer> process(Known known, List<String> pids) {
    for (String pid : pids) {
      if (power.mayBeHad(pid) && conduct.holds(known.test(), Command.of(host, pid))) {
        boolean onDemand = known.test() == Known.Test.QEMU_SET_TIME;
        return Optional.of(new Writer(known.name(), onDemand ? State.ON_DEMAND : State.ACTIVE));
      }
    }
    return Optional.empty();
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
