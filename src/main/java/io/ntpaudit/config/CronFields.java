package io.ntpaudit.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/** The five fields of crontab(5): minute, hour, day of the month, month, day of the week. */
public final class CronFields {
  private static final int[] LOWEST = {0, 0, 1, 1, 0};
  private static final int[] HIGHEST = {59, 23, 31, 12, 7};
  private static final String MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec";
  private static final String DAYS = "sun mon tue wed thu fri sat";

  private CronFields() {}

  /**
   * The values from the lowest to the highest, in steps.
   *
   * @param all whether it was written as {@code *}
   */
  public record Range(int lowest, int highest, int step, boolean all) {}

  /** The ranges of each of the five; empty where cron does not take the text. */
  public static Optional<List<List<Range>>> read(String text) {
    List<List<Range>> fields = new ArrayList<>();
    StringTokenizer words = new StringTokenizer(text, " \t");
    if (words.countTokens() != LOWEST.length) {
      return Optional.empty();
    }
    while (words.hasMoreTokens()) {
      List<Range> ranges = new ArrayList<>();
      for (String part : words.nextToken().toLowerCase(Locale.ROOT).split(",", -1)) {
        Range range = range(part, fields.size());
        if (range == null) {
          return Optional.empty();
        }
        ranges.add(range);
      }
      fields.add(ranges);
    }
    return Optional.of(fields);
  }

  /**
   * {@code *}, a value or {@code low-high}; all but a single value with {@code /step}, too; or
   * null.
   */
  private static Range range(String text, int field) {
    int slash = text.indexOf('/');
    String values = slash < 0 ? text : text.substring(0, slash);
    int step = slash < 0 ? 1 : number(text.substring(slash + 1));
    if (values.equals("*")) {
      return step < 1 ? null : new Range(LOWEST[field], HIGHEST[field], step, true);
    }
    int dash = values.indexOf('-');
    int lowest = value(dash < 0 ? values : values.substring(0, dash), field);
    int highest = dash < 0 ? lowest : value(values.substring(dash + 1), field);
    boolean steppedAlone = dash < 0 && slash >= 0;
    return lowest < 0 || highest < lowest || step < 1 || steppedAlone
        ? null
        : new Range(lowest, highest, step, false);
  }

  /** -1 where the text is no value of the field. */
  private static int value(String text, int field) {
    String names = field == 3 ? MONTHS : field == 4 ? DAYS : "";
    int name = text.length() == 3 ? names.indexOf(text) : -1;
    int value = name >= 0 ? name / 4 + LOWEST[field] : number(text);
    return value >= LOWEST[field] && value <= HIGHEST[field] ? value : -1;
  }

  private static int number(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 4;
    for (int i = 0; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Integer.parseInt(text) : -1;
  }
}
