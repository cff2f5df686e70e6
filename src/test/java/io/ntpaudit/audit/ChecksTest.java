package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ntpaudit.audit.Check.Outcome;
import io.ntpaudit.chrony.Activity;
import io.ntpaudit.chrony.Source.Mode;
import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.clock.Modules;
import io.ntpaudit.clock.Virtualization;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every check on both sides of its limit, and where it could not look. */
class ChecksTest {
  private static final Limits LIMITS = Limits.of(Config.defaults());
  private static final String WELL = "";

  /**
   * A host and what one check makes of it: the severity and the sentence, or why it cannot tell.
   */
  private record Case(String id, String said, Consumer<SimulatedHost> change) {}

  private static final List<Case> CASES = new ArrayList<>();

  private static void well(String id, Consumer<SimulatedHost> change) {
    CASES.add(new Case(id, WELL, change));
  }

  private static void found(
      String id, Severity severity, String text, Consumer<SimulatedHost> change) {
    CASES.add(new Case(id, severity.word() + ": " + text, change));
  }

  private static void couldNotLook(String id, String why, Consumer<SimulatedHost> change) {
    CASES.add(new Case(id, "could not look: " + why, change));
  }

  private static final List<String> ASKED =
      List.of(
          "unsynchronised",
          "local-reference",
          "no-usable-source",
          "few-sources",
          "falseticker",
          "stale",
          "offset",
          "error-bound",
          "stratum",
          "leap-pending");

  static {
    for (Check check : Checks.ALL) {
      well(check.id(), host -> {});
    }
    for (ErrorKind kind : ErrorKind.values()) {
      found("chronyd-" + kind.word(), Severity.UNKNOWN, "made to fail", host -> host.fails(kind));
      for (ErrorKind other : ErrorKind.values()) {
        if (other != kind) {
          well("chronyd-" + kind.word(), host -> host.fails(other));
        }
      }
    }
    for (String id : ASKED) {
      couldNotLook(id, "made to fail", host -> host.fails(ErrorKind.UNREACHABLE));
    }
    synchronisation();
    sources();
    stale();
    offsets();
    otherWriters();
    nobodyKeepsTheClock();
    hardware();
    kernel();
    configuration();
  }

  private static void synchronisation() {
    String text = "chronyd is not synchronised to any source.";
    found("unsynchronised", Severity.CRITICAL, text, SimulatedHost::unsynchronised);
    well("unsynchronised", host -> host.leap = Leap.NOT_SYNCHRONISED); // in a leap second
    found("unsynchronised", Severity.CRITICAL, text, host -> host.referenceId = "00000000");
    well("unsynchronised", SimulatedHost::localReference); // that check speaks
    found(
        "local-reference",
        Severity.CRITICAL,
        "chronyd follows this host's own clock only, and serves it as stratum 10.",
        SimulatedHost::localReference);
    well("local-reference", SimulatedHost::unsynchronised);
    well("stratum", host -> host.stratum = 4);
    found(
        "stratum",
        Severity.WARNING,
        "The host is at stratum 5; the limit is 4.",
        host -> host.stratum = 5);
    well("stratum", SimulatedHost::unsynchronised);
    found(
        "leap-pending",
        Severity.INFO,
        "A leap second will be inserted at the end of the month.",
        host -> host.leap = Leap.INSERT);
    found(
        "leap-pending",
        Severity.INFO,
        "A leap second will be deleted at the end of the month.",
        host -> host.leap = Leap.DELETE);
    well("leap-pending", SimulatedHost::unsynchronised);
  }

  private static final String MUTE =
      "none gives an answer that chronyd may use (silent, not synchronised, or not authenticated)";
  private static final String UNFIT =
      "those that answer are too new (three samples), too variable, too far away (maxdistance),"
          + " not to be selected (noselect), or not synchronised themselves";
  private static final String WAITS = " usable: it waits for more (minsources, require).";

  private static void sources() {
    String normal =
        " chronyd still says \"Normal\": it runs on its last estimate, and the error grows.";
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: "
            + MUTE
            + "; the last good sample is 11 min 40 s old."
            + normal,
        host -> host.all(State.UNUSABLE, 0, 700));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 1 source is usable: " + MUTE + "; the last good sample is 9 s old." + normal,
        host -> host.only(State.SELECTED, 4, 0, 9));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: " + MUTE + "; there never was a good sample.",
        host -> host.unsynchronised().all(State.UNUSABLE, 0, -1));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: those that answer disagree; the last good sample is 5 s old."
            + normal,
        host -> host.all(State.FALSETICKER, 0377, 5));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: " + UNFIT + "; the last good sample is 5 s old." + normal,
        host -> host.all(State.TOO_VARIABLE, 0377, 5));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "chronyd has no source at all.",
        host -> host.sources.clear());
    String waits = WAITS + " The clock was last corrected ";
    well("no-usable-source", host -> waiting(host, 6, 193));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "chronyd follows none of 2 sources, though 1 is" + waits + "3 min 13 s ago." + normal,
        host -> waiting(host, 6, 194));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "chronyd follows none of 3 sources, though 2 are" + waits + "1 h 23 min ago." + normal,
        host -> waiting(host, 6, 5000).source(State.SELECTABLE, "b", 10, 1, 9));
    well("no-usable-source", host -> waiting(host, 17, 393_217));
    well("no-usable-source", host -> waiting(host, 6, 5000).source(State.SELECTED, "b", 4, 1, 9));
    neverFollowed();
    well("no-usable-source", host -> waiting(host.localReference(), 6, 5000));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "chronyd has no address of any source: no name could be resolved." + normal,
        host -> host.activity(0, 2).sources.clear());
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "No source is usable yet: chronyd has only just started.",
        host -> host.restartChronyd().unsynchronised().all(State.UNUSABLE, 0, -1));
    found( // it had a source since its start
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: " + MUTE + "; the last good sample is 9 s old." + normal,
        host -> host.restartChronyd().all(State.UNUSABLE, 0, 9));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: chronyd was told to leave its servers offline; the last good"
            + " sample is 5 s old."
            + normal,
        host -> host.activity(4, 0).all(State.UNUSABLE, 0, 5));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 4 sources is usable: " + MUTE + "; there never was a good sample.",
        host -> host.unsynchronised().all(State.UNUSABLE, 0, -1).activity(0, 9));
    String silent = ": no reference clock gives samples; ";
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 1 source is usable" + silent + "there never was a good sample.",
        host -> deadRefclock(host.unsynchronised(), -1));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 1 source is usable"
            + silent
            + "there never was a good sample. No name of a server could be resolved.",
        host -> deadRefclock(host.unsynchronised(), -1).activity(0, 2));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 2 sources is usable" + silent + "the last good sample is 9 s old." + normal,
        host -> deadRefclock(deadRefclock(host, 9), 30));
    found( // servers are asked for first
        "no-usable-source",
        Severity.CRITICAL,
        "None of 5 sources is usable: " + MUTE + "; the last good sample is 9 s old." + normal,
        host ->
            host.all(State.UNUSABLE, 0, 9)
                .source(Mode.REFERENCE_CLOCK, State.UNUSABLE, "GPS", 4, 0, 9));
    found(
        "no-usable-source",
        Severity.CRITICAL,
        "None of 5 sources is usable: chronyd was told to leave its servers offline; the last good"
            + " sample is 5 s old."
            + normal,
        host ->
            host.activity(4, 0)
                .all(State.UNUSABLE, 0, 5)
                .source(Mode.REFERENCE_CLOCK, State.UNUSABLE, "GPS", 4, 0, 9));
    startingWithoutIburst();
    well("no-usable-source", host -> host.only(State.SELECTED, 4, 1, 9));
    well("no-usable-source", host -> host.only(State.SELECTABLE, 4, 0200, 9));
    found(
        "few-sources",
        Severity.INFO,
        "1 usable source, 2 expected.",
        host -> host.only(State.SELECTED, 6, 0377, 9));
    well(
        "few-sources",
        host -> host.only(State.SELECTED, 6, 1, 9).source(State.COMBINED, "b", 6, 1, 9));
    well("few-sources", host -> host.all(State.UNUSABLE, 0, 9)); // that check speaks
    found(
        "falseticker",
        Severity.WARNING,
        "1 falseticker among 5 sources: 192.0.2.66.",
        host -> host.source(State.FALSETICKER, "192.0.2.66", 6, 0377, 5));
    found(
        "falseticker",
        Severity.WARNING,
        "2 falsetickers among 6 sources: a, b.",
        host ->
            host.source(State.FALSETICKER, "a", 6, 0377, 5)
                .source(State.FALSETICKER, "b", 6, 0377, 5));
  }

  private static SimulatedHost deadRefclock(SimulatedHost host, long lastSample) {
    host.sources.removeIf(source -> source.mode() == Mode.SERVER);
    host.activity = new Activity(0, 0, 0, 0, 0);
    return host.source(Mode.REFERENCE_CLOCK, State.UNUSABLE, "GPS", 4, 0, lastSample);
  }

  /** chronyd needs three samples, of which each poll brings one. */
  private static void startingWithoutIburst() {
    String starting = "No source is usable yet: chronyd has only just started.";
    String unfit =
        "None of 4 sources is usable: " + UNFIT + "; the last good sample is 1 min 3 s old.";
    String mute = "None of 4 sources is usable: " + MUTE + "; there never was a good sample.";
    String disagree =
        "None of 4 sources is usable: those that answer disagree; the last good sample is 1 min 3 s old.";
    startedBefore(59, State.UNUSABLE, 0, starting);
    startedBefore(60, State.UNUSABLE, 0, mute);
    startedBefore(60, State.UNUSABLE, 1, starting);
    startedBefore(191, State.UNUSABLE, 3, starting);
    startedBefore(192, State.UNUSABLE, 7, unfit);
    startedBefore(130, State.FALSETICKER, 3, disagree);
  }

  private static void startedBefore(int seconds, State state, int reach, String text) {
    found(
        "no-usable-source",
        Severity.CRITICAL,
        text,
        host ->
            host.restartChronyd()
                .pass(Duration.ofSeconds(seconds))
                .unsynchronised()
                .all(state, reach, reach == 0 ? -1 : 63));
  }

  /** Fewer than chronyd asks for since its start. */
  private static void neverFollowed() {
    String text = "chronyd follows none of 2 sources, though 1 is" + WAITS;
    found("no-usable-source", Severity.CRITICAL, text, host -> young(host, 192));
    well("no-usable-source", host -> young(host, 191));
    found("no-usable-source", Severity.CRITICAL, text, host -> young(host, 192).activity(0, 1));
  }

  private static SimulatedHost young(SimulatedHost host, int seconds) {
    host.restartChronyd().pass(Duration.ofSeconds(seconds));
    return waiting(host.unsynchronised(), 6, 5000);
  }

  /** One of two is left and chronyd waits for the other; the last update is so many seconds old. */
  private static SimulatedHost waiting(SimulatedHost host, int poll, long refAge) {
    host.refAge = refAge - 0.5; // the audit is at 0.345
    return host.only(State.SELECTABLE, poll, 0377, 9).source(State.UNUSABLE, "a", poll, 0, 900);
  }

  /** Three and eight poll intervals, and the second that chronyd rounds. */
  private static void stale() {
    int[][] limits = {{4, 49, 129}, {6, 193, 513}, {10, 3073, 8193}, {17, 393_217, 1_048_577}};
    for (int[] limit : limits) {
      int poll = limit[0];
      well("stale", host -> host.only(State.SELECTED, poll, 1, limit[1]));
      String polled = "; a source is polled every " + Words.seconds(1 << poll) + ".";
      for (long age : new long[] {limit[1] + 1, limit[2]}) {
        String text = "The last good sample is " + age(age) + " old" + polled;
        found("stale", Severity.WARNING, text, host -> host.only(State.SELECTED, poll, 1, age));
      }
      long critical = limit[2] + 1;
      String text = "The last good sample is " + age(critical) + " old" + polled;
      found("stale", Severity.CRITICAL, text, host -> host.only(State.SELECTED, poll, 1, critical));
    }
    well("stale", host -> phcSource(host, -6, 1));
    found(
        "stale",
        Severity.CRITICAL,
        "The last good sample is 2 s old; a source is polled every 15.6 ms.",
        host -> phcSource(host, -6, 2));
    // the newest sample against the largest interval of the usable sources
    well(
        "stale",
        host -> host.only(State.SELECTED, 6, 1, 9000).source(State.COMBINED, "b", 10, 1, 3073));
    theSelectedOne();
    well("stale", host -> host.all(State.UNUSABLE, 0, 90_000)); // no-usable-source speaks
    found(
        "stale",
        Severity.WARNING,
        "The last good sample is 3 min 14 s old; a source is polled every 64 s.",
        host -> host.only(State.SELECTED, 6, 1, 194).source(State.UNUSABLE, "b", 10, 0, 3));
  }

  /** While it answers, chronyd may drop its samples; dead, it may still be followed. */
  private static void theSelectedOne() {
    for (int reach : new int[] {0377, 0200, 1}) {
      well("stale", host -> selected(host, reach, 194, 193));
    }
    well("stale", host -> selected(host, 0, 193, 193));
    found(
        "stale",
        Severity.WARNING,
        "Other sources answer, and yet chronyd follows 192.0.2.1, whose last good sample is 1 day"
            + " 1 h old; a source is polled every 64 s.",
        host -> selected(host, 0, 90_000, 193));
    String none = "The last good sample is 1 h old; a source is polled every 64 s.";
    found("stale", Severity.WARNING, none, host -> selected(host, 0, 3600, 513));
    found("stale", Severity.CRITICAL, none, host -> selected(host, 0, 3600, 514));
  }

  private static SimulatedHost selected(SimulatedHost host, int reach, long age, long another) {
    return host.only(State.SELECTED, 6, reach, age).source(State.COMBINED, "b", 6, 0377, another);
  }

  private static String age(long seconds) {
    return Words.duration(Duration.ofSeconds(seconds));
  }

  private static void phcSource(SimulatedHost host, int poll, long age) {
    host.sources.clear();
    host.source(Mode.REFERENCE_CLOCK, State.SELECTED, "PHC0", poll, 0377, age);
  }

  private static void offsets() {
    for (int sign : new int[] {1, -1}) {
      String way = sign > 0 ? "slow" : "fast";
      well("offset", host -> host.correction = sign * 0.1);
      found(
          "offset",
          Severity.WARNING,
          "The clock is 100 ms " + way + "; the limit is 100 ms.",
          host -> host.correction = sign * 0.100001);
      found(
          "offset",
          Severity.WARNING,
          "The clock is 1 s " + way + "; the limit is 100 ms.",
          host -> host.correction = sign * 1.0);
      found(
          "offset",
          Severity.CRITICAL,
          "The clock is 1.5 s " + way + "; the limit is 1 s.",
          host -> host.correction = sign * 1.5);
    }
    well("offset", host -> host.unsynchronised().correction = 7);
    // |offset| + dispersion + delay / 2
    well("error-bound", host -> bound(host, -0.04, 0.03, 0.06));
    found(
        "error-bound",
        Severity.WARNING,
        "The clock may be off by 101 ms; the limit is 100 ms.",
        host -> bound(host, -0.041, 0.03, 0.06));
    found(
        "error-bound",
        Severity.WARNING,
        "The clock may be off by 1 s; the limit is 100 ms.",
        host -> bound(host, 0.25, 0.25, 1.0));
    found(
        "error-bound",
        Severity.CRITICAL,
        "The clock may be off by 1.25 s; the limit is 1 s.",
        host -> bound(host, 0.25, 0.5, 1.0));
    well("error-bound", SimulatedHost::unsynchronised); // 1 + 1 / 2 is fiction
    well("error-bound", SimulatedHost::localReference); // so is 0
  }

  private static void bound(SimulatedHost host, double offset, double dispersion, double delay) {
    host.correction = offset;
    host.rootDispersion = dispersion;
    host.rootDelay = delay;
  }

  private static final String TWO =
      "ntpd is active and writes the clock too. phc2sys is active and writes the clock too.";

  private static SimulatedHost two(SimulatedHost host) {
    return host.writer("ntpd", Writer.State.ACTIVE).writer("phc2sys", Writer.State.ACTIVE);
  }

  private static SimulatedHost withoutChronyd(SimulatedHost host) {
    host.chronydRuns = false;
    return host.fails(ErrorKind.NOT_INSTALLED);
  }

  private static void otherWriters() {
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpd is active and writes the clock too.",
        host -> host.writer("ntpd", Writer.State.ACTIVE));
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpsec is active and writes the clock too."
            + " openntpd is enabled and will write the clock too after the next boot.",
        host ->
            host.writer("ntpsec", Writer.State.ACTIVE).writer("openntpd", Writer.State.ENABLED));
    well("competing-daemon", host -> host.writer("qemu-ga", Writer.State.ON_DEMAND));
    // where chronyd sets no clock one is right, and a second one is not
    well("competing-daemon", host -> withoutChronyd(host).writer("ntpd", Writer.State.ACTIVE));
    well("competing-daemon", host -> withoutChronyd(host).writer("ntpd", Writer.State.ENABLED));
    well("competing-daemon", host -> host.undisciplined().writer("ptp4l", Writer.State.ACTIVE));
    found("competing-daemon", Severity.WARNING, TWO, host -> two(withoutChronyd(host)));
    found("competing-daemon", Severity.WARNING, TWO, host -> two(host.undisciplined()));
    afterTheNextBoot(ChecksTest::withoutChronyd);
    afterTheNextBoot(SimulatedHost::undisciplined);
    // it answers, from another container; it cannot be asked, and is there
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpd is active and writes the clock too.",
        host -> {
          host.chronydRuns = false;
          host.writer("ntpd", Writer.State.ACTIVE);
        });
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpd is active and writes the clock too.",
        host -> host.writer("ntpd", Writer.State.ACTIVE).fails(ErrorKind.TIMED_OUT));
    Failure unseen = new Failure(ErrorKind.NOT_PERMITTED, "hidden");
    couldNotLook("competing-daemon", "hidden", host -> host.unseen = unseen);
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpd is active and writes the clock too.",
        host -> host.writer("ntpd", Writer.State.ACTIVE).unseen = unseen);
  }

  /** Whoever is only enabled competes then, with one that runs or one that is enabled too. */
  private static void afterTheNextBoot(UnaryOperator<SimulatedHost> without) {
    String then = " is enabled and will write the clock too after the next boot.";
    found(
        "competing-daemon",
        Severity.WARNING,
        "openntpd" + then + " ntpsec is active and writes the clock too.",
        host ->
            without
                .apply(host)
                .writer("ntpsec", Writer.State.ACTIVE)
                .writer("openntpd", Writer.State.ENABLED));
    found(
        "competing-daemon",
        Severity.WARNING,
        "ntpsec" + then + " openntpd" + then,
        host ->
            without
                .apply(host)
                .writer("ntpsec", Writer.State.ENABLED)
                .writer("openntpd", Writer.State.ENABLED));
    well(
        "competing-daemon",
        host ->
            without
                .apply(host)
                .writer("ntpsec", Writer.State.ACTIVE)
                .writer("qemu-ga", Writer.State.ON_DEMAND));
  }

  private static void nobodyKeepsTheClock() {
    String text = "chronyd only measures the clock (-x) and nothing else keeps it: it drifts.";
    found("undisciplined", Severity.WARNING, text, SimulatedHost::undisciplined);
    found(
        "undisciplined",
        Severity.WARNING,
        text,
        host -> host.undisciplined().writer("ntpd", Writer.State.ENABLED));
    found(
        "undisciplined",
        Severity.WARNING,
        text,
        host -> host.undisciplined().writer("qemu-ga", Writer.State.ON_DEMAND));
    found(
        "undisciplined",
        Severity.WARNING,
        text,
        host -> host.undisciplined().fails(ErrorKind.UNREACHABLE));
    well("undisciplined", host -> host.undisciplined().writer("ptp4l", Writer.State.ACTIVE));
    well("undisciplined", host -> host.undisciplined().kernelSync = Measured.of(true));
    well("undisciplined", host -> host.undisciplined().leavesClock = false);
    couldNotLook(
        "undisciplined",
        "in a container the clock is its host's to keep",
        host -> host.undisciplined().virtualization = Virtualization.PODMAN);
    couldNotLook(
        "undisciplined",
        "the kernel's state cannot be read",
        host -> host.undisciplined().kernelSync = Measured.failed(ErrorKind.NOT_INSTALLED, "x"));
    Failure unseen = new Failure(ErrorKind.NOT_PERMITTED, "hidden");
    couldNotLook("undisciplined", "hidden", host -> host.undisciplined().unseen = unseen);
  }

  private static void hardware() {
    found(
        "phc-missing",
        Severity.WARNING,
        "No PTP hardware clock is there; expected: KVM virtual PTP.",
        SimulatedHost::phcMissing);
    well("phc-missing", host -> host.phc("/dev/ptp0", "hyperv"));
    String unused = "/dev/ptp0 is there and chronyd does not use it.";
    found("phc-unused", Severity.INFO, unused, host -> host.phc("/dev/ptp0", "hyperv"));
    found("phc-unused", Severity.INFO, unused, host -> refclock(host, "GPS", false));
    well("phc-unused", host -> refclock(host, "GPS", true));
    well("phc-unused", host -> refclock(host, "PHC0", false));
    for (String name : new String[] {"PHC0", "GPS"}) { // named in chrony.conf, and silent
      found(
          "phc-unused",
          Severity.INFO,
          unused,
          host -> {
            host.phc("/dev/ptp0", "hyperv").phcConfigured = Measured.of(true);
            host.source(Mode.REFERENCE_CLOCK, State.UNUSABLE, name, 2, 0, -1);
          });
    }
    found(
        "phc-unused",
        Severity.INFO,
        unused,
        host -> host.phc("/dev/ptp0", "hyperv").phcConfigured = Measured.of(true));
    well("phc-unused", SimulatedHost::phcMissing); // that check speaks
    couldNotLook(
        "phc-unused",
        "chronyd could not be asked",
        host -> host.phc("/dev/ptp0", "hyperv").fails(ErrorKind.DENIED));
    found(
        "module-missing",
        Severity.WARNING,
        "The kernel module ptp_kvm is not there.",
        host -> host.modules = new Modules("ptp_kvm_missing"));
    well("module-missing", host -> host.modules = new Modules("ok"));
    couldNotLook(
        "module-missing",
        "the kernel's modules cannot be seen",
        host -> host.modules = new Modules("unknown"));
  }

  private static void refclock(SimulatedHost host, String name, boolean configured) {
    host.phc("/dev/ptp0", "hyperv").phcConfigured = Measured.of(configured);
    host.source(Mode.REFERENCE_CLOCK, State.COMBINED, name, 2, 0377, 1);
  }

  private static void kernel() {
    String text = "chronyd is synchronised, the kernel does not know it";
    found(
        "kernel-unsynchronised",
        Severity.INFO,
        text + ".",
        host -> host.kernelSync = Measured.of(false));
    found(
        "kernel-unsynchronised",
        Severity.INFO,
        text + ": rtcsync is missing in chrony.conf.",
        host -> {
          host.kernelSync = Measured.of(false);
          host.rtcsync = Measured.of(false);
        });
    found(
        "kernel-unsynchronised",
        Severity.INFO,
        text + ".",
        host -> {
          host.kernelSync = Measured.of(false);
          host.rtcsync = Measured.absent();
        });
    well("kernel-unsynchronised", host -> host.rtcsync = Measured.of(false));
    well("kernel-unsynchronised", host -> host.unsynchronised().kernelSync = Measured.of(false));
    couldNotLook(
        "kernel-unsynchronised",
        "the kernel's state cannot be read",
        host -> host.kernelSync = Measured.failed(ErrorKind.NOT_INSTALLED, "no logger"));
    for (Leap pending : List.of(Leap.INSERT, Leap.DELETE)) {
      couldNotLook(
          "kernel-unsynchronised",
          "the kernel's state cannot be read",
          host -> {
            host.kernelSync = Measured.of(false);
            host.leap = pending;
          });
    }
    couldNotLook(
        "kernel-unsynchronised",
        "in a container the kernel's clock is not chronyd's to keep",
        host -> {
          host.kernelSync = Measured.of(false);
          host.virtualization = Virtualization.PODMAN;
        });
    couldNotLook(
        "kernel-unsynchronised",
        "chronyd runs with -x and leaves the kernel's clock alone",
        host -> {
          host.kernelSync = Measured.of(false);
          host.leavesClock = true;
        });
  }

  private static void configuration() {
    couldNotLook(
        "stepped",
        "the time since boot cannot be read",
        host -> host.uptime = OptionalDouble.empty());
    Problem problem = new Problem("/etc/ntp-audit/conf.d/a.yaml", 3, 5, "unknown key limts");
    String text = "/etc/ntp-audit/conf.d/a.yaml:3:5: unknown key limts";
    found(
        "config-invalid",
        Severity.WARNING,
        text + "; the file was left out.",
        host -> host.problems = List.of(problem));
    found(
        "config-invalid",
        Severity.WARNING,
        text + " (and 2 more); the file was left out.",
        host -> host.problems = List.of(problem, problem, problem));
  }

  @TestFactory
  Stream<DynamicTest> eachCheckOnBothSidesOfItsLimit() {
    return CASES.stream()
        .map(it ->
            dynamicTest(
                it.id + " " + (it.said.isEmpty() ? "well" : it.said), () -> assertSaid(it)));
  }

  private static void assertSaid(Case it) {
    SimulatedHost host = new SimulatedHost();
    it.change.accept(host);
    String said =
        switch (check(it.id).test().test(host.facts(), LIMITS, Past.NONE)) {
          case Outcome.Pass() -> WELL;
          case Outcome.Found(Severity severity, String text) -> severity.word() + ": " + text;
          case Outcome.CouldNotLook(String why) -> "could not look: " + why;
        };
    assertEquals(it.said, said);
  }

  private static Check check(String id) {
    return Checks.ALL.stream().filter(check -> check.id().equals(id)).findFirst().orElseThrow();
  }

  /** stepped needs a past: its other cases stand in TimelineTest. A device is there or is not. */
  @Test
  void noCheckIsLeftOut() {
    Set<String> found = new TreeSet<>();
    CASES.stream().filter(it -> !it.said.isEmpty()).map(Case::id).forEach(found::add);
    Set<String> all = new TreeSet<>();
    Checks.ALL.forEach(check -> all.add(check.id()));
    assertEquals(all, found);
    assertEquals(Checks.ALL.size(), all.size(), "an id stands twice");
    assertTrue(all.stream().allMatch(id -> id.matches("[a-z]+(-[a-z]+)*")));
  }

  @Test
  void limitsGoDownToTheStrictest() {
    Limits strict = new Limits(100e-6, 1e-3, 100e-6, 1e-3, 1, 4, 0.5, 1, 1, LIMITS.startupGrace());
    SimulatedHost host = new SimulatedHost();
    host.correction = -100e-6;
    Check.Test offset = check("offset").test();
    assertEquals(Outcome.PASS, offset.test(host.facts(), strict, Past.NONE));
    host.correction = -101e-6;
    assertEquals(
        Outcome.found(Severity.WARNING, "The clock is 101 µs fast; the limit is 100 µs."),
        offset.test(host.facts(), strict, Past.NONE));
    host.correction = 1.1e-3;
    assertEquals(
        Outcome.found(Severity.CRITICAL, "The clock is 1.1 ms slow; the limit is 1 ms."),
        offset.test(host.facts(), strict, Past.NONE));
  }

  /** A critical limit below the warning's counts: the stricter of the two is never lost. */
  @Test
  void limitsInTheWrongOrderStillCount() {
    Limits odd = new Limits(1, 0.1, 1, 0.1, 4, 2, 8, 3, 2, LIMITS.startupGrace());
    SimulatedHost host = new SimulatedHost();
    host.correction = 0.5;
    assertEquals(
        Outcome.found(Severity.CRITICAL, "The clock is 500 ms slow; the limit is 100 ms."),
        check("offset").test().test(host.facts(), odd, Past.NONE));
    host.only(State.SELECTED, 6, 1, 400);
    assertEquals(
        Severity.CRITICAL,
        check("stale").test().test(host.facts(), odd, Past.NONE) instanceof Outcome.Found found
            ? found.severity()
            : null);
  }
}
