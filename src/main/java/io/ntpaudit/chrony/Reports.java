package io.ntpaudit.chrony;

import io.ntpaudit.chrony.Tracking.Leap;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads what {@code chronyc -c} prints. There is no header, no quoting and, before 4.4, nothing
 * between two reports: they are told apart by their fields. The name of a reference clock may hold
 * a comma and newer versions may print more fields, so no exact count is asked for.
 */
final class Reports {
  private static final int TRACKING_FIELDS = 14;
  private static final int SOURCE_FIELDS = 10;
  private static final int STATS_FIELDS = 8;
  private static final int ACTIVITY_FIELDS = 5;

  /** How chronyc prints the age of a sample that never was. */
  private static final long NEVER = 4294967295L;

  private Reports() {}

  /** The output makes no sense. */
  static final class Unparseable extends Exception {
    private static final long serialVersionUID = 1;

    Unparseable(String why) {
      super(why);
    }
  }

  /**
   * Reads {@code tracking}, {@code sources}, {@code sourcestats}, {@code activity}, in this order.
   */
  static Reading read(String stdout, Reading.Transport transport) throws Unparseable {
    List<String[]> lines = lines(stdout);
    if (lines.isEmpty()) {
      throw new Unparseable("chronyc printed nothing");
    }
    Tracking tracking = tracking(lines.getFirst());
    List<Source> sources = new ArrayList<>();
    List<SourceStats> stats = new ArrayList<>();
    int at = 1;
    while (at < lines.size() && isSource(lines.get(at))) {
      sources.add(source(lines.get(at++)));
    }
    while (at < lines.size() && lines.get(at).length >= STATS_FIELDS) {
      stats.add(sourceStats(lines.get(at++)));
    }
    if (at != lines.size() - 1) {
      throw new Unparseable("chronyc activity: cut off or not understood");
    }
    return new Reading(tracking, sources, stats, activity(lines.get(at)), transport);
  }

  private static List<String[]> lines(String stdout) {
    List<String[]> lines = new ArrayList<>();
    int from = 0;
    while (from < stdout.length()) {
      int end = stdout.indexOf('\n', from);
      end = end < 0 ? stdout.length() : end;
      if (end > from) {
        lines.add(stdout.substring(from, end).split(",", -1));
      }
      from = end + 1;
    }
    return lines;
  }

  static Tracking tracking(String[] fields) throws Unparseable {
    need(fields, TRACKING_FIELDS, "tracking");
    int leapAt = leapField(fields);
    int extra = leapAt - (TRACKING_FIELDS - 1);
    Leap leap = Leap.of(fields[leapAt]).orElse(Leap.NOT_SYNCHRONISED);
    String name = join(fields, 1, extra);
    int at = 2 + extra;
    return new Tracking(
        fields[0],
        name,
        count(fields[at]),
        number(fields[at + 1]),
        number(fields[at + 2]),
        number(fields[at + 3]),
        number(fields[at + 4]),
        number(fields[at + 5]),
        number(fields[at + 6]),
        number(fields[at + 7]),
        number(fields[at + 8]),
        number(fields[at + 9]),
        number(fields[at + 10]),
        leap);
  }

  /** The leap status is the only word behind the name: it tells where the numbers end. */
  private static int leapField(String[] fields) throws Unparseable {
    for (int i = TRACKING_FIELDS - 1; i < fields.length; i++) {
      if (Leap.of(fields[i]).isPresent() || fields[i].equals("Invalid")) {
        return i;
      }
    }
    throw new Unparseable("chronyc tracking: no leap status");
  }

  private static boolean isSource(String[] fields) {
    return fields.length >= SOURCE_FIELDS
        && Source.Mode.of(fields[0]) != null
        && Source.State.of(fields[1]) != null;
  }

  /**
   * One line of {@code sources}. The name may hold commas and numbers, and new fields may come at
   * the end: the place is told by the first three decimals in a row.
   */
  static Source source(String[] fields) throws Unparseable {
    need(fields, SOURCE_FIELDS, "sources");
    if (!isSource(fields)) {
      throw new Unparseable("chronyc sources: unknown mode or state");
    }
    int at = decimals(fields, 7, 3, "sources") - 4;
    long last = whole(fields[at + 3]);
    return new Source(
        Source.Mode.of(fields[0]),
        Source.State.of(fields[1]),
        join(fields, 2, at - 3),
        count(fields[at]),
        count(fields[at + 1]),
        octal(fields[at + 2]),
        last == NEVER ? OptionalLong.empty() : OptionalLong.of(last),
        number(fields[at + 4]),
        number(fields[at + 5]),
        number(fields[at + 6]));
  }

  /** One line of {@code sourcestats}; its place is told by four decimals. */
  static SourceStats sourceStats(String[] fields) throws Unparseable {
    need(fields, STATS_FIELDS, "sourcestats");
    int at = decimals(fields, 4, 4, "sourcestats") - 3;
    return new SourceStats(
        join(fields, 0, at - 1),
        count(fields[at]),
        count(fields[at + 1]),
        whole(fields[at + 2]),
        number(fields[at + 3]),
        number(fields[at + 4]),
        number(fields[at + 5]),
        number(fields[at + 6]));
  }

  static Activity activity(String[] fields) throws Unparseable {
    need(fields, ACTIVITY_FIELDS, "activity");
    return new Activity(
        count(fields[0]), count(fields[1]), count(fields[2]), count(fields[3]), count(fields[4]));
  }

  private static void need(String[] fields, int least, String report) throws Unparseable {
    if (fields.length < least) {
      String found = fields.length + (fields.length == 1 ? " field" : " fields");
      throw new Unparseable(
          "chronyc " + report + ": " + found + ", at least " + least + " expected");
    }
  }

  /** Where the first run of so many decimals begins, not before the given field. */
  private static int decimals(String[] fields, int from, int count, String report)
      throws Unparseable {
    int run = 0;
    for (int at = from; at < fields.length; at++) {
      run = isDecimal(fields[at]) ? run + 1 : 0;
      if (run == count) {
        return at - count + 1;
      }
    }
    throw new Unparseable("chronyc " + report + ": a field is no number");
  }

  private static boolean isDecimal(String text) {
    return text.indexOf('.') >= 0 && isNumber(text);
  }

  private static String join(String[] fields, int first, int extra) {
    String name = fields[first];
    for (int i = 1; i <= extra; i++) {
      name += "," + fields[first + i];
    }
    return name;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && !(i == 0 && c == '-')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static double number(String text) throws Unparseable {
    try {
      if (isNumber(text)) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // the same as a text without digits
    }
    throw new Unparseable("chronyc: \"" + shown(text) + "\" is no number");
  }

  private static long whole(String text) throws Unparseable {
    return radix(text, 10);
  }

  private static int count(String text) throws Unparseable {
    long count = whole(text);
    if (count != (int) count) {
      throw new Unparseable("chronyc: \"" + shown(text) + "\" is too large");
    }
    return (int) count;
  }

  /** The reach register: eight bits. */
  private static int octal(String text) throws Unparseable {
    long reach = radix(text, 8);
    if (reach < 0 || reach > 0xFF) {
      throw new Unparseable("chronyc: \"" + shown(text) + "\" is no reach register");
    }
    return (int) reach;
  }

  private static long radix(String text, int radix) throws Unparseable {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new Unparseable("chronyc: \"" + shown(text) + "\" is no whole number");
    }
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) : text;
  }
}
