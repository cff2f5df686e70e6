package io.ntpaudit.audit;

import io.ntpaudit.chrony.Activity;
import io.ntpaudit.chrony.Reading;
import io.ntpaudit.chrony.Reading.Transport;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.chrony.Source.Mode;
import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.clock.Boot;
import io.ntpaudit.clock.ClockFacts;
import io.ntpaudit.clock.HardwareClock;
import io.ntpaudit.clock.HardwareClock.Status;
import io.ntpaudit.clock.Modules;
import io.ntpaudit.clock.Virtualization;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Daemons;
import io.ntpaudit.daemons.Daemons.Chronyd;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A host to be changed as a test needs it; healthy at first, up and synchronised for days. */
final class SimulatedHost {
  Instant time = Instant.parse("2026-11-23T00:00:12.345Z");
  OptionalDouble uptime = OptionalDouble.of(1_000_000);
  String bootId = "3a0b6c7e-6e0f-4f0b-8d0a-0c6a4f2f5d11";
  OptionalDouble chronydStarted = OptionalDouble.of(20);

  String referenceId = "C0000201";
  String referenceName = "192.0.2.1";
  int stratum = 3;
  double correction = 0.000012;
  double lastOffset = -0.000003;
  double rmsOffset = 0.00002;
  double frequency = -12.345;
  double residualFreq = 0.001;
  double skew = 0.02;
  double updateInterval = 64.5;
  double refAge = 20.5;
  double rootDelay = 0.02;
  double rootDispersion = 0.0005;
  Leap leap = Leap.NORMAL;
  List<Source> sources = new ArrayList<>();
  Activity activity = new Activity(4, 0, 0, 0, 0);
  Failure failure;

  List<Writer> writers = List.of();
  Failure unseen;
  HardwareClock hardwareClock =
      new HardwareClock(Status.NOT_EXPECTED, Optional.empty(), Optional.empty(), "none");
  Modules modules = new Modules("n/a");
  Measured<Boolean> phcConfigured = Measured.of(false);
  boolean chronydRuns = true;
  boolean leavesClock;
  Virtualization virtualization = Virtualization.NONE;
  Measured<Boolean> kernelSync = Measured.of(true);
  Measured<Boolean> rtcsync = Measured.of(true);
  List<Problem> problems = List.of();

  SimulatedHost() {
    for (int i = 1; i <= 4; i++) {
      source(i == 1 ? State.SELECTED : State.COMBINED, "192.0.2." + i, 6, 0377, 23);
    }
  }

  SimulatedHost source(State state, String name, int poll, int reach, long lastSample) {
    return source(Mode.SERVER, state, name, poll, reach, lastSample);
  }

  SimulatedHost source(Mode mode, State state, String name, int poll, int reach, long lastSample) {
    OptionalLong last = lastSample < 0 ? OptionalLong.empty() : OptionalLong.of(lastSample);
    sources.add(new Source(mode, state, name, 2, poll, reach, last, -0.00001, -0.00001, 0.01));
    return this;
  }

  /** Puts one source in the place of all. */
  SimulatedHost only(State state, int poll, int reach, long lastSample) {
    sources.clear();
    return source(state, "192.0.2.1", poll, reach, lastSample);
  }

  /** All sources in this state. */
  SimulatedHost all(State state, int reach, long lastSample) {
    sources.clear();
    for (int i = 1; i <= 4; i++) {
      source(state, "192.0.2." + i, 6, reach, lastSample);
    }
    return this;
  }

  SimulatedHost activity(int offline, int unresolved) {
    activity = new Activity(sources.size() - offline, offline, 0, 0, unresolved);
    return this;
  }

  SimulatedHost fails(ErrorKind kind) {
    failure = new Failure(kind, "made to fail");
    return this;
  }

  /** chronyd as it answers right after its start: fiction in place of measurements. */
  SimulatedHost unsynchronised() {
    referenceId = "00000000";
    referenceName = "";
    stratum = 0;
    rootDelay = 1;
    rootDispersion = 1;
    leap = Leap.NOT_SYNCHRONISED;
    return neverUpdated();
  }

  /** chronyd runs with {@code -x}, and nobody else keeps the clock. */
  SimulatedHost undisciplined() {
    leavesClock = true;
    kernelSync = Measured.of(false);
    return this;
  }

  SimulatedHost localReference() {
    referenceId = "7F7F0101";
    referenceName = "";
    stratum = 10;
    rootDelay = 0;
    rootDispersion = 0;
    return neverUpdated();
  }

  private SimulatedHost neverUpdated() {
    correction = 0;
    lastOffset = 0;
    rmsOffset = 0;
    frequency = 0;
    residualFreq = 0;
    skew = 0;
    updateInterval = 0;
    return this;
  }

  SimulatedHost writer(String name, Writer.State state) {
    writers = new ArrayList<>(writers);
    writers.add(new Writer(name, state));
    return this;
  }

  SimulatedHost phc(String device, String clockName) {
    hardwareClock =
        new HardwareClock(
            Status.OK, Optional.of(device), Optional.of(clockName), "KVM virtual PTP");
    return this;
  }

  SimulatedHost phcMissing() {
    hardwareClock =
        new HardwareClock(Status.MISSING, Optional.empty(), Optional.empty(), "KVM virtual PTP");
    return this;
  }

  /** Time goes by, for both clocks. */
  SimulatedHost pass(Duration duration) {
    uptime = OptionalDouble.of(uptime.getAsDouble() + duration.toMillis() / 1e3);
    return step(duration);
  }

  /** The wall clock alone is set. */
  SimulatedHost step(Duration duration) {
    time = time.plus(duration);
    return this;
  }

  SimulatedHost reboot(String id) {
    bootId = id;
    uptime = OptionalDouble.of(30);
    chronydStarted = OptionalDouble.of(20);
    return this;
  }

  SimulatedHost restartChronyd() {
    chronydStarted = uptime;
    return this;
  }

  HostFacts facts() {
    return new HostFacts(
        failure == null ? Measured.of(reading()) : new Measured.Failed<>(failure),
        new Daemons(
            writers,
            Optional.ofNullable(unseen),
            new Chronyd(chronydRuns, leavesClock, chronydStarted)),
        new ClockFacts(
            new Boot(time, uptime, Optional.ofNullable(bootId)),
            virtualization,
            hardwareClock,
            modules,
            phcConfigured,
            kernelSync,
            rtcsync),
        problems);
  }

  private Reading reading() {
    double refTime = stratum == 0 ? 0 : time.getEpochSecond() - refAge;
    Tracking tracking =
        new Tracking(
            referenceId,
            referenceName,
            stratum,
            refTime,
            correction,
            lastOffset,
            rmsOffset,
            frequency,
            residualFreq,
            skew,
            rootDelay,
            rootDispersion,
            updateInterval,
            leap);
    return new Reading(tracking, sources, List.of(), activity, Transport.UNIX);
  }
}
