package io.ntpaudit.people;

import io.ntpaudit.audit.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Lines for people, 80 columns wide. Whatever stands in a text, it comes out harmless: without
 * control characters, and in ASCII where the terminal shows no more.
 */
public final class Screen {
  /** Columns. */
  public static final int WIDTH = 80;

  /** Of a line that never ends only its beginning is shown. */
  private static final int LONGEST = 240;

  /** The same of a paragraph; the runbook's are shorter. */
  static final int LONGEST_PARAGRAPH = 600;

  private static final Set<String> UNITS = Set.of("ns", "µs", "ms", "s", "min", "h", "day", "days");

  private static final String RESET = "\u001b[0m";

  private final StringBuilder text = new StringBuilder(4096);
  private final Display display;

  /** How a part of a line looks. What it means stands in its words, too. */
  enum Ink {
    PLAIN(""),
    STRONG("\u001b[1m"),
    GOOD("\u001b[1;32m"),
    WARNING("\u001b[1;33m"),
    BAD("\u001b[1;31m"),
    UNKNOWN("\u001b[1;35m");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  /** A part of a line. */
  record Span(Ink ink, String text) {}

  Screen(Display display) {
    this.display = display;
  }

  Display display() {
    return display;
  }

  /** One line, cut where it is too long for any screen. */
  Screen line(String line) {
    return line(new Span(Ink.PLAIN, line));
  }

  /** One line of several parts. */
  Screen line(Span... spans) {
    int start = text.length();
    for (Span span : spans) {
      boolean inked = display.colour() && span.ink() != Ink.PLAIN;
      text.append(inked ? span.ink().code : "").append(shown(span.text()));
      text.append(inked ? RESET : "");
    }
    int end = text.length();
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    text.setLength(end);
    text.append('\n');
    return this;
  }

  /** A text behind its label, wrapped at the right edge, its further lines below the first. */
  Screen wrapped(Span label, String words) {
    String indent = " ".repeat(label.text().length());
    Span front = label;
    for (String line : wrap(words, WIDTH - indent.length())) {
      line(front, new Span(Ink.PLAIN, line));
      front = new Span(Ink.PLAIN, indent);
    }
    return this;
  }

  Screen wrapped(String label, String words) {
    return wrapped(new Span(Ink.PLAIN, label), words);
  }

  /** The name of a fact, as wide as all of them. */
  static String label(String name) {
    return "  " + name + " ".repeat(Math.max(0, 16 - name.length()));
  }

  /** {@code 09:40Z}. */
  static String clockTime(Instant time) {
    String text = Timestamp.text(time);
    int hour = text.indexOf('T') + 1;
    return text.substring(hour, hour + 5) + "Z";
  }

  /** Breaks at blanks; a word that is longer than the width is broken too. */
  public static List<String> wrap(String words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words(cut(words, LONGEST_PARAGRAPH))) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ");
      while (line.length() + rest.length() > width) {
        int room = width - line.length();
        lines.add(line + rest.substring(0, room));
        line.setLength(0);
        rest = rest.substring(room);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** What no line may break: words, and a number with its unit. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.replace('\n', ' ').split(" ")) {
      if (!words.isEmpty() && isUnit(word) && endsInDigit(words.getLast())) {
        words.add(words.removeLast() + " " + word);
      } else if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Whatever punctuation stands behind it. */
  private static boolean isUnit(String word) {
    int end = word.length();
    while (end > 0 && !Character.isLetter(word.charAt(end - 1))) {
      end--;
    }
    return UNITS.contains(word.substring(0, end));
  }

  private static boolean endsInDigit(String word) {
    return Character.isDigit(word.charAt(word.length() - 1));
  }

  /** The text as this terminal shows it. */
  String shown(String unsafe) {
    return shown(unsafe, LONGEST);
  }

  String shown(String unsafe, int most) {
    String safe = harmless(cut(unsafe, most));
    return display.utf8() ? safe : ascii(safe);
  }

  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /**
   * Without what a terminal may take for an order or for nothing at all: control characters,
   * escapes, marks that turn the direction of writing, unknown characters.
   */
  static String harmless(String unsafe) {
    StringBuilder safe = new StringBuilder(unsafe.length());
    for (int i = 0; i < unsafe.length(); i += Character.charCount(unsafe.codePointAt(i))) {
      int c = unsafe.codePointAt(i);
      safe.appendCodePoint(isHarmless(c) ? c : '?');
    }
    return safe.toString();
  }

  private static boolean isHarmless(int codePoint) {
    if (codePoint >= ' ' && codePoint < 0x7F) {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      ascii.append(c == 'µ' ? 'u' : c < 0x7F ? (char) c : '?');
    }
    return ascii.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
