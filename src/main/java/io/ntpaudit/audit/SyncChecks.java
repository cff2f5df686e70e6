package io.ntpaudit.audit;

import static io.ntpaudit.audit.Check.Outcome.PASS;
import static io.ntpaudit.audit.Check.Outcome.found;

import io.ntpaudit.audit.Check.Outcome;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.chrony.Tracking;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import java.time.Duration;
import java.util.function.BiFunction;

/** What is wrong between chronyd and its sources, and how far off the clock is. */
final class SyncChecks {
  /** chronyd's reports for everyone do not tell these apart; ntpdata and selectdata do. */
  private static final String SILENT =
      ": none gives an answer that chronyd may use (silent, not synchronised, or not"
          + " authenticated)";

  private static final String UNFIT =
      ": those that answer are too new (three samples), too variable, too far away (maxdistance),"
          + " not to be selected (noselect), or not synchronised themselves";

  private SyncChecks() {}

  /** One check for each kind of failure to ask chronyd. */
  static Check couldNotAsk(ErrorKind kind) {
    return new Check(
        "chronyd-" + kind.word(),
        Check.Confirm.AT_ONCE,
        (facts, limits, past) ->
            facts
                .chrony()
                .whyNot()
                .filter(failure -> failure.kind() == kind)
                .map(Failure::text)
                .map(text -> found(Severity.UNKNOWN, text))
                .orElse(PASS));
  }

  /** A check that needs chronyd's answer. */
  static Check.Test asked(BiFunction<Reading, Limits, Outcome> test) {
    return (facts, limits, past) ->
        facts
            .chrony()
            .match(
                reading -> test.apply(reading, limits),
                () -> new Outcome.CouldNotLook("chronyd was not asked"),
                failure -> new Outcome.CouldNotLook(failure.text()));
  }

  static Outcome unsynchronised(Reading reading, Limits limits) {
    return reading.tracking().synchronised()
        ? PASS
        : found(Severity.CRITICAL, "chronyd is not synchronised to any source.");
  }

  static Outcome localReference(Reading reading, Limits limits) {
    return reading.tracking().localReference()
        ? found(
            Severity.CRITICAL,
            "chronyd follows this host's own clock only, and serves it as stratum "
                + reading.tracking().stratum()
                + ".")
        : PASS;
  }

  static Outcome noUsableSource(HostFacts facts, Limits limits, Past past) {
    return asked(
            (reading, same) -> {
              double age = facts.time().toEpochMilli() / 1e3 - reading.tracking().refTime();
              return mayFollow(reading, facts, age, limits)
                  ? PASS
                  : found(Severity.CRITICAL, said(NoSource.of(facts).orElseThrow(), reading, age));
            })
        .test(facts, limits, past);
  }

  /**
   * While fewer sources are left than {@code minsources} or {@code require} ask for, chronyd
   * follows none of them, good as they are. It also selects none for a moment while it turns from
   * one source to another, so that it counts from the age on at which a sample would be stale; and
   * from its start on as long as it needs for its first samples.
   */
  private static boolean mayFollow(Reading reading, HostFacts facts, double age, Limits limits) {
    if (reading.usable() == 0) {
      return false;
    }
    if (reading.selected().isPresent() || reading.tracking().localReference()) {
      return true;
    }
    double poll = reading.pollInterval().orElse(0);
    return reading.tracking().hasReference()
        ? age <= Math.min(limits.stale(), limits.staleCritical()) * poll + 1
        : NoSource.isStarting(facts, poll);
  }

  private static String said(NoSource why, Reading reading, double age) {
    String count = Words.count(reading.sources().size(), "source");
    String sources = "None of " + count + " is usable";
    return switch (why) {
          case NONE -> "chronyd has no source at all.";
          case UNRESOLVED -> "chronyd has no address of any source: no name could be resolved.";
          case STARTING -> "No source is usable yet: chronyd has only just started.";
          case OFFLINE ->
              sources + ": chronyd was told to leave its servers offline" + last(reading);
          case SILENT -> sources + SILENT + last(reading);
          case REFCLOCK -> sources + ": no reference clock gives samples" + last(reading);
          case FALSETICKERS -> sources + ": those that answer disagree" + last(reading);
          case UNFIT -> sources + UNFIT + last(reading);
          case WAITING ->
              "chronyd follows none of "
                  + count
                  + ", though "
                  + reading.usable()
                  + (reading.usable() == 1 ? " is" : " are")
                  + " usable: it waits for more (minsources, require)."
                  + corrected(reading, age);
        }
        + unresolved(why, reading)
        + normal(why, reading);
  }

  private static String corrected(Reading reading, double age) {
    return reading.tracking().hasReference()
        ? " The clock was last corrected "
            + Words.duration(Duration.ofSeconds((long) age))
            + " ago."
        : "";
  }

  /**
   * Servers beside the reference clocks, which chronyc's sources does not show. Beside one that has
   * an address nothing is said: a pool that was resolved keeps places without one.
   */
  private static String unresolved(NoSource why, Reading reading) {
    return why == NoSource.REFCLOCK && reading.activity().unresolved() > 0
        ? " No name of a server could be resolved."
        : "";
  }

  private static String normal(NoSource why, Reading reading) {
    return reading.tracking().hasReference() && why != NoSource.NONE
        ? " chronyd still says \"Normal\": it runs on its last estimate, and the error grows."
        : "";
  }

  private static String last(Reading reading) {
    return reading.syncAge().isPresent()
        ? "; the last good sample is "
            + Words.duration(Duration.ofSeconds(reading.syncAge().getAsLong()))
            + " old."
        : "; there never was a good sample.";
  }

  static Outcome fewSources(Reading reading, Limits limits) {
    int usable = reading.usable();
    return usable > 0 && usable < limits.minSources()
        ? found(
            Severity.INFO,
            Words.count(usable, "usable source") + ", " + limits.minSources() + " expected.")
        : PASS;
  }

  static Outcome falseticker(Reading reading, Limits limits) {
    StringBuilder names = new StringBuilder();
    for (Source source : reading.sources()) {
      if (source.state() == Source.State.FALSETICKER) {
        names.append(names.isEmpty() ? "" : ", ").append(source.name());
      }
    }
    return names.isEmpty()
        ? PASS
        : found(
            Severity.WARNING,
            Words.count(reading.falsetickers(), "falseticker")
                + " among "
                + Words.count(reading.sources().size(), "source")
                + ": "
                + names
                + ".");
  }

  /**
   * The age of the last sample that the clock was corrected by, against the poll intervals in use.
   * chronyd tells the age in whole seconds, so one second is allowed for that.
   *
   * <p>A source that has died (reach 0) stays selected until its newest sample is older than the
   * oldest of the others, which may be some 60 polls. As long as those answer, that is no more than
   * a warning: they tell how far off the clock is.
   */
  static Outcome stale(Reading reading, Limits limits) {
    if (reading.pollInterval().isEmpty() || reading.syncAge().isEmpty()) {
      return PASS; // no usable source: that check speaks
    }
    double poll = reading.pollInterval().getAsDouble();
    long age = reading.syncAge().getAsLong();
    double limit = Math.min(limits.stale(), limits.staleCritical()) * poll + 1;
    if (age <= limit) {
      return PASS;
    }
    long newest = reading.newestSample().orElse(age);
    Severity severity =
        newest > limits.staleCritical() * poll + 1 ? Severity.CRITICAL : Severity.WARNING;
    String old = Words.duration(Duration.ofSeconds(age)) + " old";
    return found(
        severity,
        (newest <= limit
                ? "Other sources answer, and yet chronyd follows "
                    + reading.selected().orElseThrow().name()
                    + ", whose last good sample is "
                    + old
                : "The last good sample is " + old)
            + "; a source is polled every "
            + Words.seconds(poll)
            + ".");
  }

  /** Without a reference the offset is one from nothing. */
  static Outcome offset(Reading reading, Limits limits) {
    Tracking tracking = reading.tracking();
    double offset = tracking.currentCorrection();
    return tracking.hasReference()
        ? graded(
            Math.abs(offset),
            limits.offset(),
            limits.offsetCritical(),
            "The clock is " + Words.offset(offset))
        : PASS;
  }

  static Outcome errorBound(Reading reading, Limits limits) {
    return reading
        .tracking()
        .clockErrorBound()
        .map(bound ->
            graded(
                bound,
                limits.errorBound(),
                limits.errorBoundCritical(),
                "The clock may be off by " + Words.seconds(bound)))
        .orElse(PASS);
  }

  private static Outcome graded(double value, double warning, double critical, String what) {
    if (value <= warning && value <= critical) {
      return PASS;
    }
    boolean isCritical = value > critical;
    return found(
        isCritical ? Severity.CRITICAL : Severity.WARNING,
        what + "; the limit is " + Words.seconds(isCritical ? critical : warning) + ".");
  }

  static Outcome stratum(Reading reading, Limits limits) {
    int stratum = reading.tracking().stratum();
    return stratum > limits.stratum()
        ? found(
            Severity.WARNING,
            "The host is at stratum " + stratum + "; the limit is " + limits.stratum() + ".")
        : PASS;
  }

  static Outcome leapPending(Reading reading, Limits limits) {
    return switch (reading.tracking().leap()) {
      case INSERT ->
          found(Severity.INFO, "A leap second will be inserted at the end of the month.");
      case DELETE -> found(Severity.INFO, "A leap second will be deleted at the end of the month.");
      case NORMAL, NOT_SYNCHRONISED -> PASS;
    };
  }
}
