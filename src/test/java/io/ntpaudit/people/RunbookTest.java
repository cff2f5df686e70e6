package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.Check;
import io.ntpaudit.audit.Checks;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.HostTree;
import io.ntpaudit.people.Runbook.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunbookTest {
  private static final Runbook RUNBOOK = Runbook.load();
  private static final Pattern SYSTEMD = Pattern.compile("(systemctl|journalctl|timedatectl) ");

  @TempDir Path root;

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
    for (Runbook runbook : List.of(RUNBOOK, withoutSystemd())) {
      Section section = runbook.section(id).orElseThrow();
      section
          .remedy()
          .lines()
          .map(line -> line.replaceFirst("^- [^ ]+: ", "")) // the name is not shown
          .forEach(line -> assertTrue(line.length() <= 64, line));
    }
  }

  private Runbook withoutSystemd() {
    return Runbook.of(new HostTree(root).host(), Config.defaults());
  }

  /** A command has an argument; without one it is only spoken of. */
  @ParameterizedTest
  @MethodSource("ids")
  void whereSystemdDoesNotRunNoCommandIsIts(String id) {
    String text = withoutSystemd().section(id).orElseThrow().toString();
    assertFalse(SYSTEMD.matcher(text).find(), text);
    assertFalse(text.contains("{syslog}"), text);
  }

  @Test
  void whereSystemdRunsItsCommandsAreNamed() {
    Runbook runbook =
        Runbook.of(new HostTree(root).folder("/run/systemd/system").host(), Config.defaults());
    RUNBOOK.ids().forEach(id -> assertEquals(RUNBOOK.section(id), runbook.section(id)));
  }

  @Test
  void everyPairTakesAPlace() {
    String list = Runbook.withoutSystemd();
    Map<String, String> pairs = Runbook.pairs(list);
    assertEquals(list.lines().filter(line -> line.startsWith("- ")).count(), pairs.size());
    String sections = Runbook.text().substring(Runbook.text().indexOf(list) + list.length());
    pairs.forEach((command, instead) -> {
      assertTrue(SYSTEMD.matcher(command).find(), command);
      assertFalse(SYSTEMD.matcher(instead).find(), instead);
      assertTrue(sections.contains(command), command);
      assertTrue(RunbookPage.html().contains(RunbookPage.inline("`" + instead + "`")), instead);
    });
  }

  @Test
  void theFolderOfTheLogIsThisHosts() {
    HostTree tree = new HostTree(root);
    tree.file(Configs.FOLDER + "/config.yaml", "log:\n  file: /srv/audit/audit.log\n");
    Config config = Configs.load(tree.host(), Configs.FOLDER);
    String check = Runbook.of(tree.host(), config).section("gap").orElseThrow().check();
    assertTrue(check.contains("`df /srv/audit`: is there room?"), check);
  }

  @Test
  void syslogIsTheFileThatIsThere() {
    HostTree tree = new HostTree(root);
    assertEquals("/var/log/syslog", Runbook.of(tree.host(), Config.defaults()).here("{syslog}"));
    tree.file("/var/log/messages", "");
    assertEquals("/var/log/messages", Runbook.of(tree.host(), Config.defaults()).here("{syslog}"));
    tree.file("/var/log/syslog", "");
    assertEquals("/var/log/syslog", Runbook.of(tree.host(), Config.defaults()).here("{syslog}"));
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
