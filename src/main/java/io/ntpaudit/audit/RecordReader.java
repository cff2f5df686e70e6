package io.ntpaudit.audit;

import java.nio.charset.StandardCharsets;

/**
 * Reads one line of the log: a flat JSON object (RFC 8259).
 *
 * <p>Each audit reads the record before it. Jackson's parser would first fill the tables of
 * BigDecimal and BigInteger, which takes longer than all the rest of the audit.
 */
final class RecordReader {
  private static final int DEEPEST = 16;

  private final Field[] wanted;

  /** Where the next key is looked for first: records have their fields in one order. */
  private int next;

  private final byte[] bytes;
  private final int end;
  private int at;

  private RecordReader(byte[] bytes, int from, int length, Field[] wanted) {
    this.wanted = wanted;
    this.bytes = bytes;
    this.at = from;
    this.end = from + length;
  }

  /**
   * The record in these bytes. Keys that are not wanted or that this version does not know, and
   * values of another type than the schema's, are left out. The reading ends where all that is
   * wanted was found, if the line ends as an object does.
   *
   * @throws MalformedRecord where they are not one whole JSON object
   */
  static AuditRecord read(byte[] bytes, int from, int length, Field[] wanted)
      throws MalformedRecord {
    RecordReader reader = new RecordReader(bytes, from, length, wanted);
    AuditRecord record = reader.object();
    reader.blanks();
    if (reader.at != reader.end) {
      throw reader.malformed("more behind the object");
    }
    return record;
  }

  private AuditRecord object() throws MalformedRecord {
    AuditRecord record = new AuditRecord();
    int missing = wanted.length;
    blanks();
    expect('{');
    blanks();
    if (peek() == '}') {
      at++;
      return record;
    }
    while (true) {
      Field field = key();
      blanks();
      expect(':');
      Object value = value(field);
      if (value != null) {
        missing -= record.has(field) ? 0 : 1;
        record.with(field, value);
        if (missing == 0 && bytes[end - 1] == '}') {
          at = end;
          return record;
        }
      }
      blanks();
      if (peek() == '}') {
        at++;
        return record;
      }
      expect(',');
      blanks();
    }
  }

  /** The field whose key stands here; null where it is not wanted. */
  private Field key() throws MalformedRecord {
    int from = at + 1;
    string(false);
    for (int i = 0; i < wanted.length; i++) {
      Field field = wanted[next];
      next = next + 1 == wanted.length ? 0 : next + 1;
      if (field.isKey(bytes, from, at - 1 - from)) {
        return field;
      }
    }
    return null;
  }

  /** The value, where it is of the field's type; else null. */
  private Object value(Field field) throws MalformedRecord {
    blanks();
    return switch (peek()) {
      case '"' -> string(field != null && field.type() == Field.Type.TEXT);
      case 't', 'f', 'n' -> {
        Boolean flag = literal();
        yield field != null && field.type() == Field.Type.FLAG ? flag : null;
      }
      case '{', '[' -> {
        nested(0);
        yield null;
      }
      default -> number(field);
    };
  }

  private Object number(Field field) throws MalformedRecord {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int first = at;
    boolean whole = digits();
    if (whole && bytes[first] == '0' && at - first > 1) {
      throw malformed("a number with a leading zero");
    }
    boolean integer = true;
    if (at < end && bytes[at] == '.') {
      at++;
      whole &= digits();
      integer = false;
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      at += at < end && (bytes[at] == '+' || bytes[at] == '-') ? 1 : 0;
      whole &= digits();
      integer = false;
    }
    if (!whole) {
      throw malformed("not a value");
    }
    if (field == null) {
      return null;
    }
    String text = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    return switch (field.type()) {
      case COUNT -> integer && text.length() < 19 ? Long.valueOf(text) : null;
      case SECONDS, PPM -> Double.valueOf(text);
      case TEXT, FLAG -> null;
    };
  }

  private boolean digits() {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at > from;
  }

  private Boolean literal() throws MalformedRecord {
    if (word("true")) {
      return true;
    }
    if (word("false")) {
      return false;
    }
    if (word("null")) {
      return null;
    }
    throw malformed("not a value");
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  /** No field is nested; a later version's may be. */
  private void nested(int depth) throws MalformedRecord {
    if (depth == DEEPEST) {
      throw malformed("nested too deep");
    }
    byte close = bytes[at++] == '{' ? (byte) '}' : (byte) ']';
    blanks();
    boolean first = true;
    while (peek() != close) {
      if (!first) {
        expect(',');
        blanks();
      }
      first = false;
      if (close == '}') {
        string(false);
        blanks();
        expect(':');
        blanks();
      }
      if (peek() == '{' || peek() == '[') {
        nested(depth + 1);
      } else {
        value(null);
      }
      blanks();
    }
    at++;
  }

  /** The string that stands here; null where it is only passed over. */
  private String string(boolean kept) throws MalformedRecord {
    expect('"');
    int from = at;
    passPlain();
    if (peek() == '\\') {
      String text = escaped(from);
      return kept ? text : null;
    }
    expect('"');
    return kept ? new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8) : null;
  }

  /** To what ends a string or is no part of one. Most of a line is passed here: it is one loop. */
  private void passPlain() {
    byte[] line = bytes;
    int last = end;
    int i = at;
    while (i < last && line[i] != '"' && line[i] != '\\' && (line[i] & 0xE0) != 0) { // from ' ' on
      i++;
    }
    at = i;
  }

  /** The rest of a string from its first escape on. */
  private String escaped(int from) throws MalformedRecord {
    StringBuilder text = new StringBuilder();
    int plain = from;
    while (peek() != '"') {
      if (bytes[at] >= 0 && bytes[at] < ' ') {
        throw malformed("a control character");
      }
      if (bytes[at] == '\\') {
        text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
        at++;
        text.append(escape());
        plain = at;
      } else {
        at++;
      }
    }
    return text.append(new String(bytes, plain, at++ - plain, StandardCharsets.UTF_8)).toString();
  }

  private char escape() throws MalformedRecord {
    byte sign = peek();
    at++;
    return switch (sign) {
      case '"', '\\', '/' -> (char) sign;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed("an unknown escape");
    };
  }

  private char unicode() throws MalformedRecord {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw malformed("an unknown escape");
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  private void blanks() {
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private byte peek() throws MalformedRecord {
    if (at >= end) {
      throw malformed("cut off");
    }
    return bytes[at];
  }

  private void expect(char sign) throws MalformedRecord {
    if (peek() != sign) {
      throw malformed("not a JSON object");
    }
    at++;
  }

  private MalformedRecord malformed(String why) {
    return new MalformedRecord(why);
  }
}
