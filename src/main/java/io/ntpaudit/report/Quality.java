package io.ntpaudit.report;

import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Version;
import io.ntpaudit.report.Log.FileCount;
import io.ntpaudit.report.Log.Seen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the figures can be relied on: what is missing, what was odd, what was read. */
final class Quality {
  /** So many files have a line of their own in the table. */
  private static final int FILES = 6;

  private final Report report;
  private final Log log;

  private Quality(Report report) {
    this.report = report;
    this.log = report.log();
  }

  static Html counts(Report report) {
    Quality quality = new Quality(report);
    return new Html()
        .add("{}", row("Records", quality.records()))
        .add("{}", row("Broken lines", quality.broken()))
        .add("{}", row("Gaps", quality.gaps()))
        .add("{}", row("Clock steps", quality.steps()))
        .add("{}", row("Clock went back", quality.jumpsBack()))
        .add("{}", row("Restarts", quality.restarts()))
        .add("{}", row("Schema", quality.schemas()));
  }

  static Html row(String name, Html words) {
    return Html.of("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", name, words);
  }

  private Html records() {
    List<String> words = new ArrayList<>();
    words.add(Say.count(log.entries().size()) + " in the period");
    words.add(log.twice() == 0 ? "none twice" : Say.count(log.twice()) + " twice, counted once");
    if (log.outside() > 0) {
      words.add(Say.count(log.outside()) + " of another time in the files read");
    }
    if (log.later() > 0) {
      words.add(Say.count(log.later()) + " of these later than the period");
    }
    hosts(words);
    return Html.of("{}", String.join("; ", words));
  }

  private void hosts(List<String> words) {
    Map<String, Seen> hosts = new LinkedHashMap<>(log.seen(Field.HOST));
    Seen nameless = hosts.remove("");
    if (hosts.size() > 1) {
      words.add("from " + hosts.size() + " hosts: " + String.join(", ", hosts.keySet()));
    }
    if (nameless != null) {
      words.add(Say.count(nameless.times()) + " without the name of a host");
    }
  }

  private Html broken() {
    if (log.broken() == 0) {
      return Html.of("none");
    }
    Html html = Html.of("{}, left out", Say.count(log.broken()));
    html.add("<details><summary>Where</summary><ul class=\"note\">");
    log.brokenPlaces().forEach(place -> html.add("<li>{}</li>", place));
    if (log.broken() > log.brokenPlaces().size()) {
      html.add("<li>and {} more</li>", Say.count(log.broken() - log.brokenPlaces().size()));
    }
    return html.add("</ul></details>");
  }

  private Html gaps() {
    List<Span> gaps = report.timeline().gaps();
    if (gaps.isEmpty()) {
      return Html.of("none");
    }
    long large = gaps.stream().filter(Span::isLongGap).count();
    return Html.of(
        "{} of three records or more (<a href=\"#incidents\">incidents</a>), {} shorter, {} in all",
        Say.count(large),
        Say.count(gaps.size() - large),
        Say.lasted(gaps.stream().mapToLong(Span::length).sum()));
  }

  private Html steps() {
    List<Entry> steps =
        log.entries().stream().filter(e -> e.has(e.step()) && e.step() != 0).toList();
    List<String> words = new ArrayList<>();
    for (Entry entry : steps.subList(0, Math.min(steps.size(), FILES))) {
      String way = entry.step() > 0 ? " forward" : " back";
      words.add(Say.moment(entry.time()) + ", " + Say.time(entry.step()) + way);
    }
    if (steps.size() > FILES) {
      words.add("and " + Say.count(steps.size() - FILES) + " more");
    }
    return Html.of("{}", words.isEmpty() ? "none" : String.join("; ", words));
  }

  /** Then times occur twice: the records are drawn in the order of their times. */
  private Html jumpsBack() {
    if (log.jumpsBack() == 0) {
      return Html.of("never between two records");
    }
    List<String> words = new ArrayList<>();
    for (Period jump : log.namedJumpsBack()) {
      words.add("from " + Say.moment(jump.to()) + " to " + Say.moment(jump.from()));
    }
    return Html.of(
        "{}: {}. The records stand here in the order of their times.",
        Say.count(log.jumpsBack(), "time"),
        String.join("; ", words.subList(0, Math.min(words.size(), FILES))));
  }

  private Html restarts() {
    List<String> times = new ArrayList<>();
    String last = "";
    for (Entry entry : log.entries()) {
      if (!entry.boot().isEmpty() && !entry.boot().equals(last)) {
        times.add(last.isEmpty() ? "" : Say.moment(entry.time()));
        last = entry.boot();
      }
    }
    times.remove("");
    if (times.isEmpty()) {
      return Html.of("none");
    }
    String first = String.join(", ", times.subList(0, Math.min(times.size(), FILES)));
    String more = times.size() > FILES ? " and more" : "";
    return Html.of("{}, seen at {}{}", Say.count(times.size()), first, more);
  }

  private Html schemas() {
    List<String> words = new ArrayList<>();
    boolean isNewer = false;
    for (Map.Entry<String, Seen> seen : log.seen(Field.SCHEMA).entrySet()) {
      String version = seen.getKey().isEmpty() ? "none" : "version " + seen.getKey();
      words.add(version + " in " + Say.count(seen.getValue().times(), "record"));
      isNewer |= !seen.getKey().equals(Long.toString(Version.SCHEMA));
    }
    String known = "This program knows version " + Version.SCHEMA + ".";
    return Html.of(
        "{}{}",
        String.join(", ", words),
        isNewer ? ". " + known + " Of others it reads the fields that it knows." : "");
  }

  static Html files(Report report) {
    Log log = report.log();
    List<FileCount> files = log.files().reversed();
    Html html = new Html();
    for (FileCount file : files.subList(0, Math.min(files.size(), FILES))) {
      html.add("{}", file(file.name(), file.lines(), file.broken(), file.problem()));
    }
    if (files.size() > FILES) {
      List<FileCount> rest = files.subList(FILES, files.size());
      long damaged = rest.stream().filter(file -> !file.problem().isEmpty()).count();
      html.add(
          "{}",
          file(
              rest.size() + " older files",
              rest.stream().mapToLong(FileCount::lines).sum(),
              rest.stream().mapToLong(FileCount::broken).sum(),
              damaged == 0 ? "" : damaged + " damaged or not read"));
    }
    if (log.olderFiles() > 0) {
      html.add(
          "<tr><th scope=\"row\">{}</th><td colspan=\"2\">from before the period, not read</td></tr>\n",
          Say.count(log.olderFiles(), "file"));
    }
    return html;
  }

  private static Html file(String name, long lines, long broken, String problem) {
    return Html.of(
        "<tr><th scope=\"row\" class=\"wrap\">{}{}</th><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>\n",
        name,
        problem.isEmpty() ? "" : Html.of(" <small class=\"line\">{}</small>", problem),
        Say.count(lines),
        Say.count(broken));
  }

  static Html checksums(Report report) {
    Html html = new Html();
    for (FileCount file : report.log().files().reversed()) {
      html.add("<p class=\"note wrap mono\">{} {}</p>\n", file.name(), file.sha256());
    }
    return html;
  }
}
