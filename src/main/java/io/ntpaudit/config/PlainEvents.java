package io.ntpaudit.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * YAML's events of a file in the form that nearly all have: one key a line, with a word, a quoted
 * text or a list of words, below a section or not, and comments. A file with a single other line
 * goes to the general parser, whose events are the same: a test holds the two together.
 *
 * <p>For the timer's run: the general parser makes nine regular expressions before it reads the
 * first character, and took 8 ms of the 40 of a run with every key.
 */
final class PlainEvents {
  private final String file;
  private final List<Event> events = new ArrayList<>();
  private String line;
  private int number;

  /** The blanks before the keys of the section that is open; 0 where none is. */
  private int indent;

  /** Behind a key without a value, which may become a section. */
  private Optional<Mark> open = Optional.empty();

  private PlainEvents(String file) {
    this.file = file;
  }

  /** The events of the text; empty where it needs the general parser. */
  static Optional<Iterator<Event>> of(String file, String text) {
    PlainEvents plain = new PlainEvents(file);
    for (int from = 0; from < text.length(); plain.number++) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      plain.line = text.substring(from, end);
      if (!plain.isPrintable() || !plain.line()) {
        return Optional.empty();
      }
      from = end + 1;
    }
    return Optional.of(plain.end());
  }

  /** A tab is not, nor a carriage return, nor what may end a line in other versions of YAML. */
  private boolean isPrintable() {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < ' ' || c > '~' && (c < 0xA0 || c > 0x1FFF)) {
        return false;
      }
    }
    return true;
  }

  private Iterator<Event> end() {
    if (!events.isEmpty()) {
      closeKey();
      closeSection();
      events.add(new MappingEndEvent());
    }
    events.add(new StreamEndEvent());
    return events.iterator();
  }

  private boolean line() {
    int at = blanks(0);
    if (isOver(at)) {
      return true;
    }
    int colon = at;
    while (colon < line.length() && isKey(line.charAt(colon))) {
      colon++;
    }
    boolean key = colon > at && line.startsWith(":", colon);
    if (!key || !place(at)) {
      return false;
    }
    scalar(line.substring(at, colon), ScalarStyle.PLAIN, mark(at));
    int value = blanks(colon + 1);
    if (isOver(value)) {
      open = mark(colon + 1);
      return true;
    }
    return value > colon + 1 && value(value);
  }

  /** Whether a key may stand at that column; opens and closes the section. */
  private boolean place(int at) {
    if (events.isEmpty()) {
      events.add(mapping(mark(at)));
      return at == 0;
    }
    if (at > 0 && indent == 0 && open.isPresent()) {
      events.add(mapping(mark(at)));
      indent = at;
      open = Optional.empty();
      return true;
    }
    closeKey();
    if (at == 0) {
      closeSection();
    }
    return at == indent;
  }

  private void closeKey() {
    if (open.isPresent()) {
      scalar("", ScalarStyle.PLAIN, open);
      open = Optional.empty();
    }
  }

  private void closeSection() {
    if (indent > 0) {
      events.add(new MappingEndEvent());
      indent = 0;
    }
  }

  private boolean value(int at) {
    return switch (line.charAt(at)) {
      case '"' -> quoted(at, ScalarStyle.DOUBLE_QUOTED);
      case '\'' -> quoted(at, ScalarStyle.SINGLE_QUOTED);
      case '[' -> list(at);
      default -> {
        int end = word(at);
        scalar(line.substring(at, end), ScalarStyle.PLAIN, mark(at));
        yield end > at && line.charAt(end - 1) != ':' && isOver(end);
      }
    };
  }

  private boolean quoted(int at, ScalarStyle style) {
    char quote = line.charAt(at);
    int end = line.indexOf(quote, at + 1);
    int escape = line.indexOf('\\', at);
    if (end < 0 || escape >= 0 && escape < end) {
      return false;
    }
    scalar(line.substring(at + 1, end), style, mark(at));
    return isOver(end + 1);
  }

  private boolean list(int from) {
    Optional<Mark> start = mark(from);
    events.add(
        new SequenceStartEvent(
            Optional.empty(), Optional.empty(), true, FlowStyle.FLOW, start, start));
    int at = blanks(from + 1);
    while (!line.startsWith("]", at)) {
      int end = word(at);
      if (end == at || line.substring(at, end).indexOf(':') >= 0) {
        return false;
      }
      scalar(line.substring(at, end), ScalarStyle.PLAIN, mark(at));
      at = blanks(end);
      if (line.startsWith(",", at)) {
        at = blanks(at + 1);
      } else if (!line.startsWith("]", at)) {
        return false;
      }
    }
    events.add(new SequenceEndEvent());
    return isOver(at + 1);
  }

  /** The end of the word that begins there: nothing in it means anything in YAML. */
  private int word(int from) {
    int at = from;
    while (at < line.length() && isWord(line.charAt(at), at == from)) {
      at++;
    }
    return at;
  }

  private static boolean isKey(char c) {
    return c >= 'a' && c <= 'z' || c == '_';
  }

  private static boolean isWord(char c, boolean first) {
    boolean plain = isKey(c) || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/';
    return plain || !first && (c == '.' || c == ':' || c == '-' || c == '+' || c == '@');
  }

  private int blanks(int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  /**
   * Whether only blanks and a comment follow; behind anything a comment needs a blank before it.
   */
  private boolean isOver(int from) {
    int at = blanks(from);
    return at == line.length() || line.charAt(at) == '#' && (at == 0 || line.charAt(at - 1) == ' ');
  }

  private void scalar(String value, ScalarStyle style, Optional<Mark> start) {
    boolean plain = style == ScalarStyle.PLAIN;
    events.add(
        new ScalarEvent(
            Optional.empty(),
            Optional.empty(),
            new ImplicitTuple(plain, !plain),
            value,
            style,
            start,
            start));
  }

  private static Event mapping(Optional<Mark> start) {
    return new MappingStartEvent(
        Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK, start, start);
  }

  private Optional<Mark> mark(int column) {
    return Optional.of(new Mark(file, 0, number, column, new int[0], 0));
  }
}
