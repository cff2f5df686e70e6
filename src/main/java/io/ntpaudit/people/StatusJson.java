package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Decimal;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.chrony.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The status for a program. What the record says stands in {@code record}, with its names and
 * units; the rest is what it does not hold.
 */
final class StatusJson {
  private final JsonGenerator json;

  private StatusJson(JsonGenerator json) {
    this.json = json;
  }

  static String of(Status status) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      new StatusJson(json).status(status);
    }
    return ascii(bytes.toString(StandardCharsets.UTF_8)) + "\n";
  }

  /**
   * A person may look at it too, and some terminals obey U+009B. What is not ASCII stands within
   * strings, for which JSON has escapes.
   */
  private static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (char c : json.toCharArray()) {
      if (c < 0x7F) {
        ascii.append(c);
      } else {
        ascii.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return ascii.toString();
  }

  private void status(Status status) {
    Judgement judgement = status.judgement();
    json.writeStartObject();
    json.writeStringProperty("verdict", judgement.verdict().word());
    json.writeStringProperty("text", judgement.inWords());
    reasons("reasons", judgement.reasons());
    reasons("pending", judgement.pending());
    json.writeArrayPropertyStart("sources");
    judgement.reading().ifPresent(reading -> reading.sources().forEach(this::source));
    json.writeEndArray();
    day(status.day());
    schedule(status);
    if (judgement.isTold()) {
      json.writeName("record");
      json.writeRawValue(RecordJson.text(judgement.record()));
    }
    json.writeEndObject();
  }

  private void reasons(String name, List<Reason> reasons) {
    json.writeArrayPropertyStart(name);
    for (Reason reason : reasons) {
      json.writeStartObject();
      json.writeStringProperty("id", reason.id());
      json.writeStringProperty("severity", reason.severity().word());
      json.writeStringProperty("text", reason.text());
      json.writeStringProperty("remedy", reason.remedy());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** The offset has the record's sign: positive is slow. */
  private void source(Source source) {
    json.writeStartObject();
    json.writeStringProperty("name", source.name());
    json.writeStringProperty("state", source.state().word());
    json.writeBooleanProperty("usable", source.usable());
    json.writeNumberProperty("stratum", source.stratum());
    number("poll", source.pollInterval());
    json.writeNumberProperty("reach", source.answers());
    if (source.lastSample().isPresent()) {
      json.writeNumberProperty("last", source.lastSample().getAsLong());
      number("offset", source.offset());
    }
    json.writeEndObject();
  }

  /** Seconds, as the record has them: never with an exponent. */
  private void number(String name, double seconds) {
    json.writeName(name);
    json.writeRawValue(Decimal.text(seconds, 9));
  }

  private void day(Day day) {
    json.writeObjectPropertyStart("last_24h");
    json.writeNumberProperty("audits", day.records().size());
    json.writeNumberProperty("missing", day.missing());
    day.worst().ifPresent(this::worst);
    json.writeEndObject();
  }

  private void worst(AuditRecord worst) {
    number("worst_error_bound", worst.number(Field.CLOCK_ERROR_BOUND).getAsDouble());
    json.writeStringProperty("worst_at", worst.time().toString());
  }

  private void schedule(Status status) {
    Schedule schedule = status.schedule();
    json.writeObjectPropertyStart("schedule");
    json.writeStringProperty("name", schedule.scheduler().name());
    json.writeBooleanProperty("well", schedule.trouble(status.day()).isEmpty());
    schedule
        .trouble(status.day())
        .ifPresent(trouble -> json.writeStringProperty("trouble", trouble));
    status.day().last().ifPresent(last -> json.writeStringProperty("last", last.time().toString()));
    schedule.next().ifPresent(next -> json.writeStringProperty("next", next.toString()));
    json.writeEndObject();
  }
}
