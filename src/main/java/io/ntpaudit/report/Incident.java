package io.ntpaudit.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Trouble with a start and an end: spells with the same reason, or a gap.
 *
 * @param number from 1, in order of their starts
 * @param reasons those of the worst state first; empty for a gap
 * @param isOpen whether it still lasts at the end of the period
 */
record Incident(int number, List<Spell> spells, State worst, List<String> reasons, boolean isOpen) {

  /** One stretch of trouble, from the first record that is not ok to the next that is. */
  record Spell(long from, long to, List<Span> spans) {
    State worst() {
      return spans.stream().map(Span::state).reduce(State.OK, State::worse);
    }
  }

  long from() {
    return spells.getFirst().from();
  }

  long to() {
    return spells.getLast().to();
  }

  /** The stretches that are not ok, short gaps between them left out. */
  List<Span> spans() {
    return spells.stream().flatMap(spell -> spell.spans().stream()).toList();
  }

  boolean isGap() {
    return spans().getFirst().isGap();
  }

  /** When the worst state began, ms. */
  long worstFrom() {
    return spans().stream().filter(span -> span.state() == worst).findFirst().orElseThrow().from();
  }

  /** The time in all spells together, ms. */
  long spellTime() {
    return spells.stream().mapToLong(spell -> spell.to() - spell.from()).sum();
  }

  /** The entries that are not ok; none for a gap. */
  List<Entry> entries(List<Entry> all) {
    List<Entry> mine = new ArrayList<>();
    for (Span span : spans()) {
      if (!span.isGap()) {
        mine.addAll(all.subList(Math.max(0, span.first()), span.last() + 1));
      }
    }
    return mine;
  }

  /** What it is called in a line of text. */
  String title() {
    return isGap() ? "no record" : reasons.isEmpty() ? "no reason given" : reasons.getFirst();
  }
}
