package io.ntpaudit.report;

/** Builds a part of the page. Text is escaped, parts that are {@code Html} already are not. */
final class Html {
  private final StringBuilder out = new StringBuilder(4096);

  /** Markup, with the values escaped and put in place of each {@code {}}. */
  Html add(String markup, Object... values) {
    int from = 0;
    for (Object value : values) {
      int hole = markup.indexOf("{}", from);
      out.append(markup, from, hole);
      if (value instanceof Html part) {
        out.append(part.out);
      } else {
        escape(value.toString());
      }
      from = hole + 2;
    }
    if (markup.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("a value is missing: " + markup);
    }
    out.append(markup, from, markup.length());
    return this;
  }

  static Html of(String markup, Object... values) {
    return new Html().add(markup, values);
  }

  /** Our own text with its line breaks; in text of the log a break is a sign like any other. */
  static Html lines(String text) {
    Html html = new Html();
    text.lines().forEach(line -> html.add(html.isEmpty() ? "{}" : "\n{}", line));
    return html;
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          boolean isPair =
              i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
          out.append(isPair ? c : visible(c));
          if (isPair) {
            out.append(text.charAt(++i));
          }
        }
      }
    }
  }

  /**
   * What stands for a character that cannot be seen, is not allowed, or turns the direction of the
   * text so that it reads as something else.
   */
  private static char visible(char c) {
    if (c < ' ') {
      return (char) ('\u2400' + c);
    }
    boolean isControl = c >= '\u007f' && c < '\u00a0' || c == '\u2028' || c == '\u2029';
    boolean isDirection = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    return isControl || isDirection || Character.isSurrogate(c) ? '\ufffd' : c;
  }

  boolean isEmpty() {
    return out.isEmpty();
  }

  /** A reason in an id or in a link to it. */
  static String anchor(String reason) {
    return reason.replaceAll("[^A-Za-z0-9-]", "_");
  }

  /** The verdict's sign and word. */
  static Html badge(State state) {
    return of(
        "<span class=\"v {}\"><svg class=\"glyph {}\" aria-hidden=\"true\"><use href=\"#g-{}\"/></svg>{}</span>",
        state.style(),
        state.style(),
        state.style(),
        state.word());
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
