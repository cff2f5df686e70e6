package io.ntpaudit.config;

import io.ntpaudit.config.Config.Setting;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * One file of the configuration, read from YAML's events so that each value keeps its place. No
 * document is built: an alias is refused where it stands, so a file cannot grow when it is read.
 */
final class Layer {
  /** No configuration comes near it; a larger file is a mistake. */
  static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_PROBLEMS = 20;
  private static final int MAX_DEPTH = 10;
  private static final int SHOWN = 40;
  private static final byte[][] BYTE_ORDER_MARKS = {
    {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, {(byte) 0xFE, (byte) 0xFF}, {(byte) 0xFF, (byte) 0xFE}
  };

  private final String file;
  private final EnumMap<Key, Setting> settings = new EnumMap<>(Key.class);
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private Iterator<Event> events;

  private Layer(String file) {
    this.file = file;
  }

  /** Reads the file's bytes; whatever is wrong stands in {@link #problems()}. */
  static Layer read(String file, byte[] bytes) {
    Layer layer = new Layer(file);
    String text = layer.decode(bytes);
    if (text != null) {
      layer.parse(text);
    }
    return layer;
  }

  /** A file that could not even be read. */
  static Layer unreadable(String file, String why) {
    Layer layer = new Layer(file);
    layer.whole(why);
    return layer;
  }

  EnumMap<Key, Setting> settings() {
    return settings;
  }

  List<Problem> problems() {
    return problems;
  }

  private String decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return whole("larger than " + MAX_BYTES / 1024 + " KiB (is this the right file?)");
    }
    for (byte[] mark : BYTE_ORDER_MARKS) {
      if (startsWith(bytes, mark)) {
        problems.add(
            new Problem(
                file, 1, 1, "starts with a byte order mark (save it as UTF-8 without one)"));
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return notUtf8(bytes);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    for (int i = 0; i < mark.length; i++) {
      if (bytes.length <= i || bytes[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private String notUtf8(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StandardCharsets.UTF_8
        .newDecoder()
        .decode(in, java.nio.CharBuffer.allocate(bytes.length), true);
    int line = 1;
    int column = 1;
    for (int i = 0; i < in.position(); i++) {
      column = bytes[i] == '\n' ? 1 : column + 1;
      line += bytes[i] == '\n' ? 1 : 0;
    }
    problems.add(new Problem(file, line, column, "not UTF-8 (save the file as UTF-8)"));
    return null;
  }

  private String whole(String what) {
    problems.add(new Problem(file, 0, 0, what));
    return null;
  }

  private void parse(String text) {
    try {
      events(text);
    } catch (GiveUp e) {
      problems.add(e.problem);
    }
  }

  private void events(String text) {
    try {
      Optional<Iterator<Event>> plain = PlainEvents.of(file, text);
      events = plain.isPresent() ? plain.get() : parser(text);
      document();
    } catch (MarkedYamlEngineException e) {
      add(e.getProblemMark(), syntax(e));
    } catch (ReaderException e) {
      forbidden(text.substring(0, text.offsetByCodePoints(0, e.getPosition())), e.getCodePoint());
    } catch (YamlEngineException e) {
      whole("not YAML: " + firstLine(e.getMessage()));
    }
  }

  private Iterator<Event> parser(String text) {
    LoadSettings yaml = LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_BYTES).build();
    return new ParserImpl(yaml, new StreamReader(yaml, text));
  }

  private void forbidden(String before, int character) {
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    String hex = Integer.toHexString(0x10000 | character).substring(1).toUpperCase(Locale.ROOT);
    add(new Problem(file, line, column, "not YAML: the character U+" + hex + " is not allowed"));
  }

  private static String syntax(MarkedYamlEngineException e) {
    if (e.getProblem().contains("\\t(TAB)")) {
      return "a tab (YAML is indented with blanks)";
    }
    return "not YAML: " + firstLine(e.getProblem());
  }

  private static String firstLine(String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }

  private void document() {
    Event event = events.next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = events.next();
    }
    switch (event.getEventId()) {
      case StreamEnd -> {}
      case MappingStart -> mapping("", event);
      case Scalar -> empty((ScalarEvent) event);
      default -> {
        unexpected(event, "", "keys and values");
        skip(event);
      }
    }
    while (events.hasNext()) {
      event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        add(event.getStartMark(), "a second document (one is read)");
        return;
      }
    }
  }

  private void empty(ScalarEvent scalar) {
    if (!isNull(scalar)) {
      unexpected(scalar, "", "keys and values");
    }
  }

  private static boolean isNull(ScalarEvent scalar) {
    String text = scalar.getValue();
    return scalar.isPlain() && (text.isEmpty() || text.equals("null") || text.equals("~"));
  }

  private void mapping(String section, Event start) {
    if (!anchored(start)) {
      for (Event key = events.next();
          key.getEventId() != Event.ID.MappingEnd;
          key = events.next()) {
        entry(section, key);
      }
    }
  }

  private void entry(String section, Event event) {
    if (!(event instanceof ScalarEvent name)) {
      unexpected(event, section, "a key");
      skip(event);
      skip(events.next());
      return;
    }
    String path = section + name.getValue();
    Event value = events.next();
    if (!seen.add(path)) {
      add(event.getStartMark(), "duplicate key " + shown(path) + " (keep one)");
      skip(value);
    } else if (Key.of(path) != null) {
      value(Key.of(path), value);
    } else if (Key.isSection(path)) {
      section(path, value);
    } else {
      add(event.getStartMark(), "unknown key " + shown(path) + Nearest.suggestion(path));
      skip(value);
    }
  }

  private void section(String path, Event value) {
    if (value.getEventId() == Event.ID.MappingStart) {
      mapping(path + ".", value);
    } else if (!(value instanceof ScalarEvent scalar && isNull(scalar))) {
      unexpected(value, path, "keys below it, each on a line of its own");
      skip(value);
    }
  }

  private void value(Key key, Event value) {
    if (anchored(value)) {
      return;
    }
    if (value instanceof ScalarEvent scalar) {
      scalar(key, scalar);
    } else if (value.getEventId() == Event.ID.SequenceStart && key.kind() == Kind.AUTO_OR_LIST) {
      list(key, value);
    } else {
      unexpected(value, key.path(), key.kind().expected());
      skip(value);
    }
  }

  private void scalar(Key key, ScalarEvent scalar) {
    String text = scalar.getValue();
    boolean unset = key.mayBeUnset() && (isNull(scalar) || text.isEmpty());
    boolean quotedWord = !scalar.isPlain() && mustBePlain(key.kind());
    if (unset) {
      settings.put(key, new Setting("", null, place(scalar)));
    } else if (!quotedWord && !text.isEmpty() && key.kind().accepts(text)) {
      settings.put(key, new Setting(text, null, place(scalar)));
    } else {
      add(
          scalar.getStartMark(),
          key.path() + ": expected " + key.kind().expected() + ", found " + shown(scalar));
    }
  }

  /** In YAML {@code "true"} and {@code "3"} are strings. */
  private static boolean mustBePlain(Kind kind) {
    return switch (kind) {
      case SWITCH, COUNT, RUNS, PORT, FACTOR, SECONDS, SHARE -> true;
      default -> false;
    };
  }

  private static String shown(ScalarEvent scalar) {
    return isNull(scalar) ? "nothing" : '"' + shown(scalar.getValue()) + '"';
  }

  /** Short, harmless to a terminal, and without the user and password of a URL. */
  private static String shown(String text) {
    String open = text.replaceFirst("//[^/]*@", "//…@");
    String start = open.length() > SHOWN ? open.substring(0, SHOWN) + "…" : open;
    return start.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
  }

  private void list(Key key, Event start) {
    List<String> elements = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      if (event instanceof ScalarEvent scalar && isElement(scalar)) {
        elements.add(scalar.getValue());
      } else if (!anchored(event)) {
        unexpected(event, key.path(), "a name in the list");
        skip(event);
      }
    }
    settings.put(key, new Setting("", List.copyOf(elements), place(start)));
  }

  private static boolean isElement(ScalarEvent scalar) {
    return scalar.getAnchor().isEmpty() && !isNull(scalar) && Kind.listElement(scalar.getValue());
  }

  /** Anchors and aliases are refused: no configuration needs them, and a file may grow by them. */
  private boolean anchored(Event event) {
    boolean alias = event.getEventId() == Event.ID.Alias;
    if (alias || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      add(event.getStartMark(), "anchors and aliases are not read (write the value out)");
      if (!alias) {
        skip(event);
      }
      return true;
    }
    return false;
  }

  private void unexpected(Event event, String path, String expected) {
    String what =
        switch (event.getEventId()) {
          case MappingStart -> "keys below it";
          case SequenceStart -> "a list";
          case Scalar -> shown((ScalarEvent) event);
          default -> "an alias";
        };
    String where = path.isEmpty() ? "" : path + ": ";
    add(event.getStartMark(), where + "expected " + expected + ", found " + what);
  }

  /** Reads on to the end of the node that the event starts. */
  private void skip(Event event) {
    int depth = 0;
    for (Event at = event; ; at = events.next()) {
      switch (at.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return;
      }
      if (depth > MAX_DEPTH) { // the parser's time grows with the square of it
        throw new GiveUp(problem(at.getStartMark(), "nested too deeply"));
      }
    }
  }

  private String place(Event event) {
    return event
        .getStartMark()
        .map(m -> file + ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
        .orElse(file);
  }

  private void add(Optional<Mark> mark, String text) {
    add(problem(mark, text));
  }

  private void add(Problem problem) {
    if (problems.size() == MAX_PROBLEMS) {
      throw new GiveUp(
          new Problem(
              file, 0, 0, "more than " + MAX_PROBLEMS + " problems; the rest was not looked at"));
    }
    problems.add(problem);
  }

  private Problem problem(Optional<Mark> mark, String text) {
    return new Problem(
        file,
        mark.map(m -> m.getLine() + 1).orElse(0),
        mark.map(m -> m.getColumn() + 1).orElse(0),
        text);
  }

  /** Ends the reading of a file. */
  private static final class GiveUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    GiveUp(Problem problem) {
      super(problem.text(), null, false, false);
      this.problem = problem;
    }
  }
}
