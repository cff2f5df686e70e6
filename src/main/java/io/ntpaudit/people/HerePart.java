package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Finding;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a section of the runbook comes to on this host: now, or when the log had it last. */
final class HerePart {
  private final Judgement judgement;
  private final Lately lately;
  private final Config config;
  private final Host host;

  HerePart(Judgement judgement, Lately lately, Config config, Host host) {
    this.judgement = judgement;
    this.lately = lately;
    this.config = config;
    this.host = host;
  }

  /** What stands behind {@code Here}. */
  String of(Section section) {
    String id = section.id();
    if (id.equals("gap")) {
      return lately.gap(); // an audit cannot see itself missing
    }
    String values = values(section, judgement.record());
    String said = said(section);
    if (!said.isEmpty()) {
      return joined(said, without(said, values), lately.since(id, judgement.record()));
    }
    Optional<AuditRecord> last = lately.lastWith(id);
    String seen = last.map(record -> seen(section, record, values)).orElse("");
    Optional<String> unseen = notLooked(id);
    return unseen.isPresent()
        ? joined("Not looked at: " + unseen.get() + ".", lastKnown(section), seen)
        : joined("It does not hold now.", values, seen);
  }

  private Optional<String> notLooked(String id) {
    return judgement.notLooked().stream()
        .filter(finding -> finding.id().equals(id))
        .map(Finding::text)
        .findFirst();
  }

  /** What holds now, in the words of this audit. */
  private String said(Section section) {
    String id = section.id();
    String said = "";
    for (Reason reason : judgement.reasons()) {
      said = reason.id().equals(id) ? reason.text() : said;
    }
    for (Reason reason : judgement.pending()) {
      String seen =
          "Seen, and " + judgement.whyPending() + (judgement.grace().isZero() ? ": " : ". ");
      said = reason.id().equals(id) ? seen + reason.text() : said;
    }
    return said.replace(Here.plain(section.what()) + " ", ""); // it stands above
  }

  /** The values that were measured last where this audit could measure none. */
  private String lastKnown(Section section) {
    Optional<AuditRecord> known =
        judgement.reading().isEmpty() ? lately.lastKnown() : Optional.empty();
    String values = known.map(record -> values(section, record)).orElse("");
    return values.isEmpty()
        ? ""
        : "The last record that tells, of " + lately.at(known.get()) + ": " + inside(values);
  }

  /** When a reason held that does not now, and with which values. */
  private String seen(Section section, AuditRecord record, String now) {
    String error = section.severity().equals("unknown") ? record.text(Field.ERROR, "") : "";
    boolean isNamed = section.here().split("\\. ", 2)[0].contains("{");
    String then = isNamed ? here(record).fill(section.here()) : values(section, record);
    String told = error.isEmpty() ? without(now, then) : error + ".";
    return "Last seen at "
        + lately.at(record)
        + ", "
        + lately.ago(record.time())
        + (told.isEmpty() ? "." : ": " + inside(told));
  }

  /** A sentence behind a colon. */
  private static String inside(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /** Of chronyd's silence all is values; else what was seen comes first, and is said already. */
  private String values(Section section, AuditRecord record) {
    boolean silent = section.severity().equals("unknown");
    return here(record).fill(silent ? section.here() : afterFirstSentence(section.here()));
  }

  private Here here(AuditRecord record) {
    return new Here(record, config, host);
  }

  private static String joined(String... sentences) {
    return String.join(" ", Stream.of(sentences).filter(s -> !s.isEmpty()).toList());
  }

  /** The sentences of the values, but for those that say again what was said. */
  private static String without(String said, String values) {
    List<String> more = new ArrayList<>();
    for (String value : values.split("(?<=\\.) ")) {
      String plain = value.replaceFirst("^\\w+: ", "").replaceFirst("\\.$", "");
      if (!said.toLowerCase(Locale.ROOT).contains(plain.toLowerCase(Locale.ROOT))) {
        more.add(value);
      }
    }
    return String.join(" ", more);
  }

  private static String afterFirstSentence(String text) {
    int end = text.replace('\n', ' ').indexOf(". ");
    return end < 0 ? "" : text.substring(end + 2);
  }
}
