package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.util.List;
import java.util.Optional;

/** Looks at the host's clock hardware and its kernel. */
public final class ClockSearch {
  private final Host host;
  private final List<String> devices;
  private final List<String> modules;
  private final KernelSync kernelSync;

  private ClockSearch(
      Host host, List<String> devices, List<String> modules, Optional<Boolean> kernelSync) {
    this.host = host;
    this.devices = devices;
    this.modules = modules;
    this.kernelSync = kernelSync.map(KernelSync::known).orElseGet(() -> KernelSync.start(host));
  }

  /**
   * Starts the search.
   *
   * @param devices PHC devices an administrator named; null to expect what the hypervisor gives
   * @param modules kernel modules an administrator named; null likewise
   * @param kernelSync what is known of the kernel's state; where nothing is, the kernel is asked
   */
  public static ClockSearch start(
      Host host, List<String> devices, List<String> modules, Optional<Boolean> kernelSync) {
    return new ClockSearch(host, devices, modules, kernelSync);
  }

  public ClockFacts await() {
    Virtualization virtualization = Virtualization.of(host);
    HardwareClock clock =
        devices == null
            ? HardwareClock.expected(host, virtualization)
            : HardwareClock.listed(host, devices);
    Modules found =
        Modules.look(host, modules == null ? virtualization.expectedModules() : modules);
    Optional<ChronyConf> conf = ChronyConf.read(host);
    return new ClockFacts(
        Boot.read(host),
        virtualization,
        clock,
        found,
        has(conf, "refclock PHC"),
        kernelSync.await(),
        has(conf, "rtcsync"));
  }

  private static Measured<Boolean> has(Optional<ChronyConf> conf, String directive) {
    return conf.map(c -> Measured.of(c.has(directive))).orElse(Measured.absent());
  }
}
