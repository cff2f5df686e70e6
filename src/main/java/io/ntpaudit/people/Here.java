package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.NoSource;
import io.ntpaudit.audit.Words;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.config.Key;
import io.ntpaudit.daemons.Writer;
import io.ntpaudit.host.Host;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * This host's values, filled into the texts of the runbook: the fields of a record and the keys of
 * the configuration, by their names in braces.
 */
final class Here {
  private static final String[] UNIT_FOLDERS = {"/usr/lib/systemd/system/", "/lib/systemd/system/"};

  private final AuditRecord record;
  private final Config config;
  private final Host host;

  Here(AuditRecord record, Config config, Host host) {
    this.record = record;
    this.config = config;
    this.host = host;
  }

  /** Markdown in one line, without its marks. */
  static String plain(String markdown) {
    return markdown.replace("`", "").replace('\n', ' ');
  }

  /** The text without the sentences for which a value is missing. */
  String fill(String template) {
    StringBuilder text = new StringBuilder();
    String rest = template.replace('\n', ' ');
    while (!rest.isEmpty()) {
      int end = rest.indexOf(". ");
      String sentence = end < 0 ? rest : rest.substring(0, end + 1);
      Optional<String> filled = filled(sentence);
      if (filled.isPresent()) {
        text.append(text.isEmpty() ? "" : " ").append(filled.get());
      }
      rest = end < 0 ? "" : rest.substring(end + 2);
    }
    return text.toString();
  }

  /**
   * What to do first on this host: one line.
   *
   * @param noSource why chronyd has no usable source, as far as that is known
   */
  String remedy(Runbook.Section section, Optional<NoSource> noSource) {
    String[] lines = section.remedy().split("\n");
    String which = which(section.id(), noSource);
    for (String line : lines) {
      if (line.startsWith("- " + which + ": ")) {
        return filled(line.substring(which.length() + 4)).orElse(lines[0]);
      }
    }
    if (section.id().equals("competing-daemon") && isNoUnit(which)) {
      return "stop " + which + " where it is started";
    }
    return filled(lines[0]).orElse("ntp-audit explain " + section.id());
  }

  /** The name under which a remedy may stand that is better here than the usual one. */
  private String which(String id, Optional<NoSource> noSource) {
    return switch (id) {
      case "no-usable-source" -> noSource.map(NoSource::word).orElse("");
      case "competing-daemon" -> value("writer").orElse("");
      case "chronyd-not-permitted" -> barred();
      case "chronyd-unreachable", "chronyd-timed-out" ->
          isElsewhere(config.text(Key.CHRONY_ADDRESS)) ? "elsewhere" : "";
      default -> "";
    };
  }

  /** On another host, as far as an address tells. */
  private static boolean isElsewhere(String address) {
    return !address.equals(Config.AUTO)
        && !address.startsWith("/")
        && !address.startsWith("127.")
        && !Set.of("::1", "localhost").contains(address);
  }

  private String barred() {
    return host.barred("chronyc").isPresent()
        ? "chronyc"
        : host.isShut("/run/chrony") ? "socket" : "";
  }

  /** A process that no unit of systemd has started, which shows each as long as it is active. */
  private boolean isNoUnit(String writer) {
    return record.text(Field.NTP_CONFLICTS, "").startsWith(writer + "_active")
        && !host.names("/run/systemd/units").contains("invocation:" + writer + ".service");
  }

  private Optional<String> filled(String text) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      Optional<String> value = value(text.substring(open + 1, close));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      filled.append(text, from, open).append(value.get());
      from = close + 1;
    }
    return Optional.of(filled.append(text.substring(from)).toString());
  }

  private Optional<String> value(String name) {
    return switch (name) {
      case "unit" -> Optional.of(unit());
      case "asked" -> Optional.of(asked(config));
      case "config" ->
          Optional.of(config.folder().equals(Configs.FOLDER) ? "" : " --config " + config.folder());
      case "writer" ->
          word(Field.NTP_CONFLICTS)
              .map(all -> all.split(",")[0])
              .map(word -> word.substring(0, Math.max(0, word.lastIndexOf('_'))));
      case "chronyc" -> host.barred("chronyc");
      case "module" -> word(Field.NTP_MODULES_STATUS).map(word -> word.replace("_missing", ""));
      default -> field(name).flatMap(this::field).or(() -> key(name));
    };
  }

  /** Where chronyd is asked. */
  static String asked(Config config) {
    String address = config.text(Key.CHRONY_ADDRESS);
    String udp = "UDP port " + config.text(Key.CHRONY_PORT) + " of ";
    if (address.equals(Config.AUTO)) {
      return "/run/chrony/chronyd.sock, then " + udp + "this host";
    }
    return address.startsWith("/") ? address : udp + address;
  }

  /** Debian calls it chrony, all others chronyd. */
  private String unit() {
    for (String folder : UNIT_FOLDERS) {
      if (host.exists(folder + "chrony.service")) {
        return "chrony";
      }
    }
    return "chronyd";
  }

  private Optional<String> word(Field field) {
    return Optional.of(record.text(field, "")).filter(text -> !text.isEmpty());
  }

  private static Optional<Field> field(String name) {
    for (Field field : Field.values()) {
      if (field.json().equals(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  private Optional<String> field(Field field) {
    if (field.type() != Field.Type.SECONDS) {
      return word(field).map(text -> listed(field, text));
    }
    return record.number(field).stream()
        .mapToObj(seconds ->
            switch (field) {
              case CURRENT_CORRECTION -> Words.offset(seconds);
              case CLOCK_STEP -> Words.seconds(seconds) + (seconds > 0 ? " forward" : " back");
              case SYNC_AGE -> Words.duration(Duration.ofMillis(Math.round(seconds * 1e3)));
              default -> Words.seconds(seconds);
            })
        .findFirst();
  }

  /** {@code systemd-timesyncd_active,ntpd_enabled}: systemd-timesyncd (active), ntpd (enabled). */
  private static String listed(Field field, String text) {
    return field == Field.NTP_CONFLICTS || field == Field.CLOCK_SETTERS
        ? Writer.listed(text)
        : text;
  }

  private Optional<String> key(String name) {
    for (Key key : Key.values()) {
      if (key.path().equals(name)) {
        return Optional.of(
            switch (key.kind()) {
              case SECONDS -> Words.seconds(config.number(key));
              case TIMEOUT -> Words.seconds(config.duration(key).toMillis() / 1e3);
              default -> config.text(key);
            });
      }
    }
    return Optional.empty();
  }
}
