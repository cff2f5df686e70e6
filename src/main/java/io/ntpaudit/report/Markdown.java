package io.ntpaudit.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little Markdown of the runbook: paragraphs, lists, fences, {@code `code`}, bold. */
final class Markdown {
  private static final Pattern INLINE = Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*");

  private Markdown() {}

  static Html html(String text) {
    Html html = new Html();
    for (String block : text.strip().split("\n\\s*\n")) {
      if (block.startsWith("```")) {
        html.add("<pre>{}</pre>", Html.lines(block.replaceAll("(?m)^```.*\n?", "")));
      } else if (block.startsWith("- ")) {
        list(html, block);
      } else if (!block.isBlank()) {
        html.add("<p>{}</p>", inline(block));
      }
    }
    return html;
  }

  private static void list(Html html, String block) {
    html.add("<ul>");
    for (String item : block.substring(2).split("\n- ")) {
      html.add("<li>{}</li>", inline(item));
    }
    html.add("</ul>");
  }

  static Html inline(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    Html html = new Html();
    Matcher mark = INLINE.matcher(line);
    int from = 0;
    while (mark.find()) {
      html.add("{}", line.substring(from, mark.start()));
      if (mark.group(1) != null) {
        html.add("<code>{}</code>", mark.group(1));
      } else {
        html.add("<b>{}</b>", mark.group(2));
      }
      from = mark.end();
    }
    return html.add("{}", line.substring(from));
  }

  /** The first sentence, for where there is room for one. */
  static String sentence(String text) {
    String paragraph = text.strip().split("\n\\s*\n")[0].replaceFirst("^- ", "");
    String line = paragraph.split("\n- ")[0].replaceAll("\\s+", " ");
    int end = 0;
    boolean isCode = false;
    while (end < line.length()) {
      char c = line.charAt(end++);
      isCode ^= c == '`';
      boolean isLast = end == line.length() || line.charAt(end) == ' ';
      if (!isCode && c == '.' && isLast) {
        break;
      }
    }
    return line.substring(0, end);
  }
}
