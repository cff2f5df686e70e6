package io.ntpaudit.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The known word that a mistyped one was probably meant to be. */
public final class Nearest {
  private Nearest() {}

  /** {@code " (meant: limits.offset?)"}, or nothing where neither a key nor a section is near. */
  static String suggestion(String path) {
    Set<String> known = new LinkedHashSet<>();
    for (Key key : Key.values()) {
      known.add(key.path());
      known.add(key.section());
    }
    return suggestion(path, known);
  }

  /** {@code " (meant: WORD?)"}: the only one that begins so, or the nearest, or nothing. */
  public static String suggestion(String word, Collection<String> known) {
    List<String> begun = known.stream().filter(candidate -> candidate.startsWith(word)).toList();
    String best = begun.size() == 1 ? begun.getFirst() : null;
    int least = best != null ? 0 : Math.max(2, word.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate, least);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best == null ? "" : " (meant: " + best + "?)";
  }

  /** The suggestion; where there is none, {@code " (WHAT a, b, c)"}: all that are known. */
  public static String suggestionOrAll(String word, Collection<String> known, String what) {
    String near = suggestion(word, known);
    return near.isEmpty() ? " (" + what + " " + String.join(", ", known) + ")" : near;
  }

  /** Levenshtein's distance, in one row; {@code most} where the lengths differ by more. */
  private static int distance(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) >= most) {
      return most;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
