package io.ntpaudit.report;

import io.ntpaudit.config.Key;
import io.ntpaudit.report.Timeline.Coverage;

/** The four figures of the first screen, and the time in each verdict. */
final class Figures {
  private Figures() {}

  static Html html(Report report) {
    Html html = Html.of("<dl class=\"figs\">\n");
    Part whole = report.whole();
    figure(
        html,
        "Trusted",
        Html.of("{}", Say.percent(whole.trusted())),
        Html.of("of the time with verdict ok or warning. All else counts against it, gaps too."));
    Coverage coverage = whole.coverage();
    figure(
        html, "Coverage", Html.of("{}", Say.percent(coverage.share())), covered(coverage, report));
    Entry offset = whole.worstOffset();
    figure(
        html,
        "Worst offset",
        offset == null ? Html.of("not known") : sided(Say.offset(offset.offset())),
        offset == null ? new Html() : offsetWords(report, offset));
    Entry bound = whole.worstBound();
    figure(
        html,
        "Worst error bound",
        Html.of("{}", bound == null ? "not known" : Say.time(bound.bound())),
        boundWords(report, bound));
    return html.add("</dl>\n{}", times(whole));
  }

  /** The side is no part of the number. */
  private static Html sided(String offset) {
    int side = offset.lastIndexOf('\u00a0');
    return offset.matches(".*(slow|fast)")
        ? Html.of("{}<small>{}</small>", offset.substring(0, side), offset.substring(side))
        : Html.of("{}", offset);
  }

  private static void figure(Html html, String name, Html figure, Html words) {
    html.add(
        "<div><dt>{}</dt><dd class=\"n\">{}</dd><dd class=\"d\">{}</dd></div>\n",
        name,
        figure,
        words);
  }

  private static Html covered(Coverage coverage, Report report) {
    return Html.of(
        "{} of {} expected, one every {}.",
        Say.count(coverage.expected() - coverage.missing(), "record"),
        Say.count(coverage.expected()),
        Say.lasted(report.timeline().interval()));
  }

  private static Html offsetWords(Report report, Entry worst) {
    return Html.of(
        "{} Warning above {}, critical above {}. Half of the records are below {}.",
        place(report, worst),
        Say.seconds(report.config().number(Key.LIMITS_OFFSET)),
        Say.seconds(report.config().number(Key.LIMITS_OFFSET_CRITICAL)),
        Say.time(report.medianOffset()));
  }

  private static Html boundWords(Report report, Entry worst) {
    long unknown = report.timeline().timeWithout(Entry::bound);
    return Html.of(
        "{}{}",
        worst == null ? "" : place(report, worst),
        unknown < 1000 ? "" : " Not known for " + Say.lasted(unknown) + ".");
  }

  private static Html place(Report report, Entry entry) {
    Html html = Html.of("{} {}", Say.day(entry.time()), Say.clock(entry.time()));
    Incident incident = report.incidentAt(entry.time());
    if (incident != null) {
      html.add(", <a href=\"#incident-{}\">incident {}</a>", incident.number(), incident.number());
    }
    return html.add(".");
  }

  private static Html times(Part whole) {
    Html html =
        Html.of(
            "<table class=\"times\"><caption>Time in each verdict</caption><thead class=\"vh\"><tr>"
                + "<th scope=\"col\">Verdict</th><th scope=\"col\">Time</th>"
                + "<th scope=\"col\">Share</th></tr></thead><tbody>\n");
    for (State state : State.values()) {
      long time = whole.time(state);
      html.add(
          "<tr><th scope=\"row\">{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>\n",
          Html.badge(state),
          time == 0 ? "none" : Say.lasted(time),
          Say.percent(whole.share(time)));
    }
    return html.add("</tbody></table>");
  }

  /** {@code ok 23 h; no record 1 h}: what a strip says aloud. */
  static String spoken(Part part) {
    StringBuilder words = new StringBuilder();
    for (State state : State.values()) {
      if (part.time(state) > 0) {
        words.append(words.isEmpty() ? "" : "; ").append(state.word()).append(' ');
        words.append(Say.lasted(part.time(state)));
      }
    }
    return words.toString();
  }
}
