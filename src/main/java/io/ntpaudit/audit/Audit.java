package io.ntpaudit.audit;

import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * One audit, from the host's facts to its record; nothing is written.
 *
 * @param facts what was found
 * @param assessment what the checks made of it
 * @param record what the log will hold
 */
public record Audit(HostFacts facts, Assessment assessment, AuditRecord record) {

  /** Looks at the host and judges what it finds against what the log says came before. */
  public static Audit of(Host host, Config config) {
    return of(host, config, false);
  }

  /**
   * The same for the timer: what is dear and hardly ever changes is taken from the last record as
   * long as that is fresh enough ({@link Past#kernelSync}).
   */
  public static Audit scheduled(Host host, Config config) {
    return of(host, config, true);
  }

  private static Audit of(Host host, Config config, boolean scheduled) {
    long started = System.nanoTime();
    Collector collector = Collector.start(host, config);
    Limits limits = Limits.of(config);
    Past past = past(host, config, limits.confirmRuns() - 1, !scheduled);
    HostFacts facts = collector.await(scheduled ? past.kernelSync(host) : Optional.empty());
    if (!Assessment.grace(facts, limits).isZero()) {
      int runs = Math.max(limits.confirmRuns() - 1, Past.beforeGrace(config, limits));
      past = past(host, config, runs, !scheduled);
    }
    Assessment assessment = Assessment.of(facts, limits, past);
    long millis = (System.nanoTime() - started) / 1_000_000;
    return new Audit(
        facts, assessment, Recorder.record(host.name(), facts, assessment, past, millis));
  }

  private static Past past(Host host, Config config, int runs, boolean live) {
    List<AuditRecord> last = AuditLog.of(host, config).last(Math.max(1, runs));
    return new Past(last, Past.apart(config), live);
  }
}
