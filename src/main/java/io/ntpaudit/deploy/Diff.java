package io.ntpaudit.deploy;

import java.util.ArrayList;
import java.util.List;

/** A unified diff, as diff -u prints it. */
public final class Diff {
  private static final int CONTEXT = 3;

  private Diff() {}

  private record Line(char mark, String text) {}

  /** What makes {@code after} of {@code before}; empty where they are the same. */
  public static String unified(String path, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    List<Line> script = script(before.lines().toList(), after.lines().toList());
    StringBuilder text = new StringBuilder();
    text.append("--- ").append(before.isEmpty() ? "/dev/null" : path).append('\n');
    text.append("+++ ").append(after.isEmpty() ? "/dev/null" : path).append('\n');
    for (int from = nextChange(script, 0); from < script.size(); ) {
      int to = from;
      for (int at = from; at < script.size() && at - to <= 2 * CONTEXT; at++) {
        to = script.get(at).mark == ' ' ? to : at + 1;
      }
      hunk(script, Math.max(0, from - CONTEXT), Math.min(script.size(), to + CONTEXT), text);
      from = nextChange(script, to);
    }
    return text.toString();
  }

  private static int nextChange(List<Line> script, int from) {
    int at = from;
    while (at < script.size() && script.get(at).mark == ' ') {
      at++;
    }
    return at;
  }

  private static void hunk(List<Line> script, int from, int to, StringBuilder text) {
    text.append("@@ -").append(range(script, from, to, '+'));
    text.append(" +").append(range(script, from, to, '-')).append(" @@\n");
    for (Line line : script.subList(from, to)) {
      text.append(line.mark).append(line.text).append('\n');
    }
  }

  /** First line and number of lines on the side that the mark does not belong to. */
  private static String range(List<Line> script, int from, int to, char other) {
    long start = script.subList(0, from).stream().filter(line -> line.mark != other).count();
    long length = script.subList(from, to).stream().filter(line -> line.mark != other).count();
    return (length == 0 ? start : start + 1) + (length == 1 ? "" : "," + length);
  }

  /** The shortest script, by the longest common subsequence: the files have some hundred lines. */
  private static List<Line> script(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> script = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        script.add(new Line(' ', a.get(i++)));
        j++;
      } else if (j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
        script.add(new Line('-', a.get(i++)));
      } else {
        script.add(new Line('+', b.get(j++)));
      }
    }
    return script;
  }
}
