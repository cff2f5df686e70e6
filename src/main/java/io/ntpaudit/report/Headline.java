package io.ntpaudit.report;

import java.util.Comparator;
import java.util.List;

/** The answer in words, before any figure: can the clock be trusted now, and over the period. */
final class Headline {
  private final Report report;
  private final Period period;
  private final List<Entry> entries;

  Headline(Report report) {
    this.report = report;
    this.period = report.period();
    this.entries = report.timeline().entries();
  }

  String headline() {
    if (entries.isEmpty()) {
      return "There is no record in this period.";
    }
    String when = report.origin().isCurrent() ? "now" : "at the end of this period";
    String can = report.origin().isCurrent() ? "can" : "could";
    return switch (report.isSilent() ? State.GAP : entries.getLast().state()) {
      case OK -> "This clock " + can + " be trusted " + when + ".";
      case WARNING -> "This clock " + can + " be trusted " + when + ", with a warning.";
      case CRITICAL ->
          "This clock "
              + (can.equals("can") ? "cannot" : "could not")
              + " be trusted "
              + when
              + ".";
      case UNKNOWN, GAP -> "Nobody knows whether this clock " + can + " be trusted " + when + ".";
    };
  }

  Html lead() {
    Html lead = Html.of("<p class=\"lead\">");
    if (entries.isEmpty()) {
      noRecord(lead);
    } else {
      state(lead, entries.getLast());
      history(lead);
    }
    return lead.add("</p>");
  }

  private void noRecord(Html lead) {
    long elsewhere = report.log().outside();
    if (elsewhere > 0) {
      lead.add("The log holds {} of another time. ", Say.count(elsewhere, "record"));
    } else {
      lead.add("The log is empty, or there is none. ");
    }
    lead.add("<code>ntp-audit verify</code> tells whether the schedule runs.");
  }

  /** By the last record: how far off, or what the matter is. */
  private void state(Html lead, Entry last) {
    String when = Say.day(last.time()) + ", " + Say.clock(last.time()) + "\u00a0UTC";
    if (report.isSilent()) {
      String age = Say.lasted(period.to() - last.time());
      String before = report.origin().isCurrent() ? "ago" : "before its end";
      lead.add(
          "The last record is of {}, {} {}. Its verdict: {}. ",
          when,
          age,
          before,
          last.state().word());
    } else if (last.state() == State.UNKNOWN) {
      lead.add("By the record of {} chronyd could not be asked. ", when);
    } else {
      offset(lead, last, when);
    }
    Incident open = report.incidentAt(last.time());
    if (open != null && last.state() != State.OK) {
      lead.add("{} See ", report.remedy(open));
      lead.add("<a href=\"#incident-{}\">incident {}</a>. ", open.number(), open.number());
    }
  }

  private static void offset(Html lead, Entry last, String when) {
    String is = last.has(last.offset()) ? Say.offset(last.offset()) : "of unknown offset";
    if (last.has(last.bound())) {
      lead.add(
          "It is {} and at most {} off, by the record of {}. ", is, Say.time(last.bound()), when);
    } else {
      lead.add(
          "It is {}, by the record of {}. How far off it is at worst is not known. ", is, when);
    }
  }

  private void history(Html lead) {
    String share = Say.percent(report.whole().trusted());
    String length = Say.lasted(report.whole().length());
    String over = "Over " + length;
    if (report.log().period().from() != period.from() || !report.log().beginsBefore()) {
      over = "Over the " + length + " since the log begins";
    }
    lead.add("{} it could be trusted {} of the time. ", over, share);
    List<Incident> troubles = report.incidents().stream().filter(i -> !i.isGap()).toList();
    long gaps = report.incidents().size() - troubles.size();
    String were = troubles.size() <= 1 ? "There was " : "There were ";
    lead.add(
        "{}{} and {}. ", were, Say.few(troubles.size(), "incident"), Say.few(gaps, "long gap"));
    worst(lead);
  }

  private void worst(Html lead) {
    report.incidents().stream()
        .max(
            Comparator.<Incident>comparingInt(incident -> incident.worst().severity())
                .thenComparing(Incident::spellTime))
        .ifPresent(worst ->
            lead.add(
                "The worst was <a href=\"#incident-{}\">{}</a>, {} on {}.",
                worst.number(),
                worst.title(),
                Say.lasted(worst.spellTime()),
                Say.day(worst.from())));
  }
}
