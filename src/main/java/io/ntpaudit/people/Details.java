package io.ntpaudit.people;

import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Finding;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.audit.Version;
import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.util.ArrayList;
import java.util.List;

/** What a plugin tells on request, beyond the reasons: a line each. */
final class Details {
  private Details() {}

  /** More with each step, as the guidelines have it: facts, configuration, all for a diagnosis. */
  static List<String> of(Judgement judgement, Config config, int verbosity) {
    List<String> lines = new ArrayList<>();
    if (verbosity > 0) {
      judgement.reading().ifPresent(reading -> reading.sources().forEach(s -> lines.add(said(s))));
      for (Finding finding : judgement.notLooked()) {
        lines.add("not looked at: " + finding.id() + ": " + finding.text());
      }
    }
    if (verbosity > 1) {
      lines.add("asked: " + Here.asked(config));
      lines.add("program: ntp-audit " + Version.program() + ", configuration " + config.folder());
      for (Key key : Key.values()) {
        if (!config.setting(key).place().equals("default")) {
          String place = config.setting(key).place();
          lines.add("set: " + key.path() + ": " + config.shown(key) + " (" + place + ")");
        }
      }
    }
    if (verbosity > 2) {
      for (Field field : Field.values()) {
        String value = RecordJson.plain(judgement.record(), field);
        if (!value.isEmpty()) {
          lines.add("record: " + field.json() + ": " + value);
        }
      }
    }
    return lines;
  }

  private static String said(Source source) {
    return "source: "
        + source.name()
        + ": "
        + source.state().word()
        + ", stratum "
        + source.stratum()
        + ", reach "
        + source.answers()
        + " of 8"
        + (source.lastSample().isPresent() ? ", " + Words.offset(source.offset()) : "");
  }
}
