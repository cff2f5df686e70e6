package io.ntpaudit.audit;

import static io.ntpaudit.audit.Check.Outcome.PASS;
import static io.ntpaudit.audit.Check.Outcome.found;

import io.ntpaudit.audit.Check.Outcome;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.clock.HardwareClock;
import io.ntpaudit.clock.HardwareClock.Status;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.Failure;
import java.util.List;
import java.util.Optional;

/** What endangers the clock from the host's side. */
final class HostChecks {
  private HostChecks() {}

  /**
   * A clock that chronyd does not set is another's to keep: there only a second one competes. One
   * that is enabled counts as it will after the next boot, when nobody looks.
   */
  static Outcome competingDaemon(HostFacts facts, Limits limits, Past past) {
    List<Writer> keepers = facts.keepers();
    Optional<Failure> unseen = facts.daemons().unseen();
    if (keepers.size() <= (facts.chronydSetsClock() ? 0 : 1)) {
      return unseen.isEmpty() ? PASS : new Outcome.CouldNotLook(unseen.get().text());
    }
    StringBuilder text = new StringBuilder();
    for (Writer writer : keepers) {
      text.append(text.isEmpty() ? "" : " ").append(said(writer));
    }
    return found(Severity.WARNING, text.toString());
  }

  private static String said(Writer writer) {
    return writer.state() == Writer.State.ENABLED
        ? writer.name() + " is enabled and will write the clock too after the next boot."
        : writer.name() + " is active and writes the clock too.";
  }

  /**
   * Whether nobody keeps the clock: chronyd sets none ({@code -x}), and neither a known writer nor
   * the kernel tells of another who does. In a container that is as it should be, for there the
   * host keeps it. The kernel takes its clock for synchronised for up to 9 hours after it was last
   * adjusted (16 s at 500 ppm, RFC 5905).
   */
  static Outcome undisciplined(HostFacts facts, Limits limits, Past past) {
    if (!facts.daemons().chronyd().leavesClock() || facts.daemons().active() > 0) {
      return PASS;
    }
    if (facts.clock().virtualization().isContainer()) {
      return new Outcome.CouldNotLook("in a container the clock is its host's to keep");
    }
    Optional<Boolean> kernel = kernelSync(facts);
    if (kernel.isEmpty()) {
      return new Outcome.CouldNotLook("the kernel's state cannot be read");
    }
    if (kernel.get()) {
      return PASS;
    }
    return facts.daemons().unseen().isPresent()
        ? new Outcome.CouldNotLook(facts.daemons().unseen().get().text())
        : found(
            Severity.WARNING,
            "chronyd only measures the clock (-x) and nothing else keeps it: it drifts.");
  }

  static Outcome phcMissing(HostFacts facts, Limits limits, Past past) {
    HardwareClock clock = facts.clock().hardwareClock();
    return clock.status() == Status.MISSING
        ? found(
            Severity.WARNING, "No PTP hardware clock is there; expected: " + clock.expected() + ".")
        : PASS;
  }

  static Outcome phcUnused(HostFacts facts, Limits limits, Past past) {
    Optional<Boolean> used = phcInUse(facts);
    Optional<String> device = facts.clock().hardwareClock().device();
    if (device.isEmpty()) {
      return PASS;
    }
    if (used.isEmpty()) {
      return new Outcome.CouldNotLook("chronyd could not be asked");
    }
    return used.get()
        ? PASS
        : found(Severity.INFO, device.get() + " is there and chronyd does not use it.");
  }

  /**
   * Whether chronyd may follow a PHC: a reference clock of its default name is among the usable
   * sources, or there is such a reference clock and chrony.conf names a PHC. Empty where that
   * cannot be told or no PHC is there.
   */
  static Optional<Boolean> phcInUse(HostFacts facts) {
    Optional<Reading> reading = facts.chrony().present();
    if (facts.clock().hardwareClock().device().isEmpty() || reading.isEmpty()) {
      return Optional.empty();
    }
    boolean anyClock = false;
    for (Source source : reading.get().sources()) {
      if (source.mode() == Source.Mode.REFERENCE_CLOCK && source.usable()) {
        anyClock = true;
        if (source.name().startsWith("PHC")) {
          return Optional.of(true);
        }
      }
    }
    return Optional.of(anyClock && facts.clock().phcConfigured().present().orElse(false));
  }

  static Outcome moduleMissing(HostFacts facts, Limits limits, Past past) {
    if (facts.clock().modules().status().equals("unknown")) {
      return new Outcome.CouldNotLook("the kernel's modules cannot be seen");
    }
    Optional<String> missing = facts.clock().modules().missing();
    return missing.isEmpty()
        ? PASS
        : found(Severity.WARNING, "The kernel module " + missing.get() + " is not there.");
  }

  /** Only while chronyd is synchronised: before that the kernel is right to say so. */
  static Outcome kernelUnsynchronised(HostFacts facts, Limits limits, Past past) {
    boolean chronySynchronised =
        facts.chrony().present().map(r -> r.tracking().synchronised()).orElse(false);
    Optional<Boolean> kernel = kernelSync(facts);
    if (!chronySynchronised || kernel.orElse(false)) {
      return PASS;
    }
    if (kernel.isEmpty()) {
      return new Outcome.CouldNotLook("the kernel's state cannot be read");
    }
    if (facts.clock().virtualization().isContainer()) {
      return new Outcome.CouldNotLook("in a container the kernel's clock is not chronyd's to keep");
    }
    if (facts.daemons().chronyd().leavesClock()) {
      return new Outcome.CouldNotLook("chronyd runs with -x and leaves the kernel's clock alone");
    }
    boolean missing = !facts.clock().rtcsync().present().orElse(true);
    return found(
        Severity.INFO,
        "chronyd is synchronised, the kernel does not know it"
            + (missing ? ": rtcsync is missing in chrony.conf." : "."));
  }

  /**
   * Whether the kernel holds its clock for synchronised. While a leap second is pending logger(1)
   * says no either way: it takes any answer of ntp_gettime(3) but TIME_OK for a no.
   */
  static Optional<Boolean> kernelSync(HostFacts facts) {
    Optional<Boolean> kernel = facts.clock().kernelSync().present();
    Optional<Reading> reading = facts.chrony().present();
    boolean pending =
        reading.isPresent()
            && (reading.get().tracking().leap() == Leap.INSERT
                || reading.get().tracking().leap() == Leap.DELETE);
    return pending && !kernel.orElse(true) ? Optional.empty() : kernel;
  }

  static Outcome stepped(HostFacts facts, Limits limits, Past past) {
    if (facts.clock().boot().uptime().isEmpty()) {
      return new Outcome.CouldNotLook("the time since boot cannot be read");
    }
    return Step.since(facts.clock().boot(), past)
        .map(step ->
            found(
                Severity.WARNING,
                "The clock was stepped "
                    + Words.seconds(step)
                    + (step > 0 ? " forward" : " back")
                    + " since the last audit."))
        .orElse(PASS);
  }

  static Outcome configInvalid(HostFacts facts, Limits limits, Past past) {
    List<Problem> problems = facts.configProblems();
    if (problems.isEmpty()) {
      return PASS;
    }
    int more = problems.size() - 1;
    return found(
        Severity.WARNING,
        problems.getFirst()
            + (more == 0 ? "" : " (and " + more + " more)")
            + "; the file was left out.");
  }
}
