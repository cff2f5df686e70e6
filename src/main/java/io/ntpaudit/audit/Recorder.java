package io.ntpaudit.audit;

import io.ntpaudit.chrony.Reading;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.chrony.Tracking;
import io.ntpaudit.clock.ClockFacts;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.daemons.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the record of the facts and of what the checks said. A pure function. */
final class Recorder {
  private Recorder() {}

  static AuditRecord record(
      String host, HostFacts facts, Assessment assessment, Past past, long durationMillis) {
    AuditRecord record =
        new AuditRecord()
            .with(Field.TIMESTAMP, Timestamp.text(facts.time()))
            .with(Field.SCHEMA, Version.SCHEMA)
            .with(Field.VERSION, Version.program())
            .with(Field.HOST, host)
            .with(Field.DURATION_MS, durationMillis);
    verdict(record, assessment, past.row(facts.clock().boot()));
    facts
        .chrony()
        .match(
            reading -> chrony(record, reading),
            () -> record.with(Field.SYNC_STATUS, "unknown"),
            failure ->
                record
                    .with(Field.SYNC_STATUS, "unknown")
                    .with(Field.ERROR_KIND, failure.kind().word())
                    .with(Field.ERROR, failure.text()));
    daemons(record, facts);
    clock(record, facts.clock());
    record.with(Field.KERNEL_SYNC, HostChecks.kernelSync(facts).orElse(null));
    HostChecks.phcInUse(facts).ifPresent(used -> record.with(Field.PHC_IN_USE, used));
    Step.since(facts.clock().boot(), past).ifPresent(s -> record.with(Field.CLOCK_STEP, s));
    return record;
  }

  private static void verdict(AuditRecord record, Assessment assessment, Past row) {
    String word = assessment.verdict().word();
    Optional<AuditRecord> same =
        row.last().filter(last -> last.text(Field.VERDICT, "").equals(word));
    Instant since =
        same.map(last -> Timestamp.parse(last.text(Field.SINCE, "")))
            .filter(time -> !time.equals(Instant.EPOCH) && !time.isAfter(record.time()))
            .orElse(record.time());
    long before = same.map(last -> Math.max(0, last.count(Field.RUNS).orElse(0))).orElse(0L);
    record
        .with(Field.VERDICT, word)
        .with(Field.REASONS, ids(assessment.findings(), AuditRecord.NONE))
        .with(Field.PENDING, ids(assessment.pending(), null))
        .with(Field.SINCE, Timestamp.text(since))
        .with(Field.RUNS, before + 1);
  }

  private static String ids(List<Finding> findings, String none) {
    StringBuilder ids = new StringBuilder();
    for (Finding finding : findings) {
      ids.append(ids.isEmpty() ? "" : ",").append(finding.id());
    }
    return ids.isEmpty() ? none : ids.toString();
  }

  private static AuditRecord chrony(AuditRecord record, Reading reading) {
    tracking(record, reading.tracking());
    OptionalLong age = reading.syncAge();
    record
        .with(Field.TRANSPORT, reading.transport().word())
        .with(Field.SOURCES, (long) reading.sources().size())
        .with(Field.SOURCES_USABLE, (long) reading.usable())
        .with(Field.SOURCES_FALSETICKER, (long) reading.falsetickers())
        .with(Field.SYNC_AGE, age.isPresent() ? (double) age.getAsLong() : null);
    reading
        .selected()
        .ifPresent((Source source) ->
            record
                .with(Field.SELECTED_SOURCE, source.name())
                .with(Field.REACH, (long) source.answers()));
    return record;
  }

  /**
   * Without a reference chronyd prints constants in the place of measurements: delay and dispersion
   * 1 or, of its own clock, 0, skew and residual frequency 0, the time of now or 1970. What it
   * measured before stands as long as it is not the 0 of its start (chrony's reference.c,
   * REF_GetTrackingReport).
   */
  private static void tracking(AuditRecord record, Tracking tracking) {
    record
        .with(Field.SYNC_STATUS, tracking.synchronised() ? "ok" : "unsynchronised")
        .with(Field.LEAP_STATUS, (long) tracking.leap().number())
        .with(Field.STRATUM, (long) tracking.stratum())
        .with(Field.REFERENCE_ID, tracking.referenceId())
        .with(Field.REFERENCE_NAME, tracking.referenceName())
        .with(Field.CLOCK_ERROR_BOUND, tracking.clockErrorBound().orElse(null));
    boolean reference = tracking.hasReference();
    if (reference) {
      record
          .with(Field.REF_TIME, tracking.refTime())
          .with(Field.CURRENT_CORRECTION, tracking.currentCorrection())
          .with(Field.RESIDUAL_FREQ, tracking.residualFreq())
          .with(Field.SKEW, tracking.skew())
          .with(Field.ROOT_DELAY, tracking.rootDelay())
          .with(Field.ROOT_DISPERSION, tracking.rootDispersion());
    }
    if (reference || tracking.rmsOffset() > 0) {
      record
          .with(Field.LAST_OFFSET, tracking.lastOffset())
          .with(Field.RMS_OFFSET, tracking.rmsOffset());
    }
    if (reference || tracking.frequencyPpm() != 0) {
      record.with(Field.FREQUENCY_PPM, tracking.frequencyPpm());
    }
    if (tracking.updateInterval() > 0) {
      record.with(Field.UPDATE_INTERVAL, tracking.updateInterval());
    }
  }

  private static void daemons(AuditRecord record, HostFacts facts) {
    List<Writer> keepers = facts.keepers();
    Daemons daemons = facts.daemons();
    if (!keepers.isEmpty()) {
      record
          .with(Field.NTP_CONFLICT, keepers.getFirst().word())
          .with(Field.NTP_CONFLICTS, names(keepers));
    } else if (daemons.unseen().isEmpty()) {
      record.with(Field.NTP_CONFLICT, AuditRecord.NONE);
    }
    if (!daemons.onDemand().isEmpty()) {
      record.with(Field.CLOCK_SETTERS, names(daemons.onDemand()));
    }
  }

  private static String names(List<Writer> writers) {
    StringBuilder names = new StringBuilder();
    for (Writer writer : writers) {
      names.append(names.isEmpty() ? "" : ",").append(writer.word());
    }
    return names.toString();
  }

  private static void clock(AuditRecord record, ClockFacts clock) {
    record
        .with(Field.NTP_PHC_STATUS, clock.hardwareClock().status().word())
        .with(Field.NTP_PHC_DEVICE, clock.hardwareClock().device().orElse(AuditRecord.NONE))
        .with(Field.PHC_CLOCK_NAME, clock.hardwareClock().clockName().orElse(null))
        .with(Field.NTP_MODULES_STATUS, clock.modules().status())
        .with(Field.VIRTUALIZATION, clock.virtualization().word())
        .with(Field.BOOT_ID, clock.boot().id().orElse(null));
    clock.boot().uptime().ifPresent(s -> record.with(Field.UPTIME, s));
  }
}
