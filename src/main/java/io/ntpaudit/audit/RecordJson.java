package io.ntpaudit.audit;

import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The record as one line of JSON, and back. */
public final class RecordJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<Field> ALL = EnumSet.allOf(Field.class);

  private RecordJson() {}

  /** The whole line, its newline included, in UTF-8. */
  public static byte[] line(AuditRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(json, record);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** The record as an object where another text holds it. */
  public static void write(JsonGenerator json, AuditRecord record) {
    json.writeStartObject();
    for (Field field : Field.values()) {
      Object value = record.value(field);
      if (value != null) {
        json.writeName(field.json());
        write(json, field, value);
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Field field, Object value) {
    switch (field.type()) {
      case TEXT -> json.writeString(value.toString());
      case COUNT -> json.writeNumber(((Number) value).longValue());
      case SECONDS -> json.writeRawValue(Decimal.text(((Number) value).doubleValue(), 9));
      case PPM -> json.writeRawValue(Decimal.text(((Number) value).doubleValue(), 3));
      case FLAG -> json.writeBoolean((Boolean) value);
    }
  }

  /**
   * Reads one line. Keys that this version does not know, and values of another type than the
   * schema's, are left out.
   *
   * @throws MalformedRecord where the line is not one whole JSON object
   */
  public static AuditRecord read(byte[] bytes, int from, int length) throws MalformedRecord {
    return RecordReader.read(bytes, from, length, ALL);
  }
}
