package io.ntpaudit.people;

import io.ntpaudit.people.Day.Cell;
import java.util.List;

/**
 * A day in one line: a bar for each half-hour, a blank where there was no audit, {@code !} where
 * the clock was not to be trusted, {@code ?} where nobody knew.
 *
 * <p>A bar's height is its error bound against the day's usual one, a level for each doubling: a
 * quiet day is a flat line, whatever its bound, and a spike is as high as it is rare.
 */
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = "_.-:=+*#";

  private Sparkline() {}

  static String of(List<Cell> cells, double usual, boolean utf8) {
    StringBuilder line = new StringBuilder(cells.size());
    for (Cell cell : cells) {
      line.append(sign(cell, usual, utf8 ? BARS : ASCII_BARS));
    }
    return line.toString();
  }

  private static char sign(Cell cell, double usual, String bars) {
    return switch (cell.kind()) {
      case GAP -> ' ';
      case CRITICAL -> '!';
      case UNKNOWN -> '?';
      case TRUSTED -> bars.charAt(level(cell.bound(), usual, bars.length() - 1));
    };
  }

  private static int level(double bound, double usual, int highest) {
    int level = 0;
    for (double step = 1.5 * usual; level < highest && bound > step; step *= 2) {
      level++;
    }
    return level;
  }
}
