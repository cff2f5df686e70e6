package io.ntpaudit.people;

import io.ntpaudit.audit.Words;
import io.ntpaudit.chrony.Source;
import io.ntpaudit.people.Screen.Ink;
import io.ntpaudit.people.Screen.Span;
import java.time.Duration;
import java.util.List;

/** The sources as chronyd sees them, in its words. */
final class SourceTable {
  private static final int NAME = 20;

  private SourceTable() {}

  static void print(List<Source> sources, Screen screen) {
    screen.line(row("source", "state", "stratum", "poll", "reach", "last", "offset"));
    for (Source source : sources) {
      String name = Screen.cut(source.name(), Screen.WIDTH - 2);
      boolean fits = name.length() <= NAME;
      if (!fits) {
        screen.line("  " + name);
      }
      screen.line(new Span(ink(source), row(fits ? name : "", source)));
    }
  }

  private static Ink ink(Source source) {
    return switch (source.state()) {
      case SELECTED -> Ink.STRONG;
      case FALSETICKER -> Ink.WARNING;
      case COMBINED, SELECTABLE, TOO_VARIABLE, UNUSABLE -> Ink.PLAIN;
    };
  }

  private static String row(String name, Source source) {
    boolean sampled = source.lastSample().isPresent();
    return row(
        name,
        source.state().word(),
        Integer.toString(source.stratum()),
        brief(source.pollInterval()),
        source.answers() + " of 8",
        sampled ? brief(source.lastSample().getAsLong()) : "never",
        sampled ? Words.offset(source.offset()) : "-");
  }

  private static String row(
      String name,
      String state,
      String stratum,
      String poll,
      String reach,
      String last,
      String offset) {
    return "  "
        + left(name, NAME)
        + "  "
        + left(state, 12)
        + right(stratum, 8)
        + right(poll, 7)
        + right(reach, 8)
        + right(last, 7)
        + "  "
        + offset;
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }

  /** In the largest unit only: the column is narrow. */
  private static String brief(double seconds) {
    if (seconds > 0 && seconds < 1) { // a poll interval; ages are whole seconds
      return Words.seconds(seconds);
    }
    String exact = Words.duration(Duration.ofSeconds(Math.round(seconds)));
    int second = exact.indexOf(' ', exact.indexOf(' ') + 1);
    return seconds < 300
        ? Math.round(seconds) + " s"
        : second < 0 ? exact : exact.substring(0, second);
  }
}
