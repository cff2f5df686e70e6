package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.audit.Check;
import io.ntpaudit.audit.Checks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One word is check, value in the record, entry in README and manual, label of an alert. The
 * runbook is held to the checks by {@link RunbookTest}, the schema by {@code SchemaTest}.
 */
class ReasonIdsTest {
  /** What is for the host's administrator alone: no alert of a fleet. */
  private static final Set<String> WITHOUT_RULE =
      Set.of("few-sources", "phc-unused", "kernel-unsynchronised", "leap-pending");

  private static final List<String> IDS = Checks.ALL.stream().map(Check::id).toList();

  private static List<String> found(String file, String from, String regex) throws IOException {
    String text = Files.readString(Path.of(file));
    Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
    List<String> found = new ArrayList<>();
    for (int at = text.indexOf(from); at >= 0 && matcher.find(at); at = matcher.end()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void theTableOfTheReadmeNamesThemInOrder() throws IOException {
    List<String> ids = new ArrayList<>();
    for (String row : found("README.md", "| reason |", "^\\| (`[^|]+`) \\|")) {
      ids.addAll(List.of(row.replace("`", "").split(", ")));
    }
    assertEquals(RunbookTest.ids(), ids);
  }

  @Test
  void theManualNamesThemInOrder() throws IOException {
    String page = "src/main/dist/usr/share/man/man8/ntp-audit.8";
    String section = Files.readString(Path.of(page)).split("\\.SH REASONS")[1].split("\\.SH")[0];
    Matcher entry = Pattern.compile("\\.TP\n\\.B ([a-z-]+)\n").matcher(section);
    assertEquals(RunbookTest.ids(), entry.results().map(result -> result.group(1)).toList());
  }

  @Test
  void theManualSaysWhatIsToldAtOnce() throws IOException {
    String manual = Files.readString(Path.of("src/main/dist/usr/share/man/man8/ntp-audit.8"));
    for (Check check : Checks.ALL) {
      String entry = manual.split("\\.B " + check.id() + "\n")[1].split("\\.TP|\\.SH")[0];
      boolean isWarning = entry.startsWith("warning");
      boolean atOnce = check.confirm() != Check.Confirm.IN_A_ROW;
      assertEquals(isWarning && atOnce, entry.startsWith("warning, at once"), check.id());
      boolean afterGrace = check.confirm() == Check.Confirm.AFTER_GRACE;
      assertEquals(afterGrace, entry.contains("limits.startup_grace"), check.id());
    }
  }

  /** A kind of failure is told by a label: {@code chronyd-denied}. */
  @ParameterizedTest
  @CsvSource({
    "src/main/resources/io/ntpaudit/deploy/ntp-audit-rules.yaml, 'reason: \"?'",
    "src/main/dist/usr/share/ntp-audit/prometheus/ntp-audit-rules.yaml, 'reason=~?\"'"
  })
  void theRulesNameThemAllButWhatIsOnlyInformation(String rules, String before) throws IOException {
    Set<String> named = new TreeSet<>(found(rules, "", before + "([a-z-]+)"));
    Set<String> expected = new TreeSet<>();
    IDS.forEach(id -> expected.add(id.startsWith("chronyd-") ? "chronyd-" : id));
    expected.removeAll(WITHOUT_RULE);
    assertEquals(expected, named);
  }
}
