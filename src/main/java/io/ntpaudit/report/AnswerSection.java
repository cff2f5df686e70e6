package io.ntpaudit.report;

import java.util.List;

/** The first screen: can the clock be trusted now, and could it over the period. */
final class AnswerSection {
  private final Report report;
  private final Period period;
  private final List<Entry> entries;
  private final boolean isNow;

  AnswerSection(Report report) {
    this.report = report;
    this.period = report.period();
    this.entries = report.timeline().entries();
    this.isNow = report.origin().isCurrent();
  }

  String headline() {
    if (entries.isEmpty()) {
      return "There is no record in this period.";
    }
    String can = isNow ? "can be trusted now" : "could be trusted at the end of this period";
    if (report.isSilent()) {
      return "Nobody knows whether this clock " + can + ".";
    }
    return switch (entries.getLast().state()) {
      case OK -> "This clock " + can + ".";
      case WARNING -> "This clock " + can + ", with a warning.";
      case CRITICAL ->
          "This clock "
              + can.replaceFirst("can|could", "$0not").replace("couldnot", "could not")
              + ".";
      case UNKNOWN, GAP -> "Nobody knows whether this clock " + can + ".";
    };
  }
}
