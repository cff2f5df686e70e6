package io.ntpaudit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page: one file that loads nothing. */
final class Page {
  private static final Pattern HOLE = Pattern.compile("\\$\\{([a-z-]+)}");

  /** What makes no sense without the script. */
  private static final String NO_SCRIPT =
      ".tools,.theme,#charts,#shown,#csv,.show .btn{display:none!important}";

  private final Report report;
  private final Map<String, Object> parts = new HashMap<>();

  private Page(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    Page page = new Page(report);
    page.frame();
    page.sections();
    page.assets();
    return page.filled(resource("page.html"));
  }

  private void frame() {
    Period period = report.period();
    String times = Say.moment(period.from()) + " to " + Say.moment(period.to()) + " UTC";
    parts.put("host", Html.of("{}", report.host()));
    parts.put("period", Html.of("{}", times));
    parts.put("title", Html.of("{}: clock report, {}", report.host(), times));
    parts.put("version", Html.of("{}", report.origin().version()));
    Html badges = new Html();
    for (State state : State.values()) {
      badges.add("<template id=\"v-{}\">{}</template>", state.style(), Html.badge(state));
    }
    parts.put("badges", badges);
  }

  private void sections() {
    Headline headline = new Headline(report);
    parts.put("headline", headline.headline());
    parts.put("lead", headline.lead());
    parts.put("figures", Figures.html(report));
    parts.put("strip", Strip.html(report));
    parts.put("pin", Html.of("{}", Strip.pinWords(report.period())));
    parts.put("incidents", IncidentTable.html(report));
    parts.put("days-head", DayTable.isLong(report.period()) ? "Months and days" : "Days");
    parts.put("days", DayTable.html(report));
    parts.put("records", Say.count(report.timeline().entries().size(), "record"));
    parts.put("counts", Quality.counts(report));
    parts.put("files", Quality.files(report));
    parts.put("checksums", Quality.checksums(report));
    parts.put("settings", Method.settings(report));
    parts.put("origin", Method.host(report));
    parts.put("reasons", ReasonList.html(report));
  }

  private void assets() {
    String style = resource("uPlot.min.css") + resource("report.css");
    String library = resource("uPlot.iife.min.js");
    String script = resource("report.js");
    parts.put("style", style);
    parts.put("noscript", NO_SCRIPT);
    parts.put("library", library);
    parts.put("script", script);
    parts.put("licence", Html.lines(resource("uPlot.LICENSE")));
    parts.put("data", PageData.of(report));
    parts.put("csp", policy(List.of(library, script), List.of(style, NO_SCRIPT)));
  }

  /**
   * Only these scripts and styles, nothing from anywhere. Positions stand in attributes: they are
   * made here, and no text of the log comes into one.
   */
  private static String policy(List<String> scripts, List<String> styles) {
    return "default-src 'none'; script-src"
        + hashes(scripts)
        + "; style-src"
        + hashes(styles)
        + "; style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String hashes(List<String> texts) {
    StringBuilder hashes = new StringBuilder();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        hashes.append(" 'sha256-").append(Base64.getEncoder().encodeToString(hash)).append('\'');
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return hashes.toString();
  }

  private String filled(String template) {
    StringBuilder page = new StringBuilder(512 * 1024);
    Matcher hole = HOLE.matcher(template);
    int from = 0;
    while (hole.find()) {
      page.append(template, from, hole.start()).append(parts.get(hole.group(1)));
      from = hole.end();
    }
    return page.append(template, from, template.length()).toString();
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
