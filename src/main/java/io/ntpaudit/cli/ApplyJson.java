package io.ntpaudit.cli;

import io.ntpaudit.deploy.Apply;
import io.ntpaudit.deploy.Diff;
import io.ntpaudit.deploy.Outcome;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What {@code apply} did, for configuration management: one shape, whatever went wrong. */
final class ApplyJson {
  private ApplyJson() {}

  static String of(Apply.Result result, boolean diff) {
    return text(result, diff, List.of());
  }

  /** Why nothing was touched. */
  static String refusal(List<String> errors) {
    return text(new Apply.Result(List.of(), List.of()), false, errors);
  }

  private static String text(Apply.Result result, boolean diff, List<String> errors) {
    return Json.object(json -> {
      json.writeBooleanProperty("changed", result.changes());
      json.writeBooleanProperty("failed", result.trouble() || !errors.isEmpty());
      json.writeArrayPropertyStart("files");
      result.outcomes().forEach(outcome -> write(json, outcome, diff));
      json.writeEndArray();
      json.writeArrayPropertyStart("calls");
      result.calls().forEach(json::writeString);
      json.writeEndArray();
      if (!errors.isEmpty()) {
        json.writeArrayPropertyStart("errors");
        errors.forEach(json::writeString);
        json.writeEndArray();
      }
    });
  }

  private static void write(JsonGenerator json, Outcome outcome, boolean diff) {
    json.writeStartObject();
    json.writeStringProperty("name", outcome.name());
    json.writeStringProperty("path", outcome.path());
    json.writeStringProperty("state", outcome.state().json());
    json.writeBooleanProperty("changed", outcome.changes());
    json.writeBooleanProperty("failed", outcome.trouble());
    if (!outcome.why().isEmpty()) {
      json.writeStringProperty("why", outcome.why());
    }
    if (diff) {
      json.writeStringProperty(
          "diff", Diff.unified(outcome.path(), outcome.before(), outcome.after()));
    }
    json.writeEndObject();
  }
}
