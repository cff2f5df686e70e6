package io.ntpaudit.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;

/**
 * The effective configuration: each key's value and where it comes from. Values were checked when
 * they were read, so that the getters cannot fail.
 */
public final class Config {
  /** The value of a list key that leaves the choice to the program. */
  public static final String AUTO = "auto";

  private final EnumMap<Key, Setting> settings;
  private final List<Problem> problems;
  private final String folder;

  /**
   * A value and its place.
   *
   * @param text the scalar as written; empty for a list
   * @param list the elements of a list; null for a scalar
   * @param place file, line and column; {@code default} for a default
   */
  public record Setting(String text, List<String> list, String place) {}

  Config(EnumMap<Key, Setting> settings, List<Problem> problems, String folder) {
    this.folder = folder;
    this.settings = settings;
    this.problems = List.copyOf(problems);
  }

  /** The configuration of a host on which nothing was configured. */
  public static Config defaults() {
    return new Config(new EnumMap<>(Key.class), List.of(), Configs.FOLDER);
  }

  /** Where it was read from. */
  public String folder() {
    return folder;
  }

  /** What was wrong with the files; a file with a problem was left out whole. */
  public List<Problem> problems() {
    return problems;
  }

  boolean isSet(Key key) {
    return settings.containsKey(key);
  }

  /** The setting in force, the default's included. */
  public Setting setting(Key key) {
    Setting setting = settings.get(key);
    return setting != null ? setting : new Setting(key.standard(), null, "default");
  }

  public boolean isOn(Key key) {
    return text(key).equals("true");
  }

  public String text(Key key) {
    return setting(key).text();
  }

  public int count(Key key) {
    return Integer.parseInt(text(key));
  }

  /** A number without a unit, or seconds. */
  public double number(Key key) {
    return Double.parseDouble(text(key));
  }

  public Duration duration(Key key) {
    return Kind.duration(text(key));
  }

  /** Whether the key holds {@code auto} in place of a list. */
  public boolean isAuto(Key key) {
    return setting(key).list() == null;
  }

  /** The value as people are shown it: a list in brackets; empty where it is not set. */
  public String shown(Key key) {
    return isAuto(key) ? text(key) : list(key).toString();
  }

  /** The elements of a list; empty for {@code auto}. */
  public List<String> list(Key key) {
    List<String> list = setting(key).list();
    return list == null ? List.of() : list;
  }
}
