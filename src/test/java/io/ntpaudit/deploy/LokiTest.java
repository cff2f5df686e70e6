package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.RULES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file of rules that does not parse would stop every rule of that Loki. */
class LokiTest {
  private static final String BACKUP = "/etc/loki/rules/fake/rules.yaml.bak";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHost() throws IOException {
    scene = new Scene(folder).configure("alloy: {enabled: false}");
    scene.file("/usr/bin/loki", "");
  }

  @Test
  void whereNoLokiIsTheRulesAreLaidReadyAndSaySo() throws IOException {
    Files.delete(scene.at("/usr/bin/loki"));
    String why = Scene.NO_LOKI.substring(2);
    assertEquals("changed " + RULES + Scene.NO_LOKI, told());
    assertEquals("unchanged " + RULES + Scene.NO_LOKI, told());
    assertEquals(0, scene.run("apply", "--only", "loki"));
    assertEquals("unchanged  " + RULES + "   " + why + "\n", scene.out());
    assertEquals(0, scene.run("apply", "--json", "--only", "loki"));
    assertTrue(scene.out().contains("\"failed\":false,\"why\":\"" + why), scene.out());
    scene.configure("{alloy: {enabled: false}, loki: {rules_dir: /srv/rules}}");
    scene.run("apply", "--only", "loki"); // of a Loki in a container, say
    assertTrue(scene.out().contains("  /srv/rules/ntp-audit-rules.yaml\n"), scene.out());
  }

  @Test
  void whereLokiReadsAnotherFolderTheySaySo() throws IOException {
    scene.file("/etc/loki/config.yml", "ruler: {storage: {local: {directory: /tmp/rules}}}\n");
    assertEquals(
        "changed "
            + RULES
            + ": /etc/loki/config.yml does not name /etc/loki/rules: the rules are not read."
            + " See /usr/share/ntp-audit/loki/ruler.yaml",
        told());
    scene.file(
        "/etc/loki/config.yml",
        "auth_enabled: false\nruler: {storage: {local: {directory: /etc/loki/rules}}}\n");
    assertEquals("unchanged " + RULES, told());
  }

  private static final String UNREAD =
      "/etc/loki/config.yml does not name /etc/loki/rules: the rules are not read.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# rules_directory: /etc/loki/rules",
        "common: {storage: {filesystem: {rules_directory: /etc/loki/rules-other}}}",
        "common: {storage: {filesystem: {rules_directory: /etc/loki/rules/fake}}}",
        "ruler: {rule_path: /etc/loki/rules}",
        "ruler: {storage: {type: s3, local: {directory: /etc/loki/rules}}}",
        "{ruler: {storage: {local: {directory: /a}}},"
            + " common: {storage: {filesystem: {rules_directory: /etc/loki/rules}}}}",
        "a: [{ruler: {storage: {local: {directory: /etc/loki/rules}}}}]"
      })
  void aLokiThatOnlyMentionsTheFolder(String settings) throws IOException {
    scene.file("/etc/loki/config.yml", settings + "\n");
    assertTrue(unread().startsWith(UNREAD), unread());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth_enabled: no\ncommon:\n  storage:\n    filesystem:\n      rules_directory: /etc/loki/rules/ # ours",
        "{auth_enabled: false, ruler: {storage: {type: local, local: {directory: /etc/loki/rules}}}}",
        "{auth_enabled: false, limits_config: {a: [1, {b: 2}]},"
            + " common: {storage: {filesystem: {rules_directory: '/etc/loki/rules'}}}}"
      })
  void aLokiThatReadsTheFolder(String settings) throws IOException {
    scene.file("/etc/loki/config.yml", settings + "\n");
    assertEquals("", unread());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ruler: {",
        "ruler: {storage: {local: {directory: '${RULES}'}}}",
        "{a: &a {directory: /etc/loki/rules}, ruler: {storage: {local: *a}}}",
        "? [a, b]\n: c",
        "\0"
      })
  void aLokiOfWhichNobodyCouldTell(String settings) throws IOException {
    scene.file("/etc/loki/config.yml", settings + "\n");
    assertTrue(unread().startsWith("could not tell whether /etc/loki/config.yml names"));
    scene.file("/etc/loki/config.yml", "[".repeat(60_000));
    assertTrue(unread().startsWith("could not tell"), unread());
  }

  @Test
  void aLokiOfSeveralTenantsKnowsNoneOfThatName() throws IOException {
    String rules = "ruler: {storage: {local: {directory: /etc/loki/rules}}}\n";
    scene.file("/etc/loki/config.yml", rules);
    String unset = unread();
    scene.file("/etc/loki/config.yml", "auth_enabled: true\n" + rules);
    assertEquals(unset, unread(), "Loki's default");
    assertEquals(
        "/etc/loki/config.yml has auth_enabled: true: the rules in /etc/loki/rules/fake are of a"
            + " tenant \"fake\" (name your tenant's folder in loki.rules_dir)",
        unread());
    assertEquals(Optional.empty(), Loki.unread(scene.host(), "/etc/loki/rules/team-a"));
  }

  private String unread() {
    return Loki.unread(scene.host(), "/etc/loki/rules/fake").orElse("");
  }

  private String told() throws IOException {
    return Scene.told(scene.apply()).stream().filter(t -> t.contains(RULES)).findFirst().get();
  }

  @Test
  void lokitoolIsAskedBeforeTheyAreWrittenAndOnlyThen() throws IOException {
    scene.program("lokitool", "for f; do :; done; grep -q NtpUnsynchronised $f || exit 1");
    assertEquals("changed " + RULES, told());
    List<String> calls = scene.calls();
    assertEquals(2, calls.size());
    assertTrue(calls.get(0).startsWith("lokitool rules lint -n /"), calls.get(0));
    assertTrue(calls.get(1).startsWith("lokitool rules check /"), calls.get(1));
    assertFalse(Files.exists(Path.of(calls.get(1).replaceAll(".* ", ""))), "tidied up");
    scene.apply();
    assertEquals(List.of(), scene.calls());
  }

  @Test
  void whatLokitoolRefusesIsNotWritten() throws IOException {
    scene.program(
        "lokitool",
        "test $2 = check || exit 0",
        "echo 'time=\"2026\" level=error msg=\"unable\" error=\"could not parse: line 1\"' >&2",
        "exit 1");
    assertEquals("left out " + RULES + ": lokitool refuses them: could not parse: line 1", told());
    assertFalse(scene.has(RULES));
    assertTrue(scene.apply().trouble());
  }

  @Test
  void aReasonIsShortAndHarmless() throws IOException {
    scene.program("lokitool", "printf '\\033[31m%0400d\\n' 1 >&2; exit 1");
    String why = told().replaceFirst(".*refuses them: ", "");
    assertTrue(why.startsWith("?[31m000") && why.length() == 301, why);
  }

  @Test
  void aLintThatFindsNoRuleIsARefusal() throws IOException {
    scene.program("lokitool", "echo 'level=info msg=\"SUCCESS: 0 rules found, 0 linted\"'");
    assertEquals("left out " + RULES + ": lokitool refuses them: it finds no rule", told());
    scene.program("lokitool", "echo 'level=info msg=\"SUCCESS: 24 rules found, 24 linted\"'");
    assertEquals("changed " + RULES, told());
  }

  @Test
  void aLokitoolThatCannotBeStartedIsARefusalToo() throws IOException {
    scene.program("lokitool", "");
    Files.writeString(folder.resolve("programs/lokitool"), "#!/nowhere\n");
    assertEquals(
        "left out " + RULES + ": lokitool refuses them: lokitool cannot be started", told());
  }

  @Test
  void aCopyOfTheRulesInTheFolderIsNamedAndLeftAlone() throws IOException {
    scene.apply();
    String rules = scene.read(RULES);
    scene.file(BACKUP, rules);
    scene.file("/etc/loki/rules/fake/other.yaml", "groups:\n  - name: other\n    rules: []\n");
    assertEquals(
        "unchanged " + RULES + ": the same alerts are in " + BACKUP + " and come twice", told());
    assertEquals(3, scene.count("/etc/loki/rules/fake"));
    assertEquals(0, scene.run("apply"));
  }

  /** What Loki does then is seen in src/test/observability/lint.py. */
  @Test
  void aFileThatIsNoneOfRulesStopsThemAllAndSoItIsTrouble() throws IOException {
    String readme = "/etc/loki/rules/fake/README";
    scene.file(readme, "# Rules\n\nThe groups: of all teams.\n");
    String why = "Loki loads every file there, and stops all its rules over " + readme;
    assertEquals("changed " + RULES + ": " + why + " (move it away)", told());
    assertTrue(scene.has(RULES), "our part is done, so that it works once the other has gone");
    assertEquals(1, scene.run("apply", "--json", "--only", "loki"));
    assertTrue(scene.out().contains("\"failed\":true,\"why\":\"" + why), scene.out());
    assertEquals(1, scene.run("apply", "--check", "--only", "loki"));

    for (String rules :
        List.of("groups: []\n", "{\"groups\": []}\n", "# a\n\"groups\" :\n- {}\n")) {
      scene.file(readme, rules);
      assertEquals("unchanged " + RULES, told(), rules);
    }
    String aliased = "groups:\n- name: a\n  rules: &x []\n- name: b\n  rules: *x\n";
    scene.file(readme, aliased);
    assertEquals("unchanged " + RULES, told(), aliased);
    for (String none :
        List.of("", "groups: [\n", "namespace: a\ngroups: []\n", "groups:\n\t- name: a\n")) {
      scene.file(readme, none);
      assertTrue(told().contains(why), none);
    }
    scene
        .file(readme, "groups: []\n")
        .program("setpriv", "case $* in *fake/README) exit 1 ;; esac");
    assertTrue(told().contains(why), "what Loki may not read");
    scene.program("setpriv", "exit 0").link("/etc/loki/rules/fake/gone", "nowhere");
    assertTrue(told().contains("over /etc/loki/rules/fake/gone"), told());
  }

  @Test
  void aFileInAnotherTenantsFolderStopsThemToo() throws IOException {
    scene.apply();
    String readme = "/etc/loki/rules/team-b/README";
    scene.file(readme, "# Rules\n").file("/etc/loki/rules/team-b/ours.yaml", scene.read(RULES));
    assertEquals("unchanged " + RULES, told(), "not known to be read");
    scene.file(
        "/etc/loki/config.yml",
        "auth_enabled: false\ncommon: {storage: {filesystem: {rules_directory: /etc/loki/rules}}}\n");
    assertTrue(told().contains("stops all its rules over " + readme + " (move it away)"), told());
    Files.delete(scene.at(readme));
    assertEquals("unchanged " + RULES, told());
  }

  @Test
  void ourOwnFileMustBeOpenToLoki() throws IOException {
    scene.apply();
    scene.program("setpriv", "case $* in *" + RULES + ") exit 1 ;; esac");
    assertTrue(
        told().contains(": Loki's user loki cannot read " + RULES + ", and Loki stops"), told());
    assertEquals(1, scene.run("apply", "--only", "loki"));
  }

  @Test
  void withoutTenantsAllRecordsAreOfOne() throws IOException {
    scene.file(
        "/etc/loki/config.yml",
        "auth_enabled: false\nruler: {storage: {local: {directory: /etc/loki/rules}}}\n");
    assertEquals("", unread());
    assertEquals(
        "/etc/loki/config.yml has auth_enabled: false: the rules in /etc/loki/rules/ops are of a tenant"
            + " \"ops\" (all records are of the tenant \"fake\": name its folder in loki.rules_dir)",
        Loki.unread(scene.host(), "/etc/loki/rules/ops").orElse(""));
  }

  /** Loki's user could not make it again, and Loki would not start. */
  @Test
  void theFolderThatLokiReadsStays() throws IOException {
    scene.file(
        "/etc/loki/config.yml",
        "common: {storage: {filesystem: {rules_directory: /etc/loki/rules/}}}\n");
    scene.apply();
    scene.configure("loki: {enabled: false}");
    assertEquals("removed " + RULES + ": loki.enabled is false", told());
    assertTrue(scene.has("/etc/loki/rules"));
    assertFalse(scene.has("/etc/loki/rules/fake"));
  }
}
