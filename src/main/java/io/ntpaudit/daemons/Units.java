package io.ntpaudit.daemons;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.Child.Result;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What systemd knows of services, read from the files it keeps; nothing is asked or started. */
final class Units {
  private static final String SERVICE = ".service";
  private static final String LINKS = "/etc/systemd/system";

  private final Host host;
  private final Set<String> active;
  private final Set<String> wanted;

  Units(Host host) {
    this.host = host;
    this.active = new HashSet<>();
    for (String name : host.names("/run/systemd/units")) {
      if (name.startsWith("invocation:")) {
        active.add(name.substring("invocation:".length()));
      }
    }
    this.wanted = new HashSet<>();
    for (String name : host.names(LINKS)) {
      if (name.endsWith(".wants") || name.endsWith(".requires")) {
        wanted.addAll(host.names(LINKS + "/" + name));
      }
    }
  }

  /**
   * Those of the units that are active or enabled; of a template ({@code ptp4l@}) its instances.
   */
  List<String> activeOrEnabled(List<String> units) {
    List<String> found = new ArrayList<>();
    for (String unit : units) {
      if (unit.endsWith("@")) {
        addInstances(unit, found);
      } else if (isActive(unit) || isEnabled(unit)) {
        found.add(unit);
      }
    }
    return found;
  }

  private void addInstances(String template, List<String> found) {
    Set<String> names = new HashSet<>(active);
    names.addAll(wanted);
    List<String> instances = new ArrayList<>();
    for (String file : names) {
      if (file.startsWith(template) && file.endsWith(SERVICE)) {
        String unit = file.substring(0, file.length() - SERVICE.length());
        if (isActive(unit) || isEnabled(unit)) {
          instances.add(unit);
        }
      }
    }
    Collections.sort(instances);
    found.addAll(instances);
  }

  /**
   * systemd links {@code /run/systemd/units/invocation:UNIT} as long as the unit is not inactive.
   */
  boolean isActive(String unit) {
    return active.contains(unit + SERVICE);
  }

  /** Whether it will be started with the next boot: wanted, installed and not masked. */
  boolean isEnabled(String unit) {
    return wanted.contains(unit + SERVICE) && new UnitFile(host, unit).isStartable();
  }

  /** What a unit would start. */
  Command command(String unit) {
    return new UnitFile(host, unit).command();
  }

  /** Those of the processes that a unit has started: systemd gives each unit a cgroup. */
  List<String> processes(String unit, List<String> pids) {
    List<String> own = new ArrayList<>();
    for (String pid : pids) {
      String groups = host.text("/proc/" + pid + "/cgroup").present().orElse("");
      if ((groups.replace('\n', '/') + "/").contains("/" + unit + SERVICE + "/")) {
        own.add(pid);
      }
    }
    return own;
  }

  /**
   * Starts {@code systemctl is-active} for units that an administrator named; absent where none is
   * named. It answers for aliases too, and never starts anything.
   */
  static Measured<Child> startIsActive(Host host, List<String> units, Duration limit) {
    if (units.isEmpty()) {
      return Measured.absent();
    }
    Optional<String> systemctl = host.program("systemctl");
    if (systemctl.isEmpty() || !host.exists("/run/systemd/system")) {
      return Measured.failed(ErrorKind.NOT_INSTALLED, "there is no systemd to ask");
    }
    List<String> command = new ArrayList<>(List.of(systemctl.get(), "is-active", "--"));
    command.addAll(units);
    try {
      return Measured.of(Child.start(command, limit));
    } catch (IOException e) {
      return Measured.failed(ErrorKind.NOT_PERMITTED, "systemctl cannot be started");
    }
  }

  /** The units among those asked that are active, in the order asked. */
  static Measured<List<String>> active(Result result, List<String> asked) {
    return result.match(
        exited -> {
          String[] states = exited.stdout().split("\n");
          return states.length == asked.size()
              ? Measured.of(active(states, asked))
              : Measured.failed(ErrorKind.UNPARSEABLE, "systemctl: " + exited.stderr().strip());
        },
        killed -> Measured.failed(ErrorKind.TIMED_OUT, "systemctl " + killed.why()));
  }

  private static List<String> active(String[] states, List<String> asked) {
    List<String> active = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      if (states[i].equals("active") || states[i].equals("reloading")) {
        active.add(asked.get(i));
      }
    }
    return active;
  }
}
