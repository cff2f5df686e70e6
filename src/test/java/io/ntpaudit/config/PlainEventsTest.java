package io.ntpaudit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The general parser is the measure: what is read without it must be what it would read. */
class PlainEventsTest {
  private static final Path EXAMPLE =
      Path.of("src/main/dist/usr/share/ntp-audit/config.example.yaml");
  private static final String SIGNS = "\n\n  ::##--[],\"'abz_09/.*&!|>%@`{}?~\\=\t\réµ";

  private static List<String> general(String text) {
    LoadSettings settings = LoadSettings.builder().build();
    return said(new ParserImpl(settings, new StreamReader(settings, text)));
  }

  private static List<String> said(Iterator<Event> events) {
    List<String> said = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd -> {}
        case MappingEnd, SequenceEnd -> said.add(event.getEventId().toString());
        default -> said.add(said(event));
      }
    }
    return said;
  }

  private static String said(Event event) {
    String place = event.getStartMark().map(m -> m.getLine() + ":" + m.getColumn()).orElse("");
    String value =
        event instanceof ScalarEvent scalar
            ? scalar.getScalarStyle() + " " + scalar.getValue()
            : "";
    return event.getEventId() + " " + place + " " + value;
  }

  /** Whether the text was plain; the general parser must then say the same. */
  private static boolean agrees(String text) {
    Optional<Iterator<Event>> plain = PlainEvents.of("a.yaml", text);
    plain.ifPresent(events -> assertEquals(general(text), said(events), () -> "of:\n" + text));
    return plain.isPresent();
  }

  @Test
  void theExampleIsPlainWithEveryKey() throws IOException {
    String example = Files.readString(EXAMPLE);
    assertTrue(agrees(example));
    assertTrue(agrees(example.replace("\n  # ", "\n  ")));
    assertTrue(agrees(example.replace(": auto ", ": [ntpd, chrony-wait,/dev/ptp0 ] ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n# nothing\n",
        "a:",
        "a:\nb: 1",
        "a:\n  b:\n  c: 1 # one\nd: /e",
        "a:\n\n  # b\n  b: ''\n\n",
        "a: \"b: #c\"   # d",
        "a: 'µ'",
        "a: http://b/c:80#",
        "a: []\n",
        "a: [b,]",
        "a: null\nb: true",
        "a: 1\na: 1"
      })
  void theyAgree(String text) {
    agrees(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " a: 1",
        "a: b c",
        "a: b\n  c: d",
        "a:\n b: 1\n  c: 2",
        "a:\n  b:\n    c: 1",
        "a:\n- b",
        "a: &b c",
        "a: *b",
        "a: |\n  b",
        "a: 'b''c'",
        "a: \"\\n\"",
        "a: b:",
        "a: [b: c]",
        "a: [b",
        "a:b",
        "a: {}",
        "---\na: 1",
        "a\n",
        "a: 1\r\n",
        "a:\t1",
        "a: 1#b",
        "a: \"b\"#c"
      })
  void theRestIsForTheGeneralParser(String text) {
    assertTrue(PlainEvents.of("a.yaml", text).isEmpty());
  }

  /** Mistakes in the example, and texts of the signs that mean something. */
  @Test
  void neverAgainstTheGeneralParser() throws IOException {
    String example = Files.readString(EXAMPLE);
    Random random = new Random(7);
    int plain = 0;
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? part(example, random) : "");
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.insert(
            random.nextInt(text.length() + 1), SIGNS.charAt(random.nextInt(SIGNS.length())));
      }
      plain += agrees(text.toString()) ? 1 : 0;
    }
    assertTrue(plain > 200, plain + " of them were plain");
  }

  private static String part(String text, Random random) {
    int from = text.indexOf('\n', random.nextInt(text.length() - 600));
    return "limits:" + text.substring(from, from + random.nextInt(400));
  }
}
