package io.ntpaudit.audit;

import io.ntpaudit.chrony.Reading;
import io.ntpaudit.chrony.Source;
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
  /** There are reference clocks only, and no samples of them. */
  REFCLOCK("refclock"),
  FALSETICKERS("falsetickers"),
  UNFIT("unfit"),
  /** Some are usable, fewer than chronyd is told to wait for. */
  WAITING("waiting");

  /** In seconds. chronyd asks a source for the first time right after its start. */
  private static final double START = 60;

  /**
   * In polls. chronyd follows no source of which it has fewer than three samples (chrony's
   * regress.h, MIN_SAMPLES_FOR_REGRESS). With {@code iburst} it has them within seconds; otherwise
   * one comes with each poll, by default 64 s apart ({@code minpoll}, chrony.conf(5)).
   */
  private static final double SAMPLES = 3;

  private final String word;

  NoSource(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Empty where chronyd could not be asked. */
  public static Optional<NoSource> of(HostFacts facts) {
    return facts.chrony().present().map(reading -> of(reading, age(facts)));
  }

  /**
   * Whether chronyd may still be waiting for its first samples.
   *
   * @param poll the largest poll interval in s
   */
  static boolean isStarting(HostFacts facts, double poll) {
    return isStarting(age(facts), poll);
  }

  private static boolean isStarting(double age, double poll) {
    return age < Math.max(START, SAMPLES * poll);
  }

  private static double age(HostFacts facts) {
    return facts.chronydAge().orElse(Double.MAX_VALUE);
  }

  private static NoSource of(Reading reading, double age) {
    if (reading.usable() > 0) {
      return WAITING;
    }
    int unresolved = reading.activity().unresolved();
    if (reading.sources().isEmpty() && unresolved == 0) {
      return NONE;
    }
    if (age < START && !reading.tracking().hasReference()) {
      return STARTING;
    }
    return reading.sources().isEmpty() ? UNRESOLVED : ofSources(reading, age);
  }

  private static NoSource ofSources(Reading reading, double age) {
    int ntp = 0;
    double poll = 0;
    for (Source source : reading.sources()) {
      ntp += source.mode() == Source.Mode.REFERENCE_CLOCK ? 0 : 1;
      poll = Math.max(poll, source.reach() == 0 ? 0 : source.pollInterval());
    }
    if (poll == 0) {
      return ntp == 0 ? REFCLOCK : reading.activity().offline() == ntp ? OFFLINE : SILENT;
    }
    if (reading.falsetickers() > 0) {
      return FALSETICKERS;
    }
    return isStarting(age, poll) && !reading.tracking().hasReference() ? STARTING : UNFIT;
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
