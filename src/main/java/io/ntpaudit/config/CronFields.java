package io.ntpaudit.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/** The five fields of crontab(5): minute, hour, day of the month, month, day of the week. */
final class CronFields {
  private static final int[] LOWEST = {0, 0, 1, 1, 0};
  private static final int[] HIGHEST = {59, 23, 31, 12, 7};
  private static final String MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec";
  private static final String DAYS = "sun mon tue wed thu fri sat";

  private CronFields() {}

  /** Whether cron takes the text: it refuses the whole file for one field that it does not. */
  static boolean make(String text) {
    List<String> fields = new ArrayList<>();
    new StringTokenizer(text, " \t").asIterator().forEachRemaining(f -> fields.add((String) f));
    boolean good = fields.size() == LOWEST.length;
    for (int i = 0; good && i < LOWEST.length; i++) {
      for (String range : fields.get(i).toLowerCase(Locale.ROOT).split(",", -1)) {
        good &= range(range, i);
      }
    }
    return good;
  }

  /** {@code *}, a value or {@code low-high}; all but a single value with {@code /step}, too. */
  private static boolean range(String text, int field) {
    int slash = text.indexOf('/');
    String range = slash < 0 ? text : text.substring(0, slash);
    int dash = range.indexOf('-');
    if (slash >= 0 && number(text.substring(slash + 1)) < 1) {
      return false;
    }
    if (range.equals("*")) {
      return true;
    }
    if (dash < 0) {
      return slash < 0 && value(range, field) >= 0;
    }
    int low = value(range.substring(0, dash), field);
    return low >= 0 && low <= value(range.substring(dash + 1), field);
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
