package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The PTP hardware clock (PHC) of the host.
 *
 * @param status whether one is expected and there
 * @param device its device; empty where there is none
 * @param clockName what its driver calls it; empty where it cannot be told
 * @param expected what was looked for, for a person
 */
public record HardwareClock(
    Status status, Optional<String> device, Optional<String> clockName, String expected) {
  private static final String CLASS = "/sys/class/ptp";

  /** The words of the record. */
  public enum Status {
    NOT_EXPECTED("n/a"),
    OK("ok"),
    MISSING("missing");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** The first of the named devices that is there; without names none is expected. */
  static HardwareClock listed(Host host, List<String> devices) {
    for (String device : devices) {
      if (host.isCharacterDevice(device)) {
        return new HardwareClock(
            Status.OK, Optional.of(device), clockName(host, device), String.join(", ", devices));
      }
    }
    Status status = devices.isEmpty() ? Status.NOT_EXPECTED : Status.MISSING;
    return new HardwareClock(
        status, Optional.empty(), Optional.empty(), String.join(", ", devices));
  }

  /**
   * The clock that the hypervisor should give; another that a hypervisor or its cloud keeps counts
   * too, for chronyd could follow it.
   */
  static HardwareClock expected(Host host, Virtualization virtualization) {
    Optional<String> wanted = virtualization.expectedClock();
    Optional<HardwareClock> other = Optional.empty();
    for (String name : candidates(host, virtualization)) {
      Optional<String> clockName = host.line(CLASS + "/" + name + "/clock_name");
      HardwareClock clock =
          new HardwareClock(
              Status.OK, Optional.of("/dev/" + name), clockName, wanted.orElse("none"));
      if (wanted.isPresent() && wanted.equals(clockName)) {
        return clock;
      }
      if (other.isEmpty() && isKept(clockName.orElse(""))) {
        other = Optional.of(clock);
      }
    }
    Status none = wanted.isPresent() ? Status.MISSING : Status.NOT_EXPECTED;
    return other.orElseGet(
        () -> new HardwareClock(none, Optional.empty(), Optional.empty(), wanted.orElse("none")));
  }

  /**
   * A network card's clock runs freely, be it the machine's or passed through to a guest: it is
   * nothing to follow unless named.
   */
  private static List<String> candidates(Host host, Virtualization virtualization) {
    boolean guest = virtualization != Virtualization.NONE && !virtualization.isContainer();
    return guest ? clocks(host) : List.of();
  }

  /** By the names that the kernel's drivers give them: ptp_kvm, hv_utils, ENA and ptp_vmw. */
  private static boolean isKept(String clockName) {
    return clockName.equals("KVM virtual PTP")
        || clockName.equals("hyperv")
        || clockName.startsWith("ena-ptp-")
        || clockName.equals("ptp_vmw");
  }

  private static List<String> clocks(Host host) {
    List<String> clocks = new ArrayList<>();
    for (String name : host.names(CLASS)) {
      if (host.exists("/dev/" + name)) {
        clocks.add(name);
      }
    }
    return clocks;
  }

  private static Optional<String> clockName(Host host, String device) {
    String name = host.resolved(device);
    return host.line(CLASS + "/" + name.substring(name.lastIndexOf('/') + 1) + "/clock_name");
  }
}
