package io.ntpaudit.audit;

import io.ntpaudit.chrony.Chronyc;
import io.ntpaudit.clock.ClockFacts;
import io.ntpaudit.clock.ClockSearch;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.daemons.DaemonSearch;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.host.Host;
import java.util.List;

/** Collects the facts: every program is started before the first answer is waited for. */
final class Collector {
  private Collector() {}

  static HostFacts collect(Host host, Config config) {
    Chronyc chronyc =
        Chronyc.start(
            host,
            new Chronyc.Address(config.text(Key.CHRONY_ADDRESS), config.count(Key.CHRONY_PORT)),
            config.duration(Key.CHRONY_TIMEOUT));
    DaemonSearch daemonSearch = DaemonSearch.start(host, listed(config, Key.CHECKS_COMPETITORS));
    ClockSearch clockSearch =
        ClockSearch.start(
            host,
            listed(config, Key.CHECKS_PHC_DEVICES),
            listed(config, Key.CHECKS_KERNEL_MODULES));
    Daemons daemons = daemonSearch.await();
    ClockFacts clock = clockSearch.await();
    return new HostFacts(chronyc.await(), daemons, clock, config.problems());
  }

  private static List<String> listed(Config config, Key key) {
    return config.isAuto(key) ? null : config.list(key);
  }
}
