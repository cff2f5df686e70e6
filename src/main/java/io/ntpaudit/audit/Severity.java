package io.ntpaudit.audit;

import java.util.Locale;

/** How much a reason weighs. */
public enum Severity {
  /** Worth knowing; never changes the verdict. */
  INFO(Verdict.OK),
  WARNING(Verdict.WARNING),
  /** It cannot be told whether the clock is right. */
  UNKNOWN(Verdict.UNKNOWN),
  CRITICAL(Verdict.CRITICAL);

  private final Verdict verdict;

  Severity(Verdict verdict) {
    this.verdict = verdict;
  }

  Verdict verdict() {
    return verdict;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
