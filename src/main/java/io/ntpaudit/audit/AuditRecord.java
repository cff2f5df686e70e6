package io.ntpaudit.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One audit's result: the fields that could be measured, nothing for those that could not. */
public final class AuditRecord {
  /** The value of {@link Field#REASONS} when there is no reason. */
  public static final String NONE = "none";

  /** s by which a clock goes back without a word: it is corrected. */
  private static final long CORRECTED = 60;

  private final EnumMap<Field, Object> values = new EnumMap<>(Field.class);

  /** Read once: a day's worth of records is asked for it again and again. */
  private Instant time;

  /** Sets a field; a null, a NaN and an infinity leave it absent. */
  public AuditRecord with(Field field, Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return this;
    }
    if (value != null) {
      values.put(field, value);
      time = null;
    }
    return this;
  }

  public boolean has(Field field) {
    return values.containsKey(field);
  }

  /** The field's value as it stands, or null where it is absent: for writers. */
  Object value(Field field) {
    return values.get(field);
  }

  public String text(Field field, String otherwise) {
    Object value = values.get(field);
    return value == null ? otherwise : value.toString();
  }

  /** A number in the field's unit. */
  public OptionalDouble number(Field field) {
    return values.get(field) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  public OptionalLong count(Field field) {
    return values.get(field) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  public boolean flag(Field field) {
    return Boolean.TRUE.equals(values.get(field));
  }

  /** The time of the audit; the epoch where the record has none that can be read. */
  public Instant time() {
    if (time == null) {
      time = Timestamp.parse(text(Field.TIMESTAMP, ""));
    }
    return time;
  }

  /** Whether it is of a time to come: the clock went back since, by more than a correction. */
  public boolean isAhead(Instant now) {
    return time().isAfter(now.plusSeconds(CORRECTED));
  }

  public Verdict verdict() {
    return Verdict.of(text(Field.VERDICT, ""));
  }

  /** Ids of the confirmed reasons. */
  public List<String> reasons() {
    return ids(Field.REASONS);
  }

  /** Ids of warnings that were seen and still wait for enough runs in a row. */
  public List<String> pending() {
    return ids(Field.PENDING);
  }

  private List<String> ids(Field field) {
    List<String> ids = new ArrayList<>();
    for (String id : text(field, NONE).split(",")) {
      if (!id.isEmpty() && !id.equals(NONE)) {
        ids.add(id);
      }
    }
    return ids;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
