package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds lines of the log to the published schema. */
public final class ValidRecords {
  private static final Schema SCHEMA = schema();

  private ValidRecords() {}

  private static Schema schema() {
    try (InputStream in = Field.class.getResourceAsStream("record.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the schema has against a line; empty where nothing. */
  public static List<String> problems(String line) {
    return SCHEMA
        .validate(
            line,
            InputFormat.JSON,
            context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  /** The record of one line, which is one whole, valid JSON object, with or without its newline. */
  public static AuditRecord assertValid(String line) {
    String json = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    assertFalse(json.contains("\n"), () -> "more than one line: " + line);
    assertEquals(List.of(), problems(json), () -> "not valid: " + json);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      return RecordJson.read(bytes, 0, bytes.length);
    } catch (MalformedRecord e) {
      throw new AssertionError("cannot be read back: " + json, e);
    }
  }

  /** The record as it comes back from the line that it makes, which is valid. */
  public static AuditRecord assertValid(AuditRecord record) {
    String line = new String(RecordJson.line(record), StandardCharsets.UTF_8);
    assertTrue(line.endsWith("}\n"), line);
    return assertValid(line);
  }
}
