package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.Check;
import io.ntpaudit.audit.Checks;
import io.ntpaudit.people.Runbook.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunbookTest {
  private static final Runbook RUNBOOK = Runbook.load();

  static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (Check check : Checks.ALL) {
      ids.add(check.id());
    }
    ids.add("gap"); // no check can tell of an audit that did not run
    return ids;
  }

  @Test
  void eachReasonHasItsSectionAndNoOtherHas() {
    assertEquals(ids(), List.copyOf(RUNBOOK.ids()));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyPartIsThereAndEndsAsASentence(String id) {
    Section section = RUNBOOK.section(id).orElseThrow();
    Stream.of(section.what(), section.why(), section.limit(), section.mend())
        .forEach(part -> assertTrue(part.endsWith("."), part));
    assertTrue(section.check().startsWith("- `"), section.check());
    assertFalse(section.severity().isEmpty());
    assertFalse(section.remedy().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void theRemedyFitsALineOfTheTerminal(String id) {
    section(id).remedy().lines().forEach(line -> assertTrue(line.length() <= 64, line));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void noParagraphIsCutOnATerminal(String id) {
    Section section = section(id);
    Stream.of(section.what(), section.here(), section.why(), section.limit(), section.mend())
        .forEach(part -> assertTrue(part.length() <= Screen.LONGEST_PARAGRAPH, part));
  }

  private static Section section(String id) {
    return RUNBOOK.section(id).orElseThrow();
  }

  @Test
  void anUnknownReasonHasNoSection() {
    assertTrue(RUNBOOK.section("no-such-reason").isEmpty());
  }
}
