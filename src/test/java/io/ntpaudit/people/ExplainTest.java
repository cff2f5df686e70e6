package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
  private static final String SILENT =
      "C0000201,192.0.2.1,3,1795449900.1,0.3,0.1,0.1,-12.3,0.001,0.020,0.02,0.0005,64.5,Normal\n"
          + "^,?,192.0.2.1,2,6,0,723,-0.01,-0.01,0.01\n"
          + "192.0.2.1,8,4,453,0.001,0.020,-0.00001,0.00002\n"
          + "1,0,0,0,0\n";

  @TempDir Path root;

  private String explained(String id) {
    HostTree tree = new HostTree(root).program("chronyc", "cat <<'EOF'\n" + SILENT + "EOF");
    tree.file("/var/log/ntp-audit/audit.log", "{\"timestamp\":\"" + tree.host().now() + "\"}\n");
    Display display = new Display(false, true);
    Explain explain = new Explain(tree.host(), Config.defaults());
    return explain.one(Runbook.load().section(id).orElseThrow(), display).replaceAll("\\s+", " ");
  }

  @Test
  void nothingIsSaidTwice() {
    String text = explained("no-usable-source");
    assertTrue(text.contains("the last good sample is 12 min 3 s old."), text);
    assertEquals(2, text.split("12 min 3 s").length, text);
    assertTrue(text.contains("Known: 1, usable: 0, falsetickers: 0."), text);
  }

  @Test
  void aSettingHasItsUnitAsEverywhere() {
    String text = explained("chronyd-timed-out");
    assertTrue(text.contains("chronyd has 5 s for all its answers."), text);
  }

  @Test
  void whatIsNotConfirmedYetSaysSo() {
    String text = explained("offset");
    assertTrue(text.contains("Seen, and not confirmed yet: The clock is 300 ms slow;"), text);
  }

  private static final Instant NOW = Instant.parse("2026-11-23T16:05:12Z");

  /** Explained on a host where nobody answers, with a log of records: fields by minutes ago. */
  private String explained(String id, Map<Integer, String> records) {
    HostTree tree = new HostTree(root);
    StringBuilder log = new StringBuilder();
    new TreeMap<>(records)
        .descendingMap()
        .forEach((minutes, fields) ->
            log.append(
                "{\"timestamp\":\"" + NOW.minusSeconds(60L * minutes) + "\"," + fields + "}\n"));
    tree.file("/var/log/ntp-audit/audit.log", log.toString());
    Host host = tree.host(Clock.fixed(NOW, ZoneOffset.UTC));
    Explain explain = new Explain(host, Config.defaults());
    String text = explain.one(Runbook.load().section(id).orElseThrow(), new Display(false, true));
    return text.substring(text.indexOf("Here "), text.indexOf("\n  Why ")).replaceAll("\\s+", " ");
  }

  private static String record(String reasons, String more) {
    return "\"verdict\":\"ok\",\"sync_status\":\"ok\",\"reasons\":\"" + reasons + "\"," + more;
  }

  /** Every five minutes of a day, but for some. */
  private static Map<Integer, String> day(String fields, Integer... missing) {
    Map<Integer, String> day = new TreeMap<>();
    for (int minutes = 1; minutes < 24 * 60; minutes += 5) {
      day.put(minutes, record("none", fields));
    }
    day.keySet().removeAll(List.of(missing));
    return day;
  }

  @Test
  void gapTellsWhenAndHowLongAndWhatWasKnownBefore() {
    Map<Integer, String> day = day("\"clock_error_bound\":0.0019,\"boot_id\":\"a\"", 61, 66, 301);
    assertEquals(
        "Here No further audit: neither systemd nor a line of cron starts the audit (ntp-audit"
            + " apply). The last record, of 16:04Z: trusted, off by at most 1.9 ms. The last gap: 2"
            + " audits missing between 14:54Z and 15:09Z, which is 15 min; it ended 56 min ago. The"
            + " record before it: trusted, off by at most 1.9 ms. The host stayed up meanwhile."
            + " Missing before that in these 24 h: 1 audit.",
        explained("gap", day));
  }

  @Test
  void gapThatGoesOnTellsTheLastRecord() {
    String text = explained("gap", Map.of(131, record("none", "\"clock_error_bound\":0.002")));
    assertTrue(text.startsWith("Here No audit for 2 h 11 min: neither systemd nor"), text);
    String last = "The last record, of 13:54Z: trusted, off by at most 2 ms.";
    assertTrue(text.endsWith(last), text);
    Map<Integer, String> two = Map.of(131, record("none", "\"runs\":2"), 136, "\"runs\":1");
    text = explained("gap", two);
    assertTrue(text.endsWith("Between 13:49Z and then no audit was missing."), text);
  }

  @Test
  void gapThatBeganBeforeTheDayIsCountedWhole() {
    Map<Integer, String> log = new TreeMap<>(Map.of(60 * 48, record("none", "\"boot_id\":\"a\"")));
    for (int minutes = 1; minutes <= 60; minutes += 5) {
      log.put(minutes, record("none", "\"boot_id\":\"a\""));
    }
    String text = explained("gap", log);
    assertTrue(
        text.contains(
            "The last gap: 564 audits missing between 2026-11-21 16:05Z and 15:09Z, which is 1 day"
                + " 23 h;"),
        text);
    assertFalse(text.contains("Missing before"), text);
  }

  @Test
  void gapTellsWhatAStepJumpedOver() {
    Map<Integer, String> log = day("\"boot_id\":\"a\"");
    for (int minutes = 61; minutes <= 191; minutes += 5) {
      log.remove(minutes);
    }
    log.put(56, record("stepped", "\"boot_id\":\"a\",\"clock_step\":7200"));
    log.put(196, log.get(196).replaceFirst("ok", "critical"));
    String text = explained("gap", log);
    assertTrue(
        text.contains(": 3 audits missing between 12:49Z and 15:09Z, which is 20 min;"), text);
    assertTrue(text.endsWith(" The clock was stepped 7200 s forward meanwhile."), text);
  }

  @Test
  void gapWithoutARecordSaysSo() {
    String text = explained("gap", Map.of());
    assertTrue(text.contains("audit.log: no record (ntp-audit run)."), text);
  }

  @Test
  void whatHeldBeforeIsToldWithItsValues() {
    Map<Integer, String> log = day("\"clock_error_bound\":0.0019");
    log.put(381, record("stepped", "\"clock_step\":0.352"));
    assertTrue(
        explained("stepped", log)
            .endsWith("Last seen at 09:44Z, 6 h 21 min ago: the clock was stepped 352 ms forward."),
        explained("stepped", log));
  }

  @Test
  void whatCannotBeLookedAtIsNotDenied() {
    Map<Integer, String> log = Map.of(6, record("none", "\"current_correction\":0.012"));
    String text = explained("offset", log);
    assertFalse(text.contains("does not hold"), text);
    assertTrue(text.contains("The last record that tells, of 15:59Z: measured: 12 ms slow."), text);
  }

  @Test
  void whatHoldsTellsSinceWhen() {
    String failed = "\"verdict\":\"unknown\",\"reasons\":\"chronyd-not-installed\"";
    String text =
        explained(
            "chronyd-not-installed",
            Map.of(1, failed, 6, failed, 11, record("none", "\"runs\":1")));
    assertTrue(text.endsWith("It has held since 15:59Z, for 6 min."), text);
  }

  private static final String FAILED =
      "\"verdict\":\"unknown\",\"reasons\":\"chronyd-not-installed\",";

  /** Failed for so many minutes, by an audit every five. */
  private static Map<Integer, String> failed(int minutes, String boot) {
    Map<Integer, String> log = new TreeMap<>();
    for (int ago = 1; ago <= minutes; ago += 5) {
      log.put(ago, FAILED + "\"boot_id\":\"" + boot + "\"");
    }
    return log;
  }

  private void held(String expected, Map<Integer, String> log) {
    String text = explained("chronyd-not-installed", log);
    assertTrue(text.endsWith(expected), text);
  }

  /** What was before these 24 hours nobody read. */
  @Test
  void whatHeldInAllThatWasReadHeldAtLeastSoLong() {
    held("It has held for at least 24 h.", failed(60 * 58, "a"));
    held("It has held for at least 6 h 1 min.", failed(361, "a"));
  }

  @Test
  void whatHeldBeforeAGapIsNotInTheRow() {
    Map<Integer, String> log = failed(600, "a");
    log.remove(51);
    held("It has held for at least 9 h 56 min.", log);
    log.remove(56);
    held("It has held for at least 46 min.", log);
  }

  @Test
  void whatHeldInAnotherBootIsNotInTheRow() {
    Map<Integer, String> log = failed(600, "a");
    log.putAll(failed(51, "b"));
    held("It has held since 15:14Z, for 51 min.", log);
  }

  /** The newest record is too old to be in a row with this moment. */
  @Test
  void ofATimeWithoutAuditsNothingIsSaid() {
    Map<Integer, String> log = failed(600, "a");
    log.keySet().removeIf(minutes -> minutes < 60);
    String text = explained("chronyd-not-installed", log);
    assertFalse(text.contains("It has held"), text);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noLineIsWiderThanAScreen(boolean systemd) {
    HostTree tree = new HostTree(root);
    if (systemd) {
      tree.file("/run/systemd/system/x", "");
    }
    Explain explain = new Explain(tree.host(), Config.defaults());
    Runbook runbook = Runbook.of(tree.host(), Config.defaults());
    for (String id : runbook.ids()) {
      String text = explain.one(runbook.section(id).orElseThrow(), new Display(false, true));
      text.lines().forEach(line -> assertTrue(line.length() <= Screen.WIDTH, id + ": " + line));
    }
  }

  @Test
  void whatDoesNotHoldSaysSo() {
    String text = explained("stratum");
    assertTrue(
        text.contains("It does not hold now. The host is at stratum 3. The limit is 4."), text);
  }
}
