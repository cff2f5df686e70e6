package io.ntpaudit.report;

import static io.ntpaudit.report.Logs.MINUTE;
import static io.ntpaudit.report.Logs.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentsTest {
  private final List<Entry> entries = new ArrayList<>();
  private long minute;

  /** So many records in a row, five minutes apart. */
  private IncidentsTest then(int count, State state, String reasons) {
    for (int i = 0; i < count; i++, minute += 5) {
      entries.add(entry(minute, state, reasons));
    }
    return this;
  }

  private IncidentsTest ok(int count) {
    return then(count, State.OK, "");
  }

  private IncidentsTest missing(int count) {
    minute += 5L * count;
    return this;
  }

  private List<Incident> incidents() {
    Period period = new Period(0, minute * MINUTE);
    Timeline timeline = Logs.timeline(period, entries.toArray(Entry[]::new));
    return Incidents.of(timeline, id -> id.equals("few-sources"));
  }

  @Test
  void runsFromTheFirstRecordThatIsNotOkToTheNextThatIs() {
    ok(10).then(3, State.WARNING, "stale").then(2, State.CRITICAL, "no-usable-source,stale").ok(5);
    List<Incident> found = incidents();
    assertEquals(1, found.size());
    Incident incident = found.getFirst();
    assertEquals(50 * MINUTE, incident.from());
    assertEquals(75 * MINUTE, incident.to());
    assertEquals(State.CRITICAL, incident.worst());
    assertEquals(65 * MINUTE, incident.worstFrom());
    assertEquals(List.of("no-usable-source", "stale"), incident.reasons());
    assertFalse(incident.isOpen());
  }

  @Test
  void sameReasonWithinTwoHoursIsOneIncident() {
    ok(10).then(1, State.WARNING, "falseticker").ok(23).then(2, State.WARNING, "falseticker").ok(9);
    Incident one = incidents().getFirst();
    assertEquals(1, incidents().size());
    assertEquals(2, one.spells().size());
    assertEquals(15 * MINUTE, one.spellTime());
  }

  @Test
  void sameReasonTwoHoursLaterIsAnother() {
    ok(10).then(1, State.WARNING, "falseticker").ok(24).then(2, State.WARNING, "falseticker").ok(9);
    assertEquals(2, incidents().size());
  }

  @Test
  void otherReasonIsAnother() {
    ok(10).then(1, State.WARNING, "falseticker").ok(2).then(2, State.WARNING, "stratum").ok(9);
    assertEquals(2, incidents().size());
  }

  @Test
  void familyIsOne() {
    ok(10).then(1, State.WARNING, "stepped").ok(1).then(2, State.WARNING, "offset").ok(9);
    assertEquals(List.of(List.of("stepped", "offset")), reasons());
  }

  private List<List<String>> reasons() {
    return incidents().stream().map(Incident::reasons).toList();
  }

  @Test
  void infoIsNoReasonOfAnIncident() {
    ok(10).then(1, State.WARNING, "few-sources,stratum").ok(1);
    then(1, State.WARNING, "few-sources,offset").ok(9);
    assertEquals(List.of(List.of("stratum"), List.of("offset")), reasons());
  }

  @Test
  void longGapIsAnIncidentAndAShortOneIsNot() {
    ok(10).missing(2).ok(10).missing(3).ok(10);
    List<Incident> found = incidents();
    assertEquals(1, found.size());
    assertTrue(found.getFirst().isGap());
    assertEquals(State.GAP, found.getFirst().worst());
  }

  @Test
  void shortGapDoesNotEndAnIncident() {
    ok(10).then(2, State.WARNING, "stratum").missing(2).then(2, State.WARNING, "stratum").ok(5);
    assertEquals(1, incidents().size());
    assertEquals(30 * MINUTE, incidents().getFirst().spellTime());
  }

  @Test
  void longGapEndsOneAndItGoesOnAfterIt() {
    ok(10).then(2, State.WARNING, "stratum").missing(4).then(2, State.WARNING, "stratum").ok(5);
    List<Incident> found = incidents();
    assertEquals(2, found.size());
    assertEquals(2, found.getFirst().spells().size());
    assertTrue(found.getLast().isGap());
  }

  @Test
  void whatLastsIsOpen() {
    ok(10).then(2, State.WARNING, "stratum");
    assertTrue(incidents().getFirst().isOpen());
  }

  @Test
  void aYearOfFlappingIsFoundFast() {
    for (int i = 0; i < 50_000; i++) {
      ok(1).then(1, State.WARNING, "stratum");
    }
    assertEquals(1, incidents().size());
  }
}
