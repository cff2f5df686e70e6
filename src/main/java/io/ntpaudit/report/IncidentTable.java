package io.ntpaudit.report;

import java.util.List;

/** What happened, how bad it was, what to do. */
final class IncidentTable {
  private final Report report;

  private IncidentTable(Report report) {
    this.report = report;
  }

  static Html html(Report report) {
    if (report.incidents().isEmpty()) {
      return Html.of("<p>There is no incident in this period.</p>");
    }
    Html html =
        Html.of(
            "<table class=\"inc\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">"
                + "<th role=\"columnheader\" scope=\"col\"><span class=\"vh\">Number</span></th>");
    for (String head :
        List.of("Start, end", "Duration", "Verdict", "Reason", "Worst value", "Remedy")) {
      html.add("<th role=\"columnheader\" scope=\"col\">{}</th>", head);
    }
    html.add("<td role=\"cell\" class=\"show\"></td></tr></thead><tbody role=\"rowgroup\">\n");
    IncidentTable table = new IncidentTable(report);
    report.incidents().forEach(incident -> html.add("{}\n", table.row(incident)));
    return html.add("</tbody></table>");
  }

  private Html row(Incident incident) {
    int number = incident.number();
    return Html.of("<tr role=\"row\" id=\"incident-{}\">", number)
        .add("<th scope=\"row\" role=\"rowheader\" data-l=\"Incident\"><div>{}</div></th>", number)
        .add(cell("when", "Start, end"), when(incident))
        .add(cell("", "Duration"), duration(incident))
        .add(cell("", "Verdict"), verdict(incident))
        .add(cell("reason", "Reason"), reasons(incident))
        .add(cell("worst", "Worst value"), facts(incident))
        .add(cell("fix", "Remedy"), remedy(incident))
        .add(
            cell("show", ""),
            Html.of(
                "<button class=\"btn\" data-show=\"{}\">Show<span class=\"vh\"> incident {} in the"
                    + " timelines</span></button>",
                number,
                number))
        .add("</tr>");
  }

  private static String cell(String style, String label) {
    return "<td role=\"cell\" class=\"" + style + "\" data-l=\"" + label + "\"><div>{}</div></td>";
  }

  private Html when(Incident incident) {
    Html html = Html.of("{}, {}", Say.date(incident.from()), Say.clock(incident.from()));
    if (incident.isOpen()) {
      return html.add(
          " <small>{}</small>", report.origin().isCurrent() ? "still lasts" : "lasted on");
    }
    String day = Say.day(incident.to());
    boolean isSameDay = day.equals(Say.day(incident.from()));
    return html.add(
        " <small>to {}{}</small>", isSameDay ? "" : day + " ", Say.clock(incident.to()));
  }

  private static Html duration(Incident incident) {
    Html html = Html.of("{}", Say.lasted(incident.to() - incident.from()));
    if (incident.spells().size() > 1) {
      html.add(
          "<small class=\"line\">{}, {} in all</small>",
          Say.count(incident.spells().size(), "spell"),
          Say.lasted(incident.spellTime()));
    }
    return html;
  }

  private static Html verdict(Incident incident) {
    Html html = Html.badge(incident.worst());
    if (incident.worstFrom() != incident.from()) {
      html.add("<small class=\"line\">from {}</small>", Say.clock(incident.worstFrom()));
    }
    return html;
  }

  private static Html reasons(Incident incident) {
    if (incident.isGap()) {
      return Html.of("<a href=\"#reason-gap\">no record</a>");
    }
    Html html = new Html();
    for (String id : incident.reasons()) {
      html.add(html.isEmpty() ? "" : "<br>");
      html.add("<a href=\"#reason-{}\"><code>{}</code></a>", Html.anchor(id), id);
    }
    return html.isEmpty() ? Html.of("none given") : html;
  }

  private Html facts(Incident incident) {
    Html html = Html.of("<ul>");
    for (String fact : Facts.of(report, incident)) {
      html.add("<li>{}</li>", fact);
    }
    return html.add("</ul>");
  }

  private Html remedy(Incident incident) {
    if (!incident.isGap() && incident.reasons().isEmpty()) {
      return Html.of("{}", "Look at its records in the log: they name no reason.");
    }
    String id = incident.isGap() ? "gap" : incident.title();
    return Html.of(
        "{} <a class=\"noprint\" href=\"#reason-{}\">How"
            + "<span class=\"vh\"> to mend incident {}</span></a>",
        report.remedy(incident),
        Html.anchor(id),
        incident.number());
  }
}
