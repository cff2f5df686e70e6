package io.ntpaudit.people;

import java.util.Locale;
import java.util.Map;

/**
 * What the output is shown on.
 *
 * @param colour whether it shows colours
 * @param utf8 whether it shows more than ASCII
 */
public record Display(boolean colour, boolean utf8) {
  private static final String[] LOCALE = {"LC_ALL", "LC_CTYPE", "LANG"};

  /**
   * As the environment says: colours on a terminal only, and none for NO_COLOR and TERM=dumb; UTF-8
   * where the locale has it.
   */
  public static Display of(boolean terminal, Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty() && !term.equals("dumb");
    return new Display(terminal && wanted, isUtf8(environment));
  }

  /** The first of the three that is set counts (locale(7)). */
  private static boolean isUtf8(Map<String, String> environment) {
    for (String name : LOCALE) {
      String locale = environment.getOrDefault(name, "").toLowerCase(Locale.ROOT);
      if (!locale.isEmpty()) {
        return locale.contains("utf-8") || locale.contains("utf8");
      }
    }
    return false;
  }
}
