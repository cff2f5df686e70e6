package io.ntpaudit.chrony;

import java.util.OptionalLong;

/**
 * One source of time ({@code chronyc sources}; chrony's reports.h, struct RPT_SourceReport).
 *
 * @param name address, name, or reference ID of a reference clock
 * @param pollLog2 the current poll interval, log2 of seconds, may be negative
 * @param reach register of the last eight polls, one bit each, the newest lowest
 * @param lastSample s since the last good sample; empty where there was none
 * @param adjusted s, offset of the last sample, corrected by slewing since; positive: clock fast
 * @param measured s, offset as measured; positive: clock fast
 * @param error s, bound of the sample's error
 */
public record Source(
    Mode mode,
    State state,
    String name,
    int stratum,
    int pollLog2,
    int reach,
    OptionalLong lastSample,
    double adjusted,
    double measured,
    double error) {

  /** What kind of source it is. */
  public enum Mode {
    SERVER('^'),
    PEER('='),
    REFERENCE_CLOCK('#');

    private final char sign;

    Mode(char sign) {
      this.sign = sign;
    }

    static Mode of(String text) {
      for (Mode mode : values()) {
        if (text.length() == 1 && text.charAt(0) == mode.sign) {
          return mode;
        }
      }
      return null;
    }
  }

  /** What chronyd makes of it, in the words of its manual. */
  public enum State {
    SELECTED('*', "selected"),
    COMBINED('+', "combined"),
    SELECTABLE('-', "not combined"),
    FALSETICKER('x', "falseticker"),
    TOO_VARIABLE('~', "too variable"),
    UNUSABLE('?', "unusable");

    private final char sign;
    private final String word;

    State(char sign, String word) {
      this.sign = sign;
      this.word = word;
    }

    public String word() {
      return word;
    }

    static State of(String text) {
      for (State state : values()) {
        if (text.length() == 1 && text.charAt(0) == state.sign) {
          return state;
        }
      }
      return null;
    }
  }

  /** By how much this source holds the clock for slow, s: the sign of the record's offset. */
  public double offset() {
    return -adjusted;
  }

  /** Whether chronyd may follow it: it is selected or could be, and has answered lately. */
  public boolean usable() {
    return reach != 0
        && (state == State.SELECTED || state == State.COMBINED || state == State.SELECTABLE);
  }

  /** The poll interval in seconds. */
  public double pollInterval() {
    return Math.scalb(1.0, pollLog2);
  }

  /** How many of the last eight polls were answered. */
  public int answers() {
    return Integer.bitCount(reach & 0xFF);
  }
}
