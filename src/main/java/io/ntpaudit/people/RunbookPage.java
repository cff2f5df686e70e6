package io.ntpaudit.people;

import io.ntpaudit.people.Runbook.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The runbook as it is shipped: the text, and a page with one anchor a reason, to which alerts
 * lead. The build runs it; the installed program does not.
 */
public final class RunbookPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Runbook of ntp-audit</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
      h2 { margin-top: 3rem; scroll-margin-top: 1rem }
      h2:target { outline: 3px solid; outline-offset: .4rem }
      h2 small { font-weight: normal }
      code { font-size: .9em; overflow-wrap: anywhere }
      </style>
      <h1>Runbook of ntp-audit</h1>
      <p>What each reason means, why it matters, how to confirm it and how to mend it. With the values
      of a host filled in, on that host: <code>ntp-audit explain</code>.</p>
      """;

  private RunbookPage() {}

  /** Writes both into the folder of the documentation. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.writeString(folder.resolve("runbook"), Runbook.text());
    Files.writeString(folder.resolve("runbook.html"), html());
  }

  static String html() {
    Runbook runbook = Runbook.load();
    StringBuilder html = new StringBuilder(HEAD);
    html.append("<ul>\n");
    for (String id : runbook.ids()) {
      html.append("<li><a href=\"#" + id + "\">" + id + "</a></li>\n");
    }
    html.append("</ul>\n");
    html.append("<h2 id=\"without-systemd\">Without systemd</h2>\n");
    for (String block : Runbook.withoutSystemd().split("\n\n")) {
      block(block, html);
    }
    for (String id : runbook.ids()) {
      section(runbook.section(id).orElseThrow(), html);
    }
    return html.append("</html>\n").toString();
  }

  private static void section(Section section, StringBuilder html) {
    html.append("<h2 id=\"" + section.id() + "\">" + section.id());
    html.append(" <small>(" + section.severity() + ")</small></h2>\n");
    part("What", section.what(), html);
    part("Why", section.why(), html);
    part("Limit", section.limit(), html);
    part("Check", section.check(), html);
    part("Mend", section.mend(), html);
  }

  private static void part(String name, String markdown, StringBuilder html) {
    html.append("<h3>" + name + "</h3>\n");
    block(markdown, html);
  }

  private static void block(String markdown, StringBuilder html) {
    if (!markdown.startsWith("- ")) {
      html.append("<p>" + inline(markdown) + "</p>\n");
      return;
    }
    html.append("<ul>\n");
    for (String item : markdown.substring(2).split("\n- ")) {
      html.append("<li>" + inline(item) + "</li>\n");
    }
    html.append("</ul>\n");
  }

  static String inline(String markdown) {
    String escaped = markdown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return escaped.replaceAll("`([^`]+)`", "<code>$1</code>");
  }
}
