package io.ntpaudit.report;

import io.ntpaudit.report.Incident.Spell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the incidents of a timeline. */
final class Incidents {
  /** Spells that are closer than this, in ms, are one incident if they share a reason. */
  private static final long CLOSE = 2 * 3600 * 1000L;

  /** One trouble shows in several reasons: those of a family count as the same. */
  private static final List<Set<String>> FAMILIES =
      List.of(Set.of("stale", "no-usable-source"), Set.of("stepped", "offset", "error-bound"));

  private final Timeline timeline;
  private final Predicate<String> isInfo;
  private final List<Draft> drafts = new ArrayList<>();
  private final List<Span> open = new ArrayList<>();
  private long reached;

  private Incidents(Timeline timeline, Predicate<String> isInfo) {
    this.timeline = timeline;
    this.isInfo = isInfo;
  }

  /**
   * The incidents in order of their starts.
   *
   * @param isInfo whether a reason is an info: it may stand in a record that is ok, and makes no
   *     incident
   */
  static List<Incident> of(Timeline timeline, Predicate<String> isInfo) {
    Incidents incidents = new Incidents(timeline, isInfo);
    timeline.spans().forEach(incidents::take);
    incidents.close(timeline.period().to());
    incidents.drafts.sort(Comparator.comparingLong(draft -> draft.spells.getFirst().from()));
    List<Incident> found = new ArrayList<>();
    for (Draft draft : incidents.drafts) {
      found.add(draft.incident(found.size() + 1, timeline.period().to()));
    }
    return found;
  }

  private void take(Span span) {
    if (span.from() > reached) {
      close(reached); // the clock jumped over the time between
    }
    reached = span.to();
    if (span.state() == State.OK) {
      close(span.from());
    } else if (span.isLongGap()) {
      close(span.from());
      drafts.add(new Draft(new Spell(span.from(), span.to(), List.of(span)), Set.of()));
    } else if (!span.isGap()) {
      open.add(span);
    }
  }

  private void close(long end) {
    if (open.isEmpty()) {
      return;
    }
    Spell spell = new Spell(open.getFirst().from(), end, List.copyOf(open));
    open.clear();
    Set<String> reasons = reasons(spell);
    for (Draft draft : drafts.reversed()) {
      if (spell.from() - draft.spells.getLast().to() < CLOSE && isSame(draft.reasons, reasons)) {
        draft.add(spell, reasons);
        return;
      }
    }
    drafts.add(new Draft(spell, reasons));
  }

  /** The reasons of a spell, those of its worst state first. */
  private Set<String> reasons(Spell spell) {
    List<Span> spans = new ArrayList<>(spell.spans());
    spans.sort(Comparator.comparingInt(span -> -span.state().severity()));
    Set<String> ids = new LinkedHashSet<>();
    for (Span span : spans) {
      if (span.first() < 0) {
        ids.addAll(timeline.before().ids());
      }
      for (int i = Math.max(0, span.first()); i <= span.last(); i++) {
        ids.addAll(timeline.entries().get(i).ids());
      }
    }
    ids.removeIf(isInfo);
    return ids;
  }

  private static boolean isSame(Set<String> some, Set<String> others) {
    return share(some, others)
        || FAMILIES.stream().anyMatch(family -> share(family, some) && share(family, others));
  }

  private static boolean share(Set<String> some, Set<String> others) {
    return !Collections.disjoint(some, others);
  }

  /** An incident that may still grow. */
  private static final class Draft {
    private final List<Spell> spells = new ArrayList<>();
    private Set<String> reasons;
    private State worst;

    private Draft(Spell spell, Set<String> reasons) {
      this.spells.add(spell);
      this.reasons = reasons;
      this.worst = spell.worst();
    }

    private void add(Spell spell, Set<String> more) {
      spells.add(spell);
      boolean isWorse = spell.worst().severity() > worst.severity();
      Set<String> all = new LinkedHashSet<>(isWorse ? more : reasons);
      all.addAll(isWorse ? reasons : more);
      reasons = all;
      worst = worst.worse(spell.worst());
    }

    private Incident incident(int number, long end) {
      boolean isOpen = spells.getLast().to() == end;
      return new Incident(number, List.copyOf(spells), worst, List.copyOf(reasons), isOpen);
    }
  }
}
