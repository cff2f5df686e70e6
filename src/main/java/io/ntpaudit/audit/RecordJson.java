package io.ntpaudit.audit;

import java.nio.charset.StandardCharsets;

/**
 * The record as one line of JSON, and back. By hand, for the timer's run writes one flat object:
 * Jackson's 90 classes cost it more than that.
 */
public final class RecordJson {
  static final Field[] ALL = Field.values();
  private static final String HEX = "0123456789ABCDEF";

  private RecordJson() {}

  /** The whole line, its newline included, in UTF-8. */
  public static byte[] line(AuditRecord record) {
    return (text(record) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The record as an object (RFC 8259). */
  public static String text(AuditRecord record) {
    StringBuilder json = new StringBuilder(2048).append('{');
    for (Field field : Field.values()) {
      Object value = record.value(field);
      if (value != null) {
        json.append(json.length() == 1 ? "\"" : ",\"").append(field.json()).append("\":");
        if (field.type() == Field.Type.TEXT) {
          quote(json, value.toString());
        } else {
          json.append(plain(field, value));
        }
      }
    }
    return json.append('}').toString();
  }

  /** A value as it stands in the record, a text without its quotes; empty where it is absent. */
  public static String plain(AuditRecord record, Field field) {
    Object value = record.value(field);
    return value == null ? "" : plain(field, value);
  }

  private static String plain(Field field, Object value) {
    return switch (field.type()) {
      case TEXT, FLAG -> value.toString();
      case COUNT -> Long.toString(((Number) value).longValue());
      case SECONDS -> Decimal.text(((Number) value).doubleValue(), 9);
      case PPM -> Decimal.text(((Number) value).doubleValue(), 3);
    };
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F && c < 0xA0) { // some terminals obey U+009B
        json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      } else {
        json.append(c);
      }
    }
    json.append('"');
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
