package io.ntpaudit.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the templates that lie beside this class; README.md there has the rules. */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z][A-Z0-9_]*)@");

  private final String name;
  private final Map<String, String> values;
  private final StringBuilder text = new StringBuilder();

  private Template(String name, Map<String, String> values) {
    this.name = name;
    this.values = values;
  }

  /**
   * The file that the template describes.
   *
   * @param values each placeholder's value, empty where it is unset
   */
  static String fill(String name, Map<String, String> values) {
    Template template = new Template(name, values);
    template.select(source(name).lines().toList().listIterator(), true);
    return tidy(template.insert(template.text.toString()));
  }

  private static String source(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes over what stands up to the next {@code //@end}, where it is wanted. */
  private void select(java.util.ListIterator<String> lines, boolean wanted) {
    while (lines.hasNext()) {
      String line = lines.next();
      String mark = line.strip();
      if (mark.equals("//@end")) {
        return;
      }
      if (mark.startsWith("//@if ")) {
        select(lines, wanted & isAnySet(mark.substring(6)));
      } else if (wanted) {
        text.append(line).append('\n');
      }
    }
  }

  private boolean isAnySet(String keys) {
    boolean set = false;
    for (String key : keys.split(" ")) {
      set |= !value(key.toUpperCase(Locale.ROOT).replace('.', '_')).isEmpty();
    }
    return set;
  }

  private String value(String placeholder) {
    String value = values.get(placeholder);
    if (value == null) {
      throw new IllegalStateException(name + ": no such placeholder: " + placeholder);
    }
    return value;
  }

  private String insert(String selected) {
    return PLACEHOLDER
        .matcher(selected)
        .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
  }

  /** As if nothing had been left out: no gap of two lines, none before a brace or at the end. */
  private static String tidy(String filled) {
    return filled
        .replaceAll("\n{3,}", "\n\n")
        .replaceAll("\n\n(\t*})", "\n$1")
        .replaceAll("\n+\\z", "\n");
  }
}
