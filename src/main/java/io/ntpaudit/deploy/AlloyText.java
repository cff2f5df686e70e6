package io.ntpaudit.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outermost blocks of a configuration of Alloy: as much of its language as we must know. */
final class AlloyText {
  // The quantifiers are possessive: a long string must not exhaust the stack.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<skip>//[^\\n]*+|/\\*(?s:.*?)\\*/|`[^`]*+`)"
              + "|\"(?<string>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\""
              + "|(?<name>[A-Za-z_]\\w*+(?:\\.[A-Za-z_]\\w*+)*+)"
              + "|(?<mark>[{}\\[\\](),=])");

  private AlloyText() {}

  /**
   * A block.
   *
   * @param name the component or the keyword, such as {@code loki.write}
   * @param label empty where it has none
   */
  record Block(String name, String label, String body) {
    /** How other blocks refer to it. */
    String reference() {
      return label.isEmpty() ? name : name + "." + label;
    }

    /** The string that an attribute is set to; empty where an expression tells it. */
    Optional<String> attribute(String attribute, String standard) {
      Matcher token = TOKEN.matcher(body);
      boolean named = false;
      while (token.find()) {
        if (named && "=".equals(token.group("mark"))) {
          return token.find() ? Optional.ofNullable(token.group("string")) : Optional.empty();
        }
        named = attribute.equals(token.group("name"));
      }
      return Optional.of(standard);
    }
  }

  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    String name = "";
    String label = "";
    int depth = 0;
    int body = 0;
    while (token.find()) {
      if (token.group("skip") != null) {
        continue;
      }
      String mark = token.group("mark");
      if ("{".equals(mark) && depth++ == 0) {
        body = token.end();
      } else if ("}".equals(mark) && depth > 0 && --depth == 0) {
        blocks.add(new Block(name, label, text.substring(body, token.start())));
      }
      if (depth == 0) {
        name = token.group("name") != null ? token.group("name") : mark == null ? name : "";
        label = token.group("string") != null ? token.group("string") : "";
      }
    }
    return blocks;
  }
}
