package io.ntpaudit.report;

import io.ntpaudit.people.Runbook.Section;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each reason that occurred, in the words of the runbook. */
final class ReasonList {
  /** So many incidents of a reason are named. */
  private static final int NAMED = 12;

  private ReasonList() {}

  static Html html(Report report) {
    Html html = new Html();
    Map<String, Long> records = records(report);
    for (String id : ordered(report, records)) {
      html.add("{}\n", reason(report, id, records.getOrDefault(id, 0L)));
    }
    return html.isEmpty() ? Html.of("<p>There was none.</p>") : html;
  }

  /** In how many records each reason stands. */
  private static Map<String, Long> records(Report report) {
    Map<String, Long> lists = new LinkedHashMap<>();
    report.timeline().entries().forEach(entry -> lists.merge(entry.reasons(), 1L, Long::sum));
    Map<String, Long> records = new LinkedHashMap<>();
    lists.forEach((ids, times) -> {
      for (String id : ids.split(",")) {
        if (!id.isEmpty()) {
          records.merge(id, times, Long::sum);
        }
      }
    });
    return records;
  }

  /** Those of incidents in the incidents' order, then the infos; a gap last. */
  private static Set<String> ordered(Report report, Map<String, Long> records) {
    Set<String> ids = new LinkedHashSet<>();
    report.incidents().forEach(incident -> ids.addAll(incident.reasons()));
    ids.addAll(records.keySet());
    if (!report.timeline().gaps().isEmpty()) {
      ids.add("gap");
    }
    return ids;
  }

  private static Html reason(Report report, String id, long records) {
    Html html = Html.of("<div class=\"why\" id=\"reason-{}\"><div>", Html.anchor(id));
    html.add("<h3>{}</h3>", id.equals("gap") ? "no record" : Html.of("<code>{}</code>", id));
    Section section = report.section(id).orElse(null);
    if (section != null) {
      html.add("<p class=\"note\">{}</p>", severity(section.severity()));
    }
    html.add("<p class=\"note\">{}</p></div><div>", places(report, id, records));
    if (section == null) {
      return html.add("<p>This version of ntp-audit does not know this reason.</p></div></div>");
    }
    return html.add("<div class=\"what\">{}</div>", Markdown.html(section.what()))
        .add("{}<dl>", Markdown.html(section.why()))
        .add("<dt>Limit</dt><dd>{}</dd>", Markdown.html(section.limit()))
        .add("<dt>Check</dt><dd>{}</dd>", Markdown.html(section.check()))
        .add("<dt>Mend</dt><dd>{}</dd></dl></div></div>", Markdown.html(section.mend()));
  }

  private static Html severity(String words) {
    Html html = new Html();
    for (String word : words.split(", ")) {
      html.add(html.isEmpty() ? "" : ", ");
      Arrays.stream(State.values())
          .filter(state -> state.word().equals(word))
          .findFirst()
          .ifPresentOrElse(state -> html.add("{}", Html.badge(state)), () -> html.add("{}", word));
    }
    return html;
  }

  private static Html places(Report report, String id, long records) {
    List<Incident> incidents =
        report.incidents().stream()
            .filter(i -> i.isGap() ? id.equals("gap") : i.reasons().contains(id))
            .toList();
    if (incidents.isEmpty()) {
      return Html.of("{}", records == 0 ? "" : "In " + Say.count(records, "record"));
    }
    Html html = Html.of(incidents.size() == 1 ? "Incident " : "Incidents ");
    for (Incident incident : incidents.subList(0, Math.min(incidents.size(), NAMED))) {
      html.add(incident == incidents.getFirst() ? "" : ", ");
      html.add("<a href=\"#incident-{}\">{}</a>", incident.number(), incident.number());
    }
    return html.add(incidents.size() > NAMED ? " and more" : "");
  }
}
