package io.ntpaudit.audit;

import io.ntpaudit.chrony.Chronyc;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.clock.ClockSearch;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.daemons.DaemonSearch;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.util.List;
import java.util.Optional;

/** Collects the facts: chronyc and the others run while the program looks at files. */
final class Collector {
  private final Host host;
  private final Config config;
  private final Chronyc chronyc;
  private final DaemonSearch daemonSearch;

  private Collector(Host host, Config config) {
    this.host = host;
    this.config = config;
    this.chronyc =
        Chronyc.start(
            host,
            new Chronyc.Address(config.text(Key.CHRONY_ADDRESS), config.count(Key.CHRONY_PORT)),
            config.duration(Key.CHRONY_TIMEOUT));
    this.daemonSearch = DaemonSearch.start(host, listed(Key.CHECKS_COMPETITORS));
  }

  static Collector start(Host host, Config config) {
    return new Collector(host, config);
  }

  /**
   * The facts.
   *
   * @param kernelSync what is known of the kernel; where nothing is, the kernel is asked
   */
  HostFacts await(Optional<Boolean> kernelSync) {
    ClockSearch clockSearch =
        ClockSearch.start(
            host, listed(Key.CHECKS_PHC_DEVICES), listed(Key.CHECKS_KERNEL_MODULES), kernelSync);
    // chronyc first: how long it took tells a daemon that hangs from one that is not there
    Measured<Reading> reading = chronyc.await();
    Daemons daemons = daemonSearch.await();
    return new HostFacts(reading, daemons, clockSearch.await(), config.problems());
  }

  private List<String> listed(Key key) {
    return config.isAuto(key) ? null : config.list(key);
  }
}
