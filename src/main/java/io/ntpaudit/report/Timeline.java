package io.ntpaudit.report;

import io.ntpaudit.audit.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The period without a hole: each moment has a state, or is a gap, but for what the clock jumped
 * over when it was stepped forward. That time is in no span and counts nowhere.
 */
final class Timeline {
  /** The interval at a record is the median of the differences around it, so many on each side. */
  private static final int AROUND = 25;

  private final Period period;
  private final List<Entry> entries;
  private final long[] intervals;
  private final long[] ends;
  private final long usual;
  private final Entry before;
  private final long beforeEnd;
  private final List<Span> spans = new ArrayList<>();

  /**
   * @param before the last entry before the period; null where there is none
   * @param usual the interval where the log does not tell it, ms
   */
  Timeline(Period period, List<Entry> entries, Entry before, long usual) {
    this.period = period;
    this.entries = entries;
    this.usual = usual;
    this.intervals = intervals(entries, usual);
    this.ends = new long[entries.size()];
    this.before = before;
    this.beforeEnd = layBefore();
    for (int i = 0; i < entries.size(); i++) {
      ends[i] = lay(i, entries.get(i), intervals[i]);
    }
  }

  private static long[] intervals(List<Entry> entries, long usual) {
    int size = entries.size();
    long[] apart = new long[Math.max(0, size - 1)];
    for (int i = 0; i + 1 < size; i++) {
      apart[i] = entries.get(i + 1).time() - entries.get(i).time();
    }
    long[] scheduled = Interval.scheduled(apart, usual);
    long[] intervals = new long[size];
    for (int i = 0; i < size; i++) {
      int from = Math.max(0, i - AROUND);
      int to = Math.min(apart.length, i + AROUND);
      intervals[i] =
          Interval.median(Arrays.copyOfRange(scheduled, from, Math.max(from, to)), usual);
    }
    return intervals;
  }

  private long layBefore() {
    if (before == null) {
      long first = entries.isEmpty() ? period.to() : entries.getFirst().time();
      gap(-1, period.from(), first, interval(0));
      return first;
    }
    return lay(-1, before, interval(0));
  }

  /** The time until which the entry stands. */
  private long lay(int index, Entry entry, long interval) {
    Entry after = index + 1 < entries.size() ? entries.get(index + 1) : null;
    long next = after == null ? period.to() : after.time() - jumped(entry, after);
    boolean isLate = next - entry.time() > Interval.STANDS * interval;
    long end = isLate ? entry.time() + interval : next;
    add(new Span(Math.max(entry.time(), period.from()), end, entry.state(), index, index, 0));
    if (isLate) {
      gap(index, Math.max(end, period.from()), next, interval);
    }
    return end;
  }

  /**
   * Not in a later boot, whose clock may have begun where the host went off: how long that was,
   * nobody knows.
   */
  private long jumped(Entry entry, Entry after) {
    Entry oldest = before == null ? entries.getFirst() : before;
    return entry.boot().equals(oldest.boot()) ? after.jumped(entry) : 0;
  }

  private void gap(int index, long from, long to, long interval) {
    long missing = Math.max(1, Math.round((to - from) / (double) interval));
    add(new Span(from, to, State.GAP, index, index, missing));
  }

  /** Joins what has the same state as the span before it. */
  private void add(Span span) {
    if (span.length() <= 0) {
      return;
    }
    Span last = spans.isEmpty() ? null : spans.getLast();
    boolean touches = last != null && last.to() == span.from();
    if (touches && last.state() == span.state() && !span.isGap()) {
      spans.removeLast();
      spans.add(new Span(last.from(), span.to(), span.state(), last.first(), span.last(), 0));
    } else {
      spans.add(span);
    }
  }

  Period period() {
    return period;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The entries of a part of the period. */
  List<Entry> entries(long from, long to) {
    return entries.subList(indexAt(from), indexAt(to));
  }

  /** The index of the first entry that is not before that time. */
  private int indexAt(long time) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).time() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The period from its start to its end. */
  List<Span> spans() {
    return spans;
  }

  List<Span> gaps() {
    return spans.stream().filter(Span::isGap).toList();
  }

  /** Where there is no record: gaps, and what the clock jumped over. */
  List<Period> empty() {
    List<Period> empty = new ArrayList<>();
    long from = period.from();
    for (Span span : spans) {
      if (!span.isGap()) {
        if (span.from() > from) {
          empty.add(new Period(from, span.from()));
        }
        from = span.to();
      }
    }
    if (from < period.to()) {
      empty.add(new Period(from, period.to()));
    }
    return empty;
  }

  /** A part of the period, the spans cut at its ends. */
  List<Span> spans(long from, long to) {
    return spans.stream()
        .filter(span -> span.from() < to && span.to() > from)
        .map(span -> span.cut(from, to))
        .toList();
  }

  /** The usual time between two audits, ms: what the log shows last. */
  long interval() {
    return interval(intervals.length - 1);
  }

  private long interval(int index) {
    return intervals.length == 0 ? usual : intervals[index];
  }

  /** The last entry before the period; null where there is none. */
  Entry before() {
    return before;
  }

  /** The time in each state, ms; a state that does not occur is absent. */
  static Map<State, Long> times(List<Span> spans) {
    Map<State, Long> times = new EnumMap<>(State.class);
    for (Span span : spans) {
      times.merge(span.state(), span.length(), Long::sum);
    }
    return times;
  }

  /**
   * How many records there should be, and how many of them are not there. Runs by hand add to
   * neither: they must not make up for what is missing.
   */
  record Coverage(long expected, long missing) {
    double share() {
      return expected == 0 ? 0 : (expected - missing) / (double) expected;
    }
  }

  Coverage coverage(long from, long to) {
    double there = 0;
    for (int i = Math.max(0, indexAt(from) - 1); i < indexAt(to); i++) {
      there += there(i, from, to);
    }
    double missing = 0;
    for (Span gap : spans) {
      if (gap.isGap()) {
        missing += gap.missing() * overlap(gap.from(), gap.to(), from, to) / (double) gap.length();
      }
    }
    return new Coverage(Math.round(there + missing), Math.round(missing));
  }

  /**
   * A record counts by the share of its interval; the last one is whole, though time ends first.
   */
  private double there(int index, long from, long to) {
    long time = entries.get(index).time();
    boolean isLast = ends[index] == period.to();
    long end = isLast ? time + intervals[index] : ends[index];
    long until = to == period.to() ? Long.MAX_VALUE : to;
    return overlap(time, end, from, until) / (double) intervals[index];
  }

  /** The time in which a value is not known, ms: gaps, and records without it. */
  long timeWithout(ToLongFunction<Entry> value) {
    long known = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (value.applyAsLong(entries.get(i)) != Entry.ABSENT) {
        known += ends[i] - entries.get(i).time();
      }
    }
    if (before != null && value.applyAsLong(before) != Entry.ABSENT) {
      known += overlap(before.time(), beforeEnd, period.from(), period.to());
    }
    return spans.stream().mapToLong(Span::length).sum() - known;
  }

  private static long overlap(long start, long end, long from, long to) {
    return Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
}
