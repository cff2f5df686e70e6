package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking.Leap;
import io.ntpaudit.clock.Modules;
import io.ntpaudit.config.Problem;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Measured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole days of audits, every five minutes. */
class SimulatedDayTest {
  private static final int RUNS = 288;

  @TempDir Path folder;

  /** Jitter, one lost sample an hour, and a restart of chronyd with all that comes with it. */
  @Test
  void aHealthyHostIsNeverWarnedOf() {
    Timeline timeline = new Timeline(folder);
    Random random = new Random(5);
    for (int run = 0; run < RUNS; run++) {
      healthy(timeline.host, random, run % 12 == 7);
      if (run == 100) {
        timeline.host.chronydStarted =
            OptionalDouble.of(timeline.host.uptime.getAsDouble() + 260); // 40 s before the audit
      }
      if (run == 100 || run == 101) {
        restarted(timeline.host);
      }
      AuditRecord record = timeline.next();
      Set<String> reasons = Set.copyOf(record.reasons());
      assertTrue(Set.of("few-sources").containsAll(reasons), record::toString);
      assertEquals(Verdict.OK, record.verdict());
      assertEquals(run + 1, record.count(Field.RUNS).orElseThrow());
    }
  }

  private static void healthy(SimulatedHost host, Random random, boolean lost) {
    host.correction = random.nextGaussian() * 0.002;
    host.rootDispersion = 0.001 + random.nextDouble() * 0.01;
    host.rootDelay = 0.02 + random.nextDouble() * 0.03;
    host.stratum = 3;
    host.sources.clear();
    for (int i = 1; i <= 4; i++) {
      int poll = 6 + random.nextInt(5);
      long age = random.nextInt(1 << poll) + (lost ? 1L << poll : 0);
      int reach = lost ? 0376 : 0377;
      host.source(i == 1 ? State.SELECTED : State.COMBINED, "192.0.2." + i, poll, reach, age);
    }
  }

  /** The first minutes: few answers, one source not yet agreed with, a rough estimate. */
  private static void restarted(SimulatedHost host) {
    host.only(State.SELECTED, 6, 07, 12).source(State.FALSETICKER, "192.0.2.2", 6, 03, 12);
    host.rootDispersion = 0.15;
    host.stratum = 5;
  }

  private record Fault(Consumer<SimulatedHost> begin, Severity severity) {}

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (ErrorKind kind : ErrorKind.values()) {
      faults.put("chronyd-" + kind.word(), new Fault(h -> h.fails(kind), Severity.UNKNOWN));
    }
    faults.put("unsynchronised", new Fault(SimulatedHost::unsynchronised, Severity.CRITICAL));
    faults.put(
        "local-reference", new Fault(h -> h.localReference().stratum = 4, Severity.CRITICAL));
    faults.put(
        "no-usable-source", new Fault(h -> h.all(State.UNUSABLE, 0, 900), Severity.CRITICAL));
    faults.put("few-sources", new Fault(h -> h.only(State.SELECTED, 6, 0377, 9), Severity.INFO));
    faults.put(
        "falseticker",
        new Fault(h -> h.source(State.FALSETICKER, "x", 6, 0377, 9), Severity.WARNING));
    faults.put("stale", new Fault(h -> h.all(State.COMBINED, 0360, 300), Severity.WARNING));
    faults.put("offset", new Fault(h -> h.correction = -0.11, Severity.WARNING));
    faults.put("error-bound", new Fault(h -> h.rootDispersion = 0.2, Severity.WARNING));
    faults.put("stratum", new Fault(h -> h.stratum = 8, Severity.WARNING));
    faults.put(
        "competing-daemon",
        new Fault(h -> h.writer("systemd-timesyncd", Writer.State.ACTIVE), Severity.WARNING));
    faults.put("undisciplined", new Fault(SimulatedHost::undisciplined, Severity.WARNING));
    faults.put("phc-missing", new Fault(SimulatedHost::phcMissing, Severity.WARNING));
    faults.put("phc-unused", new Fault(h -> h.phc("/dev/ptp0", "hyperv"), Severity.INFO));
    faults.put(
        "module-missing",
        new Fault(h -> h.modules = new Modules("ptp_kvm_missing"), Severity.WARNING));
    faults.put(
        "kernel-unsynchronised", new Fault(h -> h.kernelSync = Measured.of(false), Severity.INFO));
    faults.put("leap-pending", new Fault(h -> h.leap = Leap.DELETE, Severity.INFO));
    faults.put("stepped", new Fault(h -> h.step(Duration.ofSeconds(-3)), Severity.WARNING));
    faults.put(
        "config-invalid",
        new Fault(
            h -> h.problems = List.of(new Problem("config.yaml", 1, 1, "a tab")),
            Severity.WARNING));
    return faults;
  }

  /**
   * Each fault lasts for three runs; nothing else than its reason may be seen, then or after it.
   */
  @Test
  void eachFaultIsGivenWithinTwoRunsAndClearedAfter() {
    Map<String, Fault> faults = faults();
    assertEquals(Checks.ALL.stream().map(Check::id).collect(Collectors.toSet()), faults.keySet());
    Timeline timeline = new Timeline(folder);
    int runs = 0;
    for (Map.Entry<String, Fault> entry : faults.entrySet()) {
      List<AuditRecord> records = new ArrayList<>();
      for (int run = 0; run < RUNS / faults.size(); run++, runs++) {
        renew(timeline.host);
        boolean faulty = run < (entry.getKey().equals("stepped") ? 1 : 3);
        timeline.host.pass(Timeline.BETWEEN);
        if (faulty) {
          entry.getValue().begin.accept(timeline.host);
        }
        records.add(timeline.audit());
      }
      assertTold(entry.getKey(), entry.getValue().severity, records);
    }
    assertTrue(runs > RUNS - faults.size(), "a day");
  }

  /** All as it was, but for the clocks. */
  private static void renew(SimulatedHost host) {
    SimulatedHost well = new SimulatedHost();
    host.referenceId = well.referenceId;
    host.referenceName = well.referenceName;
    host.stratum = well.stratum;
    host.correction = well.correction;
    host.rootDelay = well.rootDelay;
    host.rootDispersion = well.rootDispersion;
    host.leap = well.leap;
    host.sources = well.sources;
    host.failure = null;
    host.writers = well.writers;
    host.leavesClock = well.leavesClock;
    host.hardwareClock = well.hardwareClock;
    host.modules = well.modules;
    host.kernelSync = well.kernelSync;
    host.problems = List.of();
  }

  private static void assertTold(String id, Severity severity, List<AuditRecord> records) {
    int until = id.equals("stepped") ? 1 : 3;
    // an offset is an error too
    List<String> all = id.equals("offset") ? List.of(id, "error-bound") : List.of(id);
    for (int run = 0; run < records.size(); run++) {
      AuditRecord record = records.get(run);
      boolean told = record.reasons().contains(id);
      if (run == 1 && until > 1 || run == 0 && severity != Severity.WARNING) {
        assertTrue(told, () -> id + " is not told: " + record);
      }
      assertEquals(run < until && told ? all : List.of(), record.reasons(), id);
      assertEquals(told ? severity.verdict() : Verdict.OK, record.verdict(), id);
      assertTrue(run < until || record.pending().isEmpty(), id);
    }
    assertTrue(records.stream().anyMatch(record -> record.reasons().contains(id)), id);
  }
}
