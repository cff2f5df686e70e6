package io.ntpaudit.report;

import io.ntpaudit.report.Timeline.Coverage;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A part of the period in figures: a day, a month, the whole.
 *
 * @param from ms since the epoch
 * @param to ms since the epoch, excluded
 * @param times ms in each state that occurs
 * @param worstOffset the entry with the largest offset, of either sign; null where none has one
 * @param worstBound the entry with the largest error bound; null where none has one
 */
record Part(
    long from,
    long to,
    List<Span> spans,
    Map<State, Long> times,
    Coverage coverage,
    Entry worstOffset,
    Entry worstBound) {

  static Part of(Timeline timeline, long from, long to) {
    List<Span> spans = timeline.spans(from, to);
    List<Entry> entries = timeline.entries(from, to);
    return new Part(
        from,
        to,
        spans,
        Timeline.times(spans),
        timeline.coverage(from, to),
        largest(entries, Entry::offset),
        largest(entries, Entry::bound));
  }

  /** The entry with the largest value, of either sign; null where none has one. */
  static Entry largest(List<Entry> entries, ToLongFunction<Entry> value) {
    Entry largest = null;
    for (Entry entry : entries) {
      if (entry.has(value.applyAsLong(entry))
          && (largest == null
              || Math.abs(value.applyAsLong(entry)) > Math.abs(value.applyAsLong(largest)))) {
        largest = entry;
      }
    }
    return largest;
  }

  long time(State state) {
    return times.getOrDefault(state, 0L);
  }

  /** Without what the clock jumped over, ms. */
  long length() {
    return times.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The share of the time. */
  double share(long time) {
    return time / (double) length();
  }

  /** The share of the time with verdict ok or warning: what nobody saw counts against it. */
  double trusted() {
    return share(time(State.OK) + time(State.WARNING));
  }
}
