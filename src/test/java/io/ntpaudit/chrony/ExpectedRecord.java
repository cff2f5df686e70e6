package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * A whole record as it should be: a file with a line for each field, its name and its value, which
 * is a number or a regular expression. A value that varies by nature is a range, {@code LOW..HIGH},
 * or {@code now}, within a minute. {@code include FILE} takes the lines of another file first.
 */
final class ExpectedRecord {
  private static final Path FOLDER = Path.of("src/test/resources/states");
  private static final double MINUTE = 60;

  private final EnumMap<Field, String> values = new EnumMap<>(Field.class);

  private ExpectedRecord() {}

  static ExpectedRecord of(String file) {
    ExpectedRecord expected = new ExpectedRecord();
    expected.read(file);
    return expected;
  }

  static List<String> files() {
    try (var files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(String file) {
    try {
      for (String line : Files.readAllLines(FOLDER.resolve(file))) {
        String[] words = line.split(" ", 2);
        if (words[0].equals("include")) {
          read(words[1]);
        } else {
          values.put(Field.valueOf(words[0].toUpperCase()), words.length == 1 ? "" : words[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(Field field) {
    return values.containsKey(field);
  }

  ExpectedRecord with(Field field, String value) {
    values.put(field, value);
    return this;
  }

  /** The record has these fields, with these values, and no others. */
  void assertMatches(AuditRecord record) {
    List<String> wrong = new ArrayList<>();
    for (Field field : Field.values()) {
      String expected = values.get(field);
      String is = record.text(field, null);
      if (expected == null ? is != null : is == null || !matches(expected, is)) {
        wrong.add(field.json() + " is " + is + ", expected " + expected);
      }
    }
    assertEquals(List.of(), wrong, record::toString);
  }

  private static boolean matches(String expected, String is) {
    int dots = expected.indexOf("..");
    if (expected.equals("now")) {
      return Math.abs(seconds(is) - Instant.now().toEpochMilli() / 1e3) < MINUTE;
    }
    if (dots < 0) {
      return isNumber(expected) ? number(expected) == number(is) : is.matches(expected);
    }
    return number(is) >= number(expected.substring(0, dots))
        && number(is) <= number(expected.substring(dots + 2));
  }

  private static double seconds(String time) {
    return isNumber(time) ? number(time) : Instant.parse(time).toEpochMilli() / 1e3;
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]+([.][0-9]+)?(E-?[0-9]+)?");
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }
}
