package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Finding;
import io.ntpaudit.audit.NoSource;
import io.ntpaudit.audit.Severity;
import io.ntpaudit.audit.Timestamp;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An audit as people are told of it: of this moment, or the one that a record of the log holds.
 *
 * @param reasons those that hold, in the order of the checks
 * @param pending seen, and not given yet
 * @param grace for how long still no warning is given; of a record that is not known: zero
 * @param notLooked checks whose facts could not be had; of a record they are not known
 * @param reading what chronyd said; empty where it could not be asked, and for a record
 */
record Judgement(
    AuditRecord record,
    List<Reason> reasons,
    List<Reason> pending,
    Duration grace,
    List<Finding> notLooked,
    Optional<Reading> reading) {

  /** An audit of this moment. */
  static Judgement of(Audit audit, Config config, Host host) {
    Runbook runbook = Runbook.of(host, config);
    Here here = new Here(audit.record(), config, host);
    Optional<NoSource> noSource = NoSource.of(audit.facts());
    return new Judgement(
        audit.record(),
        reasons(audit.assessment().findings(), runbook, here, noSource),
        reasons(audit.assessment().pending(), runbook, here, noSource),
        audit.assessment().grace(),
        audit.assessment().notLooked(),
        audit.facts().chrony().present());
  }

  private static List<Reason> reasons(
      List<Finding> findings, Runbook runbook, Here here, Optional<NoSource> noSource) {
    List<Reason> reasons = new ArrayList<>();
    for (Finding finding : findings) {
      Section section = runbook.section(finding.id()).orElseThrow();
      reasons.add(
          new Reason(
              finding.id(),
              finding.severity(),
              sentence(section, finding.text(), here),
              here.remedy(section, noSource)));
    }
    return reasons;
  }

  /** The audit of a record. It names its reasons only: their sentences are made anew. */
  static Judgement of(AuditRecord record, Config config, Host host) {
    Runbook runbook = Runbook.of(host, config);
    Here here = new Here(record, config, host);
    return new Judgement(
        record,
        reasons(record, record.reasons(), runbook, here),
        reasons(record, record.pending(), runbook, here),
        Duration.ZERO,
        List.of(),
        Optional.empty());
  }

  /** Of a log that has no record: nobody has looked. */
  static Judgement none(Host host, AuditLog log) {
    AuditRecord record =
        new AuditRecord()
            .with(Field.TIMESTAMP, Timestamp.text(host.now()))
            .with(Field.HOST, host.name())
            .with(Field.VERDICT, Verdict.UNKNOWN.word())
            .with(Field.SYNC_STATUS, "unknown");
    List<Reason> reasons = new ArrayList<>();
    if (!log.isHidden()) { // else that is loud already
      String text = "There is no record in " + log.path() + ".";
      reasons.add(new Reason("gap", Severity.UNKNOWN, text, "ntp-audit run"));
    }
    return new Judgement(record, reasons, List.of(), Duration.ZERO, List.of(), Optional.empty());
  }

  /** Whether there is a record, of now or of the log. */
  boolean isTold() {
    return record.has(Field.SCHEMA);
  }

  private static List<Reason> reasons(
      AuditRecord record, List<String> ids, Runbook runbook, Here here) {
    List<Reason> reasons = new ArrayList<>();
    for (String id : ids) {
      Optional<Section> section = runbook.section(id);
      reasons.add(
          section.isPresent()
              ? reason(record, section.get(), here)
              : new Reason(
                  Screen.cut(id, 40),
                  Severity.WARNING,
                  "Not known to this version.",
                  "ntp-audit status"));
    }
    return reasons;
  }

  private static Reason reason(AuditRecord record, Section section, Here here) {
    String filled = here.fill(section.here());
    String text = record.text(Field.ERROR, "");
    if (!section.severity().equals("unknown") || text.isEmpty()) {
      text = filled.isEmpty() ? here.fill(section.what()) : filled;
    }
    return new Reason(
        section.id(),
        severity(record, section),
        sentence(section, text, here),
        here.remedy(section, NoSource.of(record)));
  }

  /** A whole sentence. What a program said is told with what it means, and who was asked. */
  private static String sentence(Section section, String text, Here here) {
    String whole = text.endsWith(".") ? text : text + ".";
    if (!section.severity().equals("unknown")) {
      return Here.plain(whole);
    }
    Set<String> sentences = new LinkedHashSet<>(List.of(Here.plain(section.what())));
    sentences.add(here.fill(section.here()));
    sentences.add(whole);
    sentences.remove("");
    return String.join(" ", sentences);
  }

  /** Of two severities the record does not say which: the worse one where its verdict is that. */
  private static Severity severity(AuditRecord record, Section section) {
    return switch (section.severity()) {
      case "info" -> Severity.INFO;
      case "unknown" -> Severity.UNKNOWN;
      case "critical" -> Severity.CRITICAL;
      case "warning" -> Severity.WARNING;
      default -> record.verdict() == Verdict.CRITICAL ? Severity.CRITICAL : Severity.WARNING;
    };
  }

  /** The record's; who says that all is well also says how well. */
  Verdict verdict() {
    boolean bare = record.verdict() == Verdict.OK && !record.has(Field.CLOCK_ERROR_BOUND);
    return bare ? Verdict.UNKNOWN : record.verdict();
  }

  /** The verdict in words. */
  String inWords() {
    return switch (verdict()) {
      case OK -> "this clock can be trusted";
      case WARNING -> "this clock can be trusted, with a warning";
      case CRITICAL -> "do not trust this clock";
      case UNKNOWN -> "cannot tell";
    };
  }

  /** Why what is pending is not given. */
  String whyPending() {
    return grace.isZero()
        ? "not confirmed yet"
        : "not confirmed yet: start-up grace, " + Words.duration(grace) + " left";
  }

  /** Those that make the verdict, the worst first; without infos. */
  List<Reason> worst() {
    List<Reason> worst = new ArrayList<>();
    for (Severity severity : List.of(Severity.CRITICAL, Severity.UNKNOWN, Severity.WARNING)) {
      for (Reason reason : reasons) {
        if (reason.severity() == severity) {
          worst.add(reason);
        }
      }
    }
    return worst;
  }
}
