package io.ntpaudit.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The values that tell how bad an incident was. */
final class Facts {
  private final Report report;
  private final Incident incident;
  private final List<Entry> entries;
  private final Set<String> facts = new LinkedHashSet<>();

  private Facts(Report report, Incident incident) {
    this.report = report;
    this.incident = incident;
    this.entries = incident.entries(report.timeline().entries());
  }

  static List<String> of(Report report, Incident incident) {
    Facts facts = new Facts(report, incident);
    if (incident.isGap()) {
      facts.gap(incident.spans().getFirst());
    } else {
      incident.reasons().forEach(facts::reason);
      facts.unknown();
      if (facts.facts.isEmpty()) {
        facts.sizes();
      }
    }
    return List.copyOf(facts.facts);
  }

  private void gap(Span gap) {
    facts.add(Say.count(gap.missing(), "record") + " missing");
    if (!report.boot(gap.first()).isEmpty() && !report.boot(gap.first() + 1).isEmpty()) {
      facts.add(report.isRestart(gap) ? "host restarted" : "host stayed up");
    }
  }

  private void reason(String id) {
    switch (id) {
      case "no-usable-source", "stale", "unsynchronised", "local-reference" -> adrift();
      case "competing-daemon" -> {
        names(Entry::writers);
        offset();
      }
      case "falseticker" -> {
        falsetickers();
        bound();
      }
      case "stepped" -> steps();
      case "offset" -> offset();
      case "error-bound" -> bound();
      case "stratum" -> largest(Entry::stratum, entry -> "stratum " + entry.stratum());
      case "phc-missing" -> names(Entry::phc);
      case "module-missing" -> modules();
      default -> {}
    }
  }

  private void adrift() {
    largest(Entry::bound, entry -> "bound grew to " + Say.time(entry.bound()));
    largest(Entry::syncAge, entry -> Say.lasted(entry.syncAge() * 1000) + " without a sample");
  }

  private void sizes() {
    offset();
    bound();
  }

  private void offset() {
    largest(Entry::offset, entry -> "offset " + Say.offset(entry.offset()));
  }

  private void bound() {
    largest(Entry::bound, entry -> "bound " + Say.time(entry.bound()));
  }

  private void largest(ToLongFunction<Entry> value, Function<Entry, String> words) {
    Entry largest = Part.largest(entries, value);
    if (largest != null) {
      facts.add(words.apply(largest));
    }
  }

  private void falsetickers() {
    Entry most = Part.largest(entries, Entry::falsetickers);
    if (most != null && most.falsetickers() > 0) {
      String of = most.has(most.sources()) ? " of " + most.sources() : "";
      facts.add(most.falsetickers() + of + " sources");
    }
  }

  private void steps() {
    for (Entry entry : entries) {
      if (entry.has(entry.step()) && entry.step() != 0 && facts.size() < 4) {
        String way = entry.step() > 0 ? " forward" : " back";
        facts.add("jump " + Say.time(entry.step()) + way);
      }
    }
  }

  private void names(Function<Entry, String> name) {
    Set<String> names = new LinkedHashSet<>();
    entries.forEach(entry -> names.add(name.apply(entry)));
    names.remove("");
    names.stream().limit(3).forEach(facts::add);
  }

  private void modules() {
    Set<String> states = new LinkedHashSet<>();
    entries.forEach(entry -> states.add(entry.modules()));
    states.removeIf(state -> !state.endsWith("_missing"));
    states.forEach(state -> facts.add(state.replaceFirst("_missing$", " missing")));
  }

  private void unknown() {
    long silent = entries.stream().filter(entry -> entry.state() == State.UNKNOWN).count();
    if (silent > 0) {
      facts.add(Say.count(silent, "audit") + " without an answer");
      if (Part.largest(entries, Entry::bound) == null) {
        facts.add("bound not known");
      }
    }
  }
}
