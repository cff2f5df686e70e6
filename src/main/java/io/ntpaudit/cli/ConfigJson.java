package io.ntpaudit.cli;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.config.Problem;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The configuration and its mistakes, for a program. */
final class ConfigJson {
  private ConfigJson() {}

  static String settings(Config config) {
    return Json.object(json -> {
      json.writeObjectPropertyStart("settings");
      for (Key key : Key.values()) {
        json.writeObjectPropertyStart(key.path());
        value(json, config, key);
        json.writeStringProperty("from", config.setting(key).place());
        json.writeEndObject();
      }
      json.writeEndObject();
      problems(json, "mistakes", config.problems());
    });
  }

  /** With advice a configuration is valid all the same. */
  static String checked(List<Problem> mistakes, List<Problem> advice) {
    return Json.object(json -> {
      json.writeBooleanProperty("valid", mistakes.isEmpty());
      problems(json, "mistakes", mistakes);
      problems(json, "advice", advice);
    });
  }

  /** As the type that it is; absent where it is not set. */
  private static void value(JsonGenerator json, Config config, Key key) {
    String text = config.text(key);
    switch (key.kind()) {
      case SWITCH -> json.writeBooleanProperty("value", config.isOn(key));
      case COUNT, RUNS, PORT, FACTOR, SECONDS, SHARE ->
          json.writeNumberProperty("value", new BigDecimal(text));
      case AUTO_OR_LIST -> list(json, config, key);
      default -> {
        if (!text.isEmpty()) {
          json.writeStringProperty("value", text);
        }
      }
    }
  }

  private static void list(JsonGenerator json, Config config, Key key) {
    if (config.isAuto(key)) {
      json.writeStringProperty("value", config.text(key));
    } else {
      json.writeArrayPropertyStart("value");
      config.list(key).forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private static void problems(JsonGenerator json, String name, List<Problem> problems) {
    json.writeArrayPropertyStart(name);
    for (Problem problem : problems) {
      json.writeStartObject();
      json.writeStringProperty("file", problem.file());
      if (problem.line() > 0) {
        json.writeNumberProperty("line", problem.line());
        json.writeNumberProperty("column", problem.column());
      }
      json.writeStringProperty("text", problem.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
