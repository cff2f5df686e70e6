package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.chrony.Reading.Transport;
import io.ntpaudit.chrony.Reports.Unparseable;
import io.ntpaudit.chrony.Source.Mode;
import io.ntpaudit.chrony.Source.State;
import io.ntpaudit.chrony.Tracking.Leap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parser on every capture, and on what chronyc may print one day. */
class ReportsTest {
  private static final Path SYNTHETIC = Path.of("src/test/resources/synthetic");

  /** The first decimal with nine places. */
  private static final Pattern REF_TIME = Pattern.compile("(?<=,)[0-9]+\\.[0-9]{9}(?=,)");

  private static String[] fields(String line) {
    return line.split(",", -1);
  }

  private static Reading read(String stdout) {
    try {
      return Reports.read(stdout, Transport.UNIX);
    } catch (Unparseable e) {
      throw new AssertionError(stdout, e);
    }
  }

  static Stream<Capture> tracking() {
    return Capture.answers("tracking").stream();
  }

  static Stream<Capture> sources() {
    return Capture.answers("sources").stream();
  }

  static Stream<Capture> sourcestats() {
    return Capture.answers("sourcestats").stream();
  }

  static Stream<Capture> activity() {
    return Capture.answers("activity").stream();
  }

  static Stream<Capture> reports() {
    return Capture.answers("reports").stream();
  }

  /** Written as chronyc writes it, what was read is what was printed: no field, no sign is lost. */
  @ParameterizedTest
  @MethodSource
  void tracking(Capture capture) throws Unparseable {
    String line = capture.lines().getFirst();
    Tracking t = Reports.tracking(fields(line));
    String again =
        "%s,%s,%d,REF,%.9f,%.9f,%.9f,%.3f,%.3f,%.3f,%.9f,%.9f,%.1f,%s"
            .formatted(
                t.referenceId(),
                t.referenceName(),
                t.stratum(),
                t.currentCorrection(),
                t.lastOffset(),
                t.rmsOffset(),
                t.frequencyPpm(),
                t.residualFreq(),
                t.skew(),
                t.rootDelay(),
                t.rootDispersion(),
                t.updateInterval(),
                leap(t.leap()));
    Matcher refTime = REF_TIME.matcher(line);
    assertTrue(refTime.find(), line);
    assertEquals(Double.parseDouble(refTime.group()), t.refTime(), 1e-6);
    assertEquals(refTime.replaceFirst("REF"), again);
  }

  private static String leap(Leap leap) {
    return switch (leap) {
      case NORMAL -> "Normal";
      case INSERT -> "Insert second";
      case DELETE -> "Delete second";
      case NOT_SYNCHRONISED -> "Not synchronised";
    };
  }

  @ParameterizedTest
  @MethodSource
  void sources(Capture capture) throws Unparseable {
    for (String line : capture.lines()) {
      Source s = Reports.source(fields(line));
      assertEquals(
          line,
          "%s,%s,%s,%d,%d,%o,%d,%.9f,%.9f,%.9f"
              .formatted(
                  "^=#".charAt(s.mode().ordinal()),
                  "*+-x~?".charAt(s.state().ordinal()),
                  s.name(),
                  s.stratum(),
                  s.pollLog2(),
                  s.reach(),
                  s.lastSample().orElse(4294967295L),
                  s.adjusted(),
                  s.measured(),
                  s.error()));
    }
  }

  @ParameterizedTest
  @MethodSource
  void sourcestats(Capture capture) throws Unparseable {
    for (String line : capture.lines()) {
      SourceStats s = Reports.sourceStats(fields(line));
      assertEquals(
          line,
          "%s,%d,%d,%d,%.3f,%.3f,%.9f,%.9f"
              .formatted(
                  s.name(),
                  s.samples(),
                  s.runs(),
                  s.span(),
                  s.frequency(),
                  s.skew(),
                  s.offset(),
                  s.deviation()));
    }
  }

  @ParameterizedTest
  @MethodSource
  void activity(Capture capture) throws Unparseable {
    Activity a = Reports.activity(fields(capture.lines().getFirst()));
    assertEquals(
        capture.stdout().strip(),
        Stream.of(a.online(), a.offline(), a.burstOnline(), a.burstOffline(), a.unresolved())
            .map(String::valueOf)
            .collect(Collectors.joining(",")));
  }

  /**
   * One process prints four reports without a word between them: each line goes where it belongs.
   */
  @ParameterizedTest
  @MethodSource
  void reports(Capture capture) throws Unparseable {
    List<String> lines = capture.lines();
    Reading reading = read(capture.stdout());
    int sources = (lines.size() - 2) / 2;
    assertEquals(Reports.tracking(fields(lines.getFirst())), reading.tracking());
    assertEquals(sources, reading.sources().size());
    assertEquals(sources, reading.sourceStats().size());
    assertEquals(Reports.activity(fields(lines.getLast())), reading.activity());
    for (int i = 0; i < sources; i++) {
      assertEquals(Reports.source(fields(lines.get(1 + i))), reading.sources().get(i));
      assertEquals(
          Reports.sourceStats(fields(lines.get(1 + sources + i))), reading.sourceStats().get(i));
      assertEquals(reading.sources().get(i).name(), reading.sourceStats().get(i).name());
    }
  }

  /** What the captures of a state mean, whatever the version. */
  @ParameterizedTest
  @MethodSource("reports")
  void meaning(Capture capture) {
    Reading r = read(capture.stdout());
    Tracking t = r.tracking();
    String meaning =
        "sync %b, local %b, %d sources, %d usable, %d false, clock %s, selected %s"
            .formatted(
                t.synchronised(),
                t.localReference(),
                r.sources().size(),
                r.usable(),
                r.falsetickers(),
                Math.abs(t.currentCorrection()) < 0.01
                    ? "right"
                    : String.format(Locale.ROOT, "%+.2f", t.currentCorrection()),
                r.selected().map(s -> s.mode() + " " + s.name()).orElse("none"));
    String expected =
        switch (capture.state()) {
          case "no-source" ->
              "sync false, local false, 0 sources, 0 usable, 0 false, clock right, selected none";
          case "unreachable" ->
              "sync false, local false, 1 sources, 0 usable, 0 false, clock right, selected none";
          case "local" ->
              "sync true, local true, 0 sources, 0 usable, 0 false, clock right, selected none";
          case "no-majority" ->
              "sync false, local false, 2 sources, 0 usable, 2 false, clock right, selected none";
          case "source-lost", "udp", "run-read-only", "no-capability" ->
              "sync true, local false, 1 sources, 0 usable, 0 false, clock right, selected none";
          case "falseticker" ->
              "sync true, local false, 4 sources, 3 usable, 1 false, clock right, selected SERVER "
                  + t.referenceName();
          case "slow" -> one("+0.50", "SERVER 127.0.0.1");
          case "fast" -> one("-0.50", "SERVER 127.0.0.1");
          case "ipv6" -> one("right", "SERVER ::1");
          case "refclock" -> one("+0.25", "REFERENCE_CLOCK A,B");
          case "synchronised", "daemon-3.5", "daemon-4.9" -> one("right", "SERVER 127.0.0.1");
          default -> throw new AssertionError("a state that nobody expects: " + capture);
        };
    assertEquals(expected, meaning);
    assertEquals(
        t.synchronised() && !t.localReference(), t.clockErrorBound().isPresent(), "error bound");
  }

  private static String one(String clock, String selected) {
    return "sync true, local false, 1 sources, 1 usable, 0 false, clock %s, selected %s"
        .formatted(clock, selected);
  }

  @Test
  void sixVersionsWereCaptured() {
    assertEquals(
        List.of(
            "bookworm-chrony-4.3",
            "bullseye-chrony-4.0",
            "sid-chrony-4.9",
            "source-chrony-3.5",
            "source-chrony-4.8",
            "trixie-chrony-4.6"),
        List.copyOf(
            Capture.ALL.stream()
                .map(Capture::chrony)
                .collect(Collectors.toCollection(TreeSet::new))));
  }

  /** An answer that was cut is never taken for a whole one with another meaning. */
  @ParameterizedTest
  @MethodSource("reports")
  void cutAnywhere(Capture capture) {
    Reading whole = read(capture.stdout());
    for (int end = 0; end < capture.stdout().length(); end++) {
      try {
        assertEquals(whole, Reports.read(capture.stdout().substring(0, end), Transport.UNIX));
      } catch (Unparseable e) {
        // as it should be
      }
    }
  }

  /**
   * Whatever is printed, it is a reading or it is unparseable; the seed makes it the same each
   * time.
   */
  @ParameterizedTest
  @MethodSource("reports")
  void changedAnywhere(Capture capture) {
    Random random = new Random(capture.toString().hashCode());
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(capture.stdout());
      for (int n = random.nextInt(4); n >= 0; n--) {
        String with = String.valueOf(",\n-.0x9^#\0é".charAt(random.nextInt(11)));
        int at = random.nextInt(text.length());
        text.replace(at, at + random.nextInt(2), with);
      }
      try {
        Reports.read(text.toString(), Transport.UNIX);
      } catch (Unparseable e) {
        assertTrue(e.getMessage().length() < 120, e.getMessage());
      }
    }
  }

  private static Reading synthetic(String file) {
    try {
      return read(Files.readString(SYNTHETIC.resolve(file)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNameMayHoldCommasAndNumbers() {
    Reading reading = synthetic("commas");
    assertEquals("A,B", reading.tracking().referenceName());
    assertEquals(6, reading.tracking().stratum());
    assertEquals(0.25, reading.tracking().currentCorrection());
    assertEquals(
        List.of("A,B", "1,2", "0,.5", ",,,"),
        reading.sources().stream().map(Source::name).toList());
    assertEquals(
        List.of("A,B", "1,2", "0,.5", ",,,"),
        reading.sourceStats().stream().map(SourceStats::name).toList());
    for (Source source : reading.sources()) {
      assertEquals(5, source.stratum());
      assertEquals(63, source.reach());
      assertEquals(0.400000036, source.error());
    }
  }

  @Test
  void newerVersionsMayPrintMore() {
    Reading reading = synthetic("more-fields");
    assertEquals(Leap.NORMAL, reading.tracking().leap());
    assertEquals("127.0.0.1", reading.selected().orElseThrow().name());
    assertEquals("A,B", reading.sources().get(1).name());
    assertEquals(5, reading.sources().get(1).stratum());
    assertEquals("A,B", reading.sourceStats().get(1).name());
    assertEquals(new Activity(1, 0, 0, 0, 0), reading.activity());
  }

  @Test
  void pollsMayBeShorterThanASecondAndSamplesMayNeverHaveCome() {
    Reading reading = synthetic("polls");
    assertEquals(1 / 64.0, reading.sources().get(0).pollInterval());
    assertEquals(131_072, reading.sources().get(1).pollInterval());
    assertEquals(OptionalLong.empty(), reading.sources().get(2).lastSample());
    assertEquals(OptionalDouble.of(131_072), reading.pollInterval());
    assertEquals(OptionalLong.of(0), reading.syncAge());
  }

  @Test
  void everyModeAndEveryState() {
    Reading reading = synthetic("all-states");
    assertEquals(
        List.of(State.values()), reading.sources().stream().map(Source::state).distinct().toList());
    assertEquals(
        List.of(Mode.values()), reading.sources().stream().map(Source::mode).distinct().toList());
    assertEquals(3, reading.usable());
    assertEquals(1, reading.falsetickers());
    assertEquals("2001:db8::1", reading.selected().orElseThrow().name());
  }

  @Test
  void leapSeconds() {
    assertEquals(Leap.INSERT, synthetic("leap-insert").tracking().leap());
    assertEquals(Leap.DELETE, synthetic("leap-delete").tracking().leap());
    assertEquals(Leap.NOT_SYNCHRONISED, synthetic("leap-invalid").tracking().leap());
    assertTrue(synthetic("leap-insert").tracking().synchronised());
  }

  static Stream<Path> broken() throws IOException {
    return Files.list(SYNTHETIC.resolve("broken")).sorted();
  }

  @ParameterizedTest
  @MethodSource
  void broken(Path file) throws IOException {
    String stdout = Files.readString(file);
    assertThrows(Unparseable.class, () -> Reports.read(stdout, Transport.UNIX));
  }
}
