package io.ntpaudit.audit;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The record as one line of JSON, and back. */
public final class RecordJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Map<String, Field> FIELDS = new TreeMap<>();

  static {
    for (Field field : Field.values()) {
      FIELDS.put(field.json(), field);
    }
  }

  private RecordJson() {}

  /** The whole line, its newline included, in UTF-8. */
  public static byte[] line(AuditRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
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
    bytes.write('\n');
    return bytes.toByteArray();
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
    AuditRecord record = new AuditRecord();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecord("not a JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        Field field = FIELDS.get(json.currentName());
        json.nextToken();
        if (field != null) {
          record.with(field, value(json, field));
        }
        json.skipChildren();
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new MalformedRecord("more than one JSON object");
      }
    } catch (JacksonException e) {
      throw new MalformedRecord(e.getOriginalMessage());
    }
    return record;
  }

  private static Object value(JsonParser json, Field field) {
    JsonToken token = json.currentToken();
    return switch (field.type()) {
      case TEXT -> token == JsonToken.VALUE_STRING ? json.getString() : null;
      case COUNT -> token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : null;
      case SECONDS, PPM -> token.isNumeric() ? json.getDoubleValue() : null;
      case FLAG -> token.isBoolean() ? json.getBooleanValue() : null;
    };
  }

  /** A line of the log that is no record. */
  public static final class MalformedRecord extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRecord(String why) {
      super(why);
    }
  }
}
