package io.ntpaudit.report;

import static io.ntpaudit.report.Logs.MINUTE;
import static io.ntpaudit.report.Logs.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.report.Timeline.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final State OK = State.OK;

  private static Entry[] every(int step, int from, int to) {
    List<Entry> entries = new ArrayList<>();
    for (int minute = from; minute < to; minute += step) {
      entries.add(entry(minute, OK, ""));
    }
    return entries.toArray(Entry[]::new);
  }

  private static Entry[] join(Entry[] one, Entry... other) {
    List<Entry> all = new ArrayList<>(List.of(one));
    all.addAll(List.of(other));
    return all.toArray(Entry[]::new);
  }

  private static Timeline timeline(int to, Entry... entries) {
    return Logs.timeline(new Period(0, to * MINUTE), entries);
  }

  /** {@code ok 0-30, no record 30-60}. */
  private static String told(Timeline timeline) {
    return timeline.spans().stream()
        .map(s -> s.state().word() + " " + s.from() / MINUTE + "-" + s.to() / MINUTE)
        .collect(Collectors.joining(", "));
  }

  @Test
  void recordStandsUntilTheNext() {
    assertEquals("ok 0-60", told(timeline(60, every(5, 0, 60))));
    Entry[] entries = join(every(5, 0, 30), entry(30, State.CRITICAL, "offset"));
    assertEquals("ok 0-30, critical 30-35", told(timeline(35, entries)));
  }

  @Test
  void recordStandsOneAndAHalfIntervalsAtMost() {
    Entry[] onTime = join(every(5, 0, 30), entry(32, OK, ""));
    assertEquals("ok 0-34", told(timeline(34, onTime)));
    Entry[] late = join(every(5, 0, 30), entry(33, OK, ""));
    assertEquals("ok 0-30, no record 30-33, ok 33-34", told(timeline(34, late)));
  }

  @Test
  void gapBeginsOneIntervalAfterTheLastRecord() {
    Entry[] entries = join(every(5, 0, 30), every(5, 60, 90));
    assertEquals("ok 0-30, no record 30-60, ok 60-90", told(timeline(90, entries)));
    assertEquals(6, timeline(90, entries).gaps().getFirst().missing());
  }

  private static Timeline stepped(State wrong, long stepMinutes, Entry... before) {
    Entry after = Logs.stepped(150, State.WARNING, stepMinutes * 60);
    Entry last = before[before.length - 1];
    before[before.length - 1] = entry(last.time() / MINUTE, wrong, "unsynchronised");
    return timeline(160, join(before, join(new Entry[] {after}, entry(155, OK, ""))));
  }

  /** 0 to 30 minutes, then the clock is stepped, and the next record is of minute 150. */
  @Test
  void whatAStepForwardJumpedOverIsNoGap() {
    Timeline timeline = stepped(State.UNKNOWN, 120, every(5, 0, 30));
    assertEquals("ok 0-25, unknown 25-30, warning 150-155, ok 155-160", told(timeline));
    assertEquals(new Coverage(8, 0), timeline.coverage(0, 160 * MINUTE));
    assertEquals(List.of(new Period(30 * MINUTE, 150 * MINUTE)), timeline.empty());
    Part whole = Part.of(timeline, 0, 160 * MINUTE);
    assertEquals(40 * MINUTE, whole.length());
    assertEquals(35.0 / 40, whole.trusted());
    assertEquals(0, timeline.timeWithout(Entry::bound));
  }

  @Test
  void whatIsMissingBesideAStepIsAGap() {
    Timeline timeline = stepped(State.CRITICAL, 100, every(5, 0, 30));
    assertEquals(
        "ok 0-25, critical 25-30, no record 30-50, warning 150-155, ok 155-160", told(timeline));
    assertEquals(4, timeline.gaps().getFirst().missing());
    assertEquals(List.of(new Period(30 * MINUTE, 150 * MINUTE)), timeline.empty());
  }

  @Test
  void aStepThatDoesNotAccountForTheTimeChangesNothing() {
    String gap = "ok 0-25, critical 25-30, no record 30-150, warning 150-155, ok 155-160";
    assertEquals(gap, told(stepped(State.CRITICAL, -120, every(5, 0, 30))));
    assertEquals(gap, told(stepped(State.CRITICAL, 130, every(5, 0, 30))), "not of these two");
  }

  /** A virtual machine that was paused. */
  @Test
  void aClockThatCouldBeTrustedWasNotWrong() {
    assertEquals(
        "ok 0-30, no record 30-150, warning 150-155, ok 155-160",
        told(stepped(OK, 120, every(5, 0, 30))));
  }

  @Test
  void noStateStandsOverAStep() {
    Timeline timeline = stepped(State.CRITICAL, 120, every(5, 0, 30));
    assertEquals("ok 0-25, critical 25-30, warning 150-155, ok 155-160", told(timeline));
    assertEquals(
        List.of(5 * MINUTE, 5 * MINUTE),
        Incidents.of(timeline, id -> false).stream().map(Incident::spellTime).toList());
  }

  @Test
  void endOfThePeriodIsAGapToo() {
    assertEquals("ok 0-30, no record 30-60", told(timeline(60, every(5, 0, 30))));
  }

  @Test
  void gapsNextToEachOtherStayApart() {
    Entry[] entries = join(every(5, 0, 30), entry(45, OK, ""), entry(60, OK, ""));
    assertEquals(
        "ok 0-30, no record 30-45, ok 45-50, no record 50-60, ok 60-65",
        told(timeline(65, entries)));
  }

  @Test
  void intervalFollowsTheLog() {
    Entry[] entries = join(every(5, 0, 600), every(1, 600, 900));
    Timeline timeline = timeline(900, entries);
    assertEquals("ok 0-900", told(timeline));
    assertEquals(MINUTE, timeline.interval());
    Coverage coverage = timeline.coverage(0, 900 * MINUTE);
    assertEquals(0, coverage.missing());
    assertEquals(420, coverage.expected(), 1, "where it changes, either interval is right");
  }

  @Test
  void runsByHandDoNotMakeUpForWhatIsMissing() {
    List<Entry> entries = new ArrayList<>(List.of(every(5, 0, 120)));
    for (int second = 1; second < 20; second++) {
      Entry by = entries.getFirst();
      entries.add(
          new Entry(
              60 * MINUTE + second * 1000L,
              OK,
              by.reasons(),
              by.offset(),
              by.bound(),
              by.frequency(),
              by.stratum(),
              by.sources(),
              by.usable(),
              by.falsetickers(),
              by.reach(),
              by.syncAge(),
              by.step(),
              by.writers(),
              by.phc(),
              by.modules(),
              by.boot()));
    }
    entries.removeIf(entry -> entry.time() == 90 * MINUTE);
    entries.sort(Comparator.comparingLong(Entry::time));
    Timeline timeline = timeline(120, entries.toArray(Entry[]::new));
    assertEquals("ok 0-90, no record 90-95, ok 95-120", told(timeline));
    assertEquals(new Coverage(24, 1), timeline.coverage(0, 120 * MINUTE));
  }

  /** Ten audits a minute apart, and again an hour later: the timer's five minutes are no gaps. */
  @Test
  void burstsByHandAreNoSchedule() {
    Entry[] entries = join(every(5, 0, 90), join(every(1, 21, 31), every(1, 76, 86)));
    entries =
        Arrays.stream(entries).sorted(Comparator.comparingLong(Entry::time)).toArray(Entry[]::new);
    Timeline timeline = timeline(90, entries);
    assertEquals("ok 0-90", told(timeline));
    assertEquals(new Coverage(18, 0), timeline.coverage(0, 90 * MINUTE));
  }

  @Test
  void recordBeforeThePeriodStandsAtItsStart() {
    Period period = new Period(62 * MINUTE, 90 * MINUTE);
    Entry before = entry(60, State.WARNING, "stratum");
    Timeline timeline = new Timeline(period, List.of(every(5, 65, 90)), before, 5 * MINUTE);
    assertEquals("warning 62-65, ok 65-90", told(timeline));
    Timeline late = new Timeline(period, List.of(every(5, 75, 90)), before, 5 * MINUTE);
    assertEquals("warning 62-65, no record 65-75, ok 75-90", told(late));
  }

  @Test
  void everyRecordThatIsDueCountsOnce() {
    Period days = new Period(3 * MINUTE, (3 + 1440) * MINUTE);
    Timeline timeline =
        new Timeline(days, List.of(every(5, 5, 1443)), entry(0, OK, ""), 5 * MINUTE);
    assertEquals(new Coverage(288, 0), timeline.coverage(days.from(), days.to()));
    assertEquals(
        new Coverage(288, 0), timeline(1438, every(5, 0, 1438)).coverage(0, 1438 * MINUTE));
  }

  @Test
  void emptyPeriodIsOneGap() {
    assertEquals("no record 0-60", told(timeline(60)));
    assertEquals(new Coverage(12, 12), timeline(60).coverage(0, 60 * MINUTE));
  }

  @Test
  void partsAddUpToTheWhole() {
    Entry[] entries = join(every(5, 0, 600), every(5, 900, 2000));
    Timeline timeline = timeline(2000, entries);
    long expected = 0;
    long missing = 0;
    for (int hour = 0; hour < 40; hour++) {
      Coverage part = timeline.coverage(hour * 50 * MINUTE, (hour + 1) * 50 * MINUTE);
      expected += part.expected();
      missing += part.missing();
    }
    assertEquals(timeline.coverage(0, 2000 * MINUTE), new Coverage(expected, missing));
    assertEquals(new Coverage(400, 60), new Coverage(expected, missing));
  }
}
