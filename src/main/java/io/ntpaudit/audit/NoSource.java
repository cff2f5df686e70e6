package io.ntpaudit.audit;

import io.ntpaudit.chrony.Reading;
import java.util.Optional;

/**
 * Why chronyd has no source that it may follow, as far as it can be told. What to do first hangs on
 * it: the runbook names a remedy by each word.
 */
public enum NoSource {
  NONE("none"),
  UNRESOLVED("unresolved"),
  STARTING("starting"),
  OFFLINE("offline"),
  SILENT("silent"),
  FALSETICKERS("falsetickers"),
  UNFIT("unfit"),
  /** Some are usable, fewer than chronyd is told to wait for. */
  WAITING("waiting");

  /** In seconds: with {@code iburst} a source is usable within ten, by the first poll in 64. */
  private static final double START = 60;

  private final String word;

  NoSource(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Empty where chronyd could not be asked. */
  public static Optional<NoSource> of(HostFacts facts) {
    return facts
        .chrony()
        .present()
        .map(reading -> of(reading, facts.chronydAge().orElse(START) < START));
  }

  private static NoSource of(Reading reading, boolean starting) {
    if (reading.usable() > 0) {
      return WAITING;
    }
    int unresolved = reading.activity().unresolved();
    if (reading.sources().isEmpty() && unresolved == 0) {
      return NONE;
    }
    if (starting && !reading.tracking().hasReference()) {
      return STARTING;
    }
    if (reading.sources().isEmpty()) {
      return UNRESOLVED;
    }
    if (reading.activity().offline() == reading.sources().size()) {
      return OFFLINE;
    }
    if (reading.sources().stream().allMatch(source -> source.reach() == 0)) {
      return SILENT;
    }
    return reading.falsetickers() > 0 ? FALSETICKERS : UNFIT;
  }

  /** What a record tells of it: it does not say which sources answer. */
  public static Optional<NoSource> of(AuditRecord record) {
    if (record.count(Field.SOURCES_USABLE).orElse(0) > 0) {
      return Optional.of(WAITING);
    }
    return record.count(Field.SOURCES_FALSETICKER).orElse(0) > 0
        ? Optional.of(FALSETICKERS)
        : Optional.empty();
  }
}
