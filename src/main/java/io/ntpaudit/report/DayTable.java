package io.ntpaudit.report;

import io.ntpaudit.config.Key;
import io.ntpaudit.report.Timeline.Coverage;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The period day by day; a long one month by month, with the days of each in it. */
final class DayTable {
  /** So many days still are one table. */
  private static final int MANY = 62;

  /** So many incidents of a day are told one by one. */
  private static final int FEW = 3;

  private static final long DAY = 24 * 3600 * 1000L;
  private static final DateTimeFormatter WEEKDAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

  private final Report report;
  private final Period period;

  private DayTable(Report report) {
    this.report = report;
    this.period = report.period();
  }

  static Html html(Report report) {
    DayTable table = new DayTable(report);
    LocalDate first = Say.at(report.period().from()).toLocalDate();
    LocalDate last = Say.at(report.period().to() - 1).toLocalDate();
    return isLong(report.period())
        ? table.months(YearMonth.from(first), YearMonth.from(last))
        : table.days(first, last, "Table of days");
  }

  /** Whether the days are told month by month. */
  static boolean isLong(Period period) {
    return period.length() > MANY * DAY;
  }

  private Html months(YearMonth first, YearMonth last) {
    Html months = new Html();
    Html days = new Html();
    for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
      String name = MONTH.format(month);
      long from = start(month.atDay(1));
      long to = start(month.plusMonths(1).atDay(1));
      if (isJumpedOver(from, to)) {
        continue;
      }
      months.add("{}", row(from, to, Html.of("{}{}", name, partly(from, to))));
      days.add(
          "<details{}><summary>The days of {}</summary>{}</details>\n",
          Html.of(month.equals(last) ? " open" : ""),
          name,
          days(
              latest(month.atDay(1), Say.at(period.from()).toLocalDate()),
              earliest(month.atEndOfMonth(), Say.at(period.to() - 1).toLocalDate()),
              "Table of the days of " + name));
    }
    return Html.of("{}{}", table("Month", "", months, "Table of months"), days);
  }

  private static LocalDate latest(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  private static LocalDate earliest(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private Html days(LocalDate first, LocalDate last, String label) {
    Html rows = new Html();
    int year = 0;
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (isJumpedOver(start(day), start(day) + DAY)) {
        continue;
      }
      boolean isYearTold = day.getYear() != year;
      year = day.getYear();
      Html name =
          Html.of(
              "{}{}{}",
              WEEKDAY.format(day),
              isYearTold ? Html.of("<span class=\"y\"> {}</span>", day.getYear()) : "",
              partly(start(day), start(day) + DAY));
      rows.add("{}", row(start(day), start(day) + DAY, name));
    }
    return table("Day (UTC)", "0 6 12 18 24\u00a0h", rows, label);
  }

  private static long start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  /** Whether a step forward left nothing of it. */
  private boolean isJumpedOver(long from, long to) {
    return report.timeline().spans(from, to).isEmpty();
  }

  private Html partly(long from, long to) {
    boolean isWhole = from >= period.from() && to <= period.to();
    return Html.of(isWhole ? "" : " <small>(part)</small>");
  }

  private static Html table(String first, String scale, Html rows, String label) {
    Html hours = new Html();
    String[] marks = scale.isEmpty() ? new String[0] : scale.split(" ");
    for (int i = 0; i < marks.length; i++) {
      hours.add("<span style=\"left:{}%\">{}</span>", i * 25, marks[i]);
    }
    return Html.of(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
            + "<table class=\"days\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">"
            + "<th role=\"columnheader\" scope=\"col\">{}</th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"c-day\"><span class=\"vh\">Verdicts</span>"
            + "<span class=\"hours\" aria-hidden=\"true\">{}</span></th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"num\">Trusted</th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"num\"><span class=\"w\">Worst </span>offset</th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"num\"><span class=\"w\">Worst </span>bound</th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"num c-rec\">Records</th>"
            + "<th role=\"columnheader\" scope=\"col\" class=\"num\"><span class=\"w\">Incident</span>"
            + "<span class=\"n1\">No.</span></th></tr></thead><tbody role=\"rowgroup\">\n{}</tbody></table></div>",
        label,
        first,
        hours,
        rows);
  }

  /** A day or month; its bar stands for the whole of it, its figures for what is in the period. */
  private Html row(long from, long to, Html name) {
    long start = Math.max(from, period.from());
    Part part = Part.of(report.timeline(), start, Math.min(to, period.to()));
    List<Incident> incidents = report.incidents(part.from(), part.to());
    Coverage coverage = part.coverage();
    String quiet = incidents.isEmpty() && coverage.missing() == 0 ? " q" : "";
    String records =
        Say.count(coverage.expected() - coverage.missing())
            + " of "
            + Say.count(coverage.expected());
    return Html.of("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}</th>", name)
        .add("<td role=\"cell\" class=\"c-day\"><span class=\"day\" role=\"img\"")
        .add(" aria-label=\"{}\">", Figures.spoken(part))
        .add("{}</span></td>", Strip.bars(part.spans(), new Period(from, to), false))
        .add("{}", figure(Say.percent(part.trusted()), part.trusted() < 1, quiet))
        .add("{}", offset(part.worstOffset(), quiet))
        .add("{}", bound(part.worstBound(), quiet))
        .add("{}", figure(records, coverage.missing() > 0, quiet + " c-rec"))
        .add("<td role=\"cell\" class=\"num\">{}</td></tr>\n", links(incidents));
  }

  private Html offset(Entry worst, String style) {
    return worst == null
        ? figure("not known", true, style)
        : figure(Say.offset(worst.offset()), isBeyond(worst.offset(), Key.LIMITS_OFFSET), style);
  }

  private Html bound(Entry worst, String style) {
    return worst == null
        ? figure("not known", true, style)
        : figure(Say.time(worst.bound()), isBeyond(worst.bound(), Key.LIMITS_ERROR_BOUND), style);
  }

  private boolean isBeyond(long ns, Key limit) {
    return Math.abs(ns) / 1e9 > report.config().number(limit);
  }

  private static Html figure(String text, boolean isBad, String style) {
    return Html.of("<td role=\"cell\" class=\"num{}{}\">{}</td>", style, isBad ? " hot" : "", text);
  }

  /** The numbers of the incidents; of many, the first and the last. */
  private static Html links(List<Incident> incidents) {
    if (incidents.isEmpty()) {
      return Html.of("<span class=\"vh\">none</span>");
    }
    if (incidents.size() > FEW) {
      return Html.of("{}–{}", link(incidents.getFirst()), link(incidents.getLast()));
    }
    Html html = new Html();
    for (Incident incident : incidents) {
      html.add(html.isEmpty() ? "" : ", ").add("{}", link(incident));
    }
    return html;
  }

  private static Html link(Incident incident) {
    return Html.of(
        "<a href=\"#incident-{}\"><span class=\"vh\">incident </span>{}</a>",
        incident.number(),
        incident.number());
  }
}
