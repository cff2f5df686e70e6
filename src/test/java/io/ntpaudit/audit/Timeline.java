package io.ntpaudit.audit;

import io.ntpaudit.audit.AuditLog.LogFailure;
import io.ntpaudit.config.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Audits of a simulated host, one after the other, each of which follows on what the log says. */
final class Timeline {
  static final Duration BETWEEN = Duration.ofMinutes(5);

  final SimulatedHost host = new SimulatedHost();
  private final AuditLog log;
  private final Limits limits;
  private final Duration apart;
  private final int runs;

  Timeline(Path folder) {
    this(folder, Config.defaults());
  }

  Timeline(Path folder, Config config) {
    this.log = new AuditLog(folder.resolve("audit.log").toString());
    this.limits = Limits.of(config);
    this.apart = Past.apart(config);
    this.runs = Math.max(limits.confirmRuns() - 1, Past.beforeGrace(config, limits));
  }

  /** The record of an audit now, as it stands in the log. */
  AuditRecord audit() {
    return audit(false);
  }

  /** The same by somebody who looks. */
  AuditRecord live() {
    return audit(true);
  }

  private AuditRecord audit(boolean live) {
    Past past = new Past(log.last(runs), apart, live);
    HostFacts facts = host.facts();
    Assessment assessment = Assessment.of(facts, limits, past);
    AuditRecord record = Recorder.record("web-01", facts, assessment, past, 42);
    byte[] line = RecordJson.line(record);
    try {
      log.append(line);
    } catch (LogFailure e) {
      throw new AssertionError(e);
    }
    return ValidRecords.assertValid(new String(line, StandardCharsets.UTF_8));
  }

  /** The record of the next audit. */
  AuditRecord next() {
    host.pass(BETWEEN);
    return audit();
  }
}
