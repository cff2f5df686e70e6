package io.ntpaudit.daemons;

import io.ntpaudit.daemons.Writer.State;
import io.ntpaudit.host.Child;
import io.ntpaudit.host.Child.Result;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Host;
import java.io.IOException;
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
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int PARENT = 4;
  private static final int START_TIME = 22;

  /** proc(5) counts start times in clock ticks; the kernel shows 100 a second to every program. */
  private static final double TICKS = 100;

  private final Host host;
  private final List<String> units;
  private final Optional<Child> systemctl;

  private DaemonSearch(Host host, List<String> units, Optional<Child> systemctl) {
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
    return new Daemons(
        units == null ? known(processes, chronyds) : named(),
        units == null ? unseen(processes) : Optional.empty(),
        chronyds.isEmpty() ? OptionalDouble.empty() : started(chronyds.getFirst()));
  }

  private List<Writer> named() {
    List<Writer> writers = new ArrayList<>();
    if (systemctl.isPresent()) {
      for (String unit : Units.active(systemctl.get().await(), units)) {
        writers.add(new Writer(unit, State.ACTIVE));
      }
    }
    return writers;
  }

  private static Optional<Failure> unseen(Processes processes) {
    return processes.unread() == 0
        ? Optional.empty()
        : Optional.of(
            new Failure(
                ErrorKind.NOT_PERMITTED, "processes of other users cannot be seen in /proc"));
  }

  private OptionalDouble started(String pid) {
    return Processes.stat(host, pid, START_TIME)
        .map(ticks -> OptionalDouble.of(Double.parseDouble(ticks) / TICKS))
        .orElse(OptionalDouble.empty());
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
      boolean found = false;
      for (String unit : known.units()) {
        found |= unit(systemd, unit, known, processes, writers);
      }
      if (!found) {
        process(known, processes).ifPresent(writers::add);
      }
    }
    if (setters(chronyds) > 1) {
      writers.add(new Writer("second-chronyd", State.ACTIVE));
    }
    return writers;
  }

  /** A unit whose process is there and does no harm (phc2sys that feeds chronyd) is no writer. */
  private boolean unit(
      Units systemd, String unit, Known known, Processes processes, List<Writer> writers) {
    boolean harmless =
        known.test() != Known.Test.NONE
            && !processes.of(known.process()).isEmpty()
            && process(known, processes).isEmpty();
    if (systemd.isActive(unit) && !harmless) {
      return writers.add(new Writer(unit, State.ACTIVE));
    }
    return systemd.isEnabled(unit)
        && processes.of(known.process()).isEmpty()
        && writers.add(new Writer(unit, State.ENABLED));
  }

  private Optional<Writer> process(Known known, Processes processes) {
    for (String pid : processes.of(known.process())) {
      if (holds(known.test(), pid)) {
        boolean onDemand = known.test() == Known.Test.QEMU_SET_TIME;
        return Optional.of(new Writer(known.name(), onDemand ? State.ON_DEMAND : State.ACTIVE));
      }
    }
    return Optional.empty();
  }

  private boolean holds(Known.Test test, String pid) {
    return switch (test) {
      case NONE -> true;
      case NOT_NTPSHM -> !arguments(pid).contains("ntpshm");
      case SOFTWARE_STAMPS -> hasOption(pid, "-S");
      case BUSYBOX_NTPD -> hasOption(pid, "ntpd");
      case NOT_DISABLED -> !hasOption(pid, "--disable-timesync");
      case VMWARE -> vmwareSynchronises();
      case PIHOLE -> piholeSynchronises();
      case QEMU_SET_TIME ->
          !arguments(pid).contains("guest-set-time")
              && !host.text("/etc/qemu/qemu-ga.conf")
                  .present()
                  .orElse("")
                  .contains("guest-set-time");
    };
  }

  private String arguments(String pid) {
    return Processes.arguments(host, pid);
  }

  private boolean hasOption(String pid, String option) {
    return ("\0" + arguments(pid) + "\0").contains("\0" + option + "\0");
  }

  /** chronyds that set the clock: {@code -x} keeps one from it. */
  private int setters(List<String> chronyds) {
    int setters = 0;
    for (String pid : chronyds) {
      setters += hasOption(pid, "-x") ? 0 : 1;
    }
    return setters;
  }

  /** It may still step the clock after a resume; but it does not keep it. */
  private boolean vmwareSynchronises() {
    Optional<String> program = host.program("vmware-toolbox-cmd");
    if (program.isEmpty()) {
      return true;
    }
    try {
      Child child = Child.start(List.of(program.get(), "timesync", "status"), LIMIT);
      return !(child.await() instanceof Result.Exited exited)
          || !exited.stdout().startsWith("Disabled");
    } catch (IOException e) {
      return true;
    }
  }

  /** {@code active} of the section {@code [ntp.sync]}; on by default. */
  private boolean piholeSynchronises() {
    String settings = host.text("/etc/pihole/pihole.toml").present().orElse("");
    int section = settings.indexOf("[ntp.sync]");
    int end = settings.indexOf("\n[", Math.max(0, section));
    String sync = section < 0 ? "" : settings.substring(section, end < 0 ? settings.length() : end);
    for (String line : sync.split("\n")) {
      String plain = line.replace(" ", "").replace("\t", "");
      if (plain.startsWith("active=")) {
        return !plain.startsWith("active=false");
      }
    }
    return true;
  }
}
