package io.ntpaudit.deploy;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The values of another program's file of YAML. */
final class YamlValues {
  private static final int MAX_DEPTH = 50; // the parser's time grows with the square of it

  private final Map<String, String> values = new HashMap<>();
  private final Iterator<Event> events;

  private YamlValues(Iterator<Event> events) {
    this.events = events;
  }

  /**
   * The values by their dotted names, the elements of a list by the same; empty where the file is
   * no YAML, or says something elsewhere than in its place (an alias).
   */
  static Optional<Map<String, String>> of(String text) {
    LoadSettings yaml = LoadSettings.builder().build();
    try {
      YamlValues read = new YamlValues(new ParserImpl(yaml, new StreamReader(yaml, text)));
      while (read.events.hasNext()) {
        read.node(read.events.next(), "", 0);
      }
      return Optional.of(read.values);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private void node(Event event, String name, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YamlEngineException("nested too deeply");
    }
    switch (event.getEventId()) {
      case Scalar -> values.put(name, ((ScalarEvent) event).getValue());
      case Alias -> throw new YamlEngineException("an alias");
      case MappingStart -> {
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
          if (!(key instanceof ScalarEvent scalar)) {
            throw new YamlEngineException("a key that is no word");
          }
          String below = scalar.getValue();
          node(next(), name.isEmpty() ? below : name + "." + below, depth + 1);
        }
      }
      case SequenceStart -> {
        for (Event item = next(); item.getEventId() != Event.ID.SequenceEnd; item = next()) {
          node(item, name, depth + 1);
        }
      }
      default -> {} // where a document starts or ends
    }
  }

  private Event next() {
    return events.next();
  }
}
