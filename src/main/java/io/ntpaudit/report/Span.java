package io.ntpaudit.report;

/**
 * A stretch of the period in one state.
 *
 * @param from ms since the epoch
 * @param to ms since the epoch, excluded
 * @param first index of its first entry; of a gap, of the last entry before it, -1 where none is
 * @param last index of its last entry; of a gap, as first
 * @param missing records that a gap should have held
 */
record Span(long from, long to, State state, int first, int last, long missing) {
  /** So many records must be missing for a gap to be an incident. */
  static final int LONG_GAP = 3;

  boolean isGap() {
    return state == State.GAP;
  }

  boolean isLongGap() {
    return isGap() && missing >= LONG_GAP;
  }

  long length() {
    return to - from;
  }

  /** The part of it that lies between two times. */
  Span cut(long start, long end) {
    return new Span(Math.max(from, start), Math.min(to, end), state, first, last, missing);
  }
}
