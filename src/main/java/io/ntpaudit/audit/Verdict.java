package io.ntpaudit.audit;

import java.util.Locale;

/** What an audit says of the clock, from best to worst. */
public enum Verdict {
  OK,
  WARNING,
  /** Nobody could look: worse than a warning, for a critical fault may hide behind it. */
  UNKNOWN,
  CRITICAL;

  /** The word in the record. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The worse of the two. */
  Verdict worse(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The verdict of that word; unknown for every other word. */
  public static Verdict of(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word().equals(word)) {
        return verdict;
      }
    }
    return UNKNOWN;
  }
}
