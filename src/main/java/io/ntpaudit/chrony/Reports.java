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
        (int) whole(fields[at]),
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
   * One line of {@code sources}. Its numbers are counted from the first field behind the name from
   * which on eight of them follow, so that a comma in the name and new fields at the end both do no
   * harm.
   */
  static Source source(String[] fields) throws Unparseable {
    need(fields, SOURCE_FIELDS, "sources");
    if (!isSource(fields)) {
      throw new Unparseable("chronyc sources: unknown mode or state");
    }
    int at = firstOfNumbers(fields, 3, 7, "sources");
    long last = whole(fields[at + 3]);
    return new Source(
        Source.Mode.of(fields[0]),
        Source.State.of(fields[1]),
        join(fields, 2, at - 3),
        (int) whole(fields[at]),
        (int) whole(fields[at + 1]),
        octal(fields[at + 2]),
        last == NEVER ? OptionalLong.empty() : OptionalLong.of(last),
        number(fields[at + 4]),
        number(fields[at + 5]),
        number(fields[at + 6]));
  }

  static SourceStats sourceStats(String[] fields) throws Unparseable {
    need(fields, STATS_FIELDS, "sourcestats");
    int at = firstOfNumbers(fields, 1, 7, "sourcestats");
    return new SourceStats(
        join(fields, 0, at - 1),
        (int) whole(fields[at]),
        (int) whole(fields[at + 1]),
        whole(fields[at + 2]),
        number(fields[at + 3]),
        number(fields[at + 4]),
        number(fields[at + 5]),
        number(fields[at + 6]));
  }

  static Activity activity(String[] fields) throws Unparseable {
    need(fields, ACTIVITY_FIELDS, "activity");
    return new Activity(
        (int) whole(fields[0]),
        (int) whole(fields[1]),
        (int) whole(fields[2]),
        (int) whole(fields[3]),
        (int) whole(fields[4]));
  }

  private static void need(String[] fields, int least, String report) throws Unparseable {
    if (fields.length < least) {
      throw new Unparseable(
          "chronyc " + report + ": " + fields.length + " fields, at least " + least + " expected");
    }
  }

  /** Where a run of so many numbers begins, not before the given field. */
  private static int firstOfNumbers(String[] fields, int from, int count, String report)
      throws Unparseable {
    for (int at = from; at + count <= fields.length; at++) {
      int run = 0;
      while (run < count && isNumber(fields[at + run])) {
        run++;
      }
      if (run == count) {
        return at;
      }
    }
    throw new Unparseable("chronyc " + report + ": a field is no number");
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

  private static int octal(String text) throws Unparseable {
    return (int) radix(text, 8);
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
