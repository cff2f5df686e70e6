package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the templates' placeholders. Each is held to a pattern before it goes in: what
 * comes out is the template that the build has linted, with only other numbers and words in it.
 */
final class Values {
  private static final String PLAIN_PATH = "[^*?\\[\\]{}~]+";

  /** Stricter than the configuration where a value ends up in another program's language. */
  private static final Map<Key, Rule> RULES =
      Map.of(
          Key.LOG_FILE,
          new Rule(PLAIN_PATH, "a path without * ? [ ] { } ~, which would be a pattern"),
          Key.ALLOY_LOKI_RECEIVER,
          new Rule(
              "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*\\.receiver",
              "a receiver of Alloy, such as loki.write.default.receiver"),
          Key.ALLOY_TENANT,
          new Rule(
              "(?!\\.{1,2}$)[A-Za-z0-9!_.*()-]{1,150}",
              "letters, digits and ! _ . * ( ) -, not . or .."),
          Key.LOKI_TEAM,
          new Rule("[A-Za-z0-9_.-]{1,64}", "at most 64 letters, digits, _ . -"),
          Key.LOKI_MAX_ALERTS,
          new Rule("[1-9]\\d{0,3}|10000", "a number from 1 to 10000"));

  private record Rule(String pattern, String expected) {}

  private final Config config;
  private final Map<String, String> values = new HashMap<>();

  Values(Config config, Site site) {
    this.config = config;
    for (Key key : Key.values()) {
      values.put(key.name(), text(key));
    }
    values.put("RECEIVER", receiver(config));
    values.put("SYSTEMD", site.systemd() ? "true" : "");
    values.put("LOG_ELSEWHERE", isStandard(Key.LOG_FILE) ? "" : "true");
    long interval = config.duration(Key.LOKI_INTERVAL).toMinutes();
    for (int audits = 1; audits <= 3; audits++) {
      // one audit more than is asked for, and a minute for a late timer
      values.put("WINDOW_" + audits, (audits + 1) * interval + 1 + "m");
    }
    values.put("ONE_OF_TEN", oneOfTen(interval));
  }

  /**
   * A filter for a look back that takes one of ten records in a row, and the first with another
   * verdict: {@code runs} ends in 1. None where the look back is too short to hold one for long.
   */
  private String oneOfTen(long interval) {
    boolean some = config.duration(Key.LOKI_LOOKBACK).toMinutes() >= 20 * interval;
    return some ? "|= `1,\"sync_status\"` " : "";
  }

  /** Where the fragment sends the records: to a loki.write of its own where it has a URL. */
  static String receiver(Config config) {
    return config.text(Key.ALLOY_LOKI_URL).isEmpty()
        ? config.text(Key.ALLOY_LOKI_RECEIVER)
        : "loki.write.ntp_audit.receiver";
  }

  private boolean isStandard(Key key) {
    return config.text(key).equals(key.standard());
  }

  private String text(Key key) {
    String text = config.text(key);
    return text.isEmpty()
        ? ""
        : switch (key.kind()) {
          case SECONDS, FACTOR, SHARE -> new BigDecimal(text).stripTrailingZeros().toPlainString();
          case COUNT -> Integer.toString(config.count(key));
          case MINUTES, INTERVAL -> config.duration(key).toMinutes() + "m";
          default -> text;
        };
  }

  /** Why one of the keys cannot stand in a file of another program; empty where all can. */
  Optional<String> unfit(Key... keys) {
    for (Key key : keys) {
      Rule rule = RULES.get(key);
      String value = values.get(key.name());
      if (!value.isEmpty() && !value.matches(rule.pattern)) {
        return Optional.of(
            "%s: expected %s, found \"%s\"".formatted(key.path(), rule.expected, value));
      }
    }
    return Optional.empty();
  }

  /** Why a key that is set says nothing without its companion. */
  Optional<String> alone(Key key, Key companion) {
    return values.get(key.name()).isEmpty() == values.get(companion.name()).isEmpty()
        ? Optional.empty()
        : Optional.of("%s and %s need each other".formatted(key.path(), companion.path()));
  }

  /** The template's file. */
  String fill(String template, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(values);
    more.forEach((name, value) -> all.put(name.toUpperCase(Locale.ROOT), value));
    return Template.fill(template, all);
  }
}
