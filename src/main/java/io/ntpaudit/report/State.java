package io.ntpaudit.report;

import io.ntpaudit.audit.Verdict;

/**
 * What is known of the clock at a moment, in the order of the legend. The ordinal is in the page.
 */
enum State {
  OK("ok"),
  WARNING("warning"),
  CRITICAL("critical"),
  UNKNOWN("unknown"),
  /** No record: nobody looked. */
  GAP("no record");

  private final String word;

  State(String word) {
    this.word = word;
  }

  static State of(Verdict verdict) {
    return switch (verdict) {
      case OK -> OK;
      case WARNING -> WARNING;
      case CRITICAL -> CRITICAL;
      case UNKNOWN -> UNKNOWN;
    };
  }

  String word() {
    return word;
  }

  /** The name of its style and of its sign. */
  String style() {
    return this == GAP ? "gap" : word;
  }

  boolean isTrusted() {
    return this == OK || this == WARNING;
  }

  /** From best to worst; a gap is no verdict and comes before every other trouble. */
  int severity() {
    return switch (this) {
      case OK -> 0;
      case GAP -> 1;
      case WARNING -> 2;
      case UNKNOWN -> 3;
      case CRITICAL -> 4;
    };
  }

  State worse(State other) {
    return other.severity() > severity() ? other : this;
  }
}
