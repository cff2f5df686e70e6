package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.ALLOY;
import static io.ntpaudit.deploy.Scene.CRON;
import static io.ntpaudit.deploy.Scene.LEDGER;
import static io.ntpaudit.deploy.Scene.LOGROTATE;
import static io.ntpaudit.deploy.Scene.NEW;
import static io.ntpaudit.deploy.Scene.RULES;
import static io.ntpaudit.deploy.Scene.TIMER;
import static io.ntpaudit.deploy.Scene.UNFINISHED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a file in each state that it may be in. */
class ApplyTest {
  private static final EnumSet<Part> ALL = EnumSet.allOf(Part.class);

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithCron() throws IOException {
    scene = new Scene(folder);
  }

  private List<String> told() throws IOException {
    return Scene.told(scene.apply());
  }

  private void edit(String path) throws IOException {
    Files.writeString(scene.at(path), scene.read(path) + "# mine\n");
  }

  /** What an installation does that finds a mistake. */
  @Test
  void aMistakeIsToldAndLeftOutWhereThatIsAsked() throws IOException {
    scene.file("/etc/ntp-audit/conf.d/b.yaml", "bad: 1\n");
    scene.file("/etc/ntp-audit/conf.d/c.yaml", "log: {rotate: 3}\n");
    assertEquals(2, scene.run("apply"));
    assertFalse(Files.exists(scene.at(CRON)));
    assertEquals(0, scene.run("apply", "--skip-invalid"), scene.err());
    assertTrue(Files.exists(scene.at(CRON)));
    assertTrue(scene.read(LOGROTATE).contains("rotate 3"));
    assertTrue(scene.err().contains("b.yaml:1:1: unknown key bad"), scene.err());
  }

  @Test
  void theSecondTimeNothingIsTouched() throws IOException {
    assertEquals(
        List.of(
            "changed " + CRON,
            "changed " + LOGROTATE,
            "changed " + ALLOY,
            "changed " + RULES + Scene.NO_LOKI),
        told());
    Map<String, String> files = scene.files();
    var written = Files.getLastModifiedTime(scene.at(LEDGER));
    Apply.Result again = scene.apply();
    assertEquals(
        List.of(
            "unchanged " + CRON,
            "unchanged " + LOGROTATE,
            "unchanged " + ALLOY,
            "unchanged " + RULES + Scene.NO_LOKI),
        Scene.told(again));
    assertFalse(again.changes());
    assertEquals(files, scene.files());
    assertEquals(written, Files.getLastModifiedTime(scene.at(LEDGER)));
  }

  @Test
  void checkTouchesNothing() throws IOException {
    Apply.Result result = scene.apply(true, false, ALL);
    assertTrue(result.changes());
    assertEquals("changed " + CRON, Scene.told(result).getFirst());
    assertEquals(Map.of(), scene.files());
  }

  @Test
  void onlyTheNamedPartIsTouched() throws IOException {
    scene.apply(false, false, EnumSet.of(Part.LOGROTATE));
    assertTrue(scene.has(LOGROTATE));
    assertFalse(scene.has(CRON) || scene.has(RULES) || scene.has(ALLOY));
  }

  @Test
  void anotherConfigurationReplacesWhatIsOurs() throws IOException {
    scene.apply();
    scene.configure("log: {rotate: 12}");
    assertTrue(told().contains("changed " + LOGROTATE));
    assertTrue(scene.read(LOGROTATE).contains("rotate 12"));
    assertFalse(scene.has(NEW));
  }

  @Test
  void anEditedFileIsKeptAndOursLaidBesideItOnce() throws IOException {
    scene.apply();
    edit(LOGROTATE);
    String mine = scene.read(LOGROTATE);
    String kept = "kept " + LOGROTATE + ": changed by hand (--force replaces it)";

    Apply.Result first = scene.apply();
    assertTrue(first.changes());
    assertTrue(Scene.told(first).contains(kept + "; ours is " + NEW));
    assertEquals(mine, scene.read(LOGROTATE));
    Apply.Result second = scene.apply();
    assertFalse(second.changes() || second.trouble());
    assertTrue(Scene.told(second).contains(kept + "; ours is " + NEW));

    Files.delete(scene.at(NEW));
    assertTrue(told().contains(kept), "thrown away stays thrown away");
    assertFalse(scene.has(NEW));

    scene.configure("log: {rotate: 12}");
    assertTrue(told().contains(kept + "; ours is " + NEW), "a new version");
    assertTrue(scene.read(NEW).contains("rotate 12"));
  }

  @Test
  void theCopyGoesWhenItIsTakenOver() throws IOException {
    scene.apply();
    edit(LOGROTATE);
    scene.configure("log: {rotate: 12}");
    scene.apply();
    Files.copy(
        scene.at(NEW), scene.at(LOGROTATE), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrue(told().contains("unchanged " + LOGROTATE));
    assertFalse(scene.has(NEW));
    assertFalse(scene.read(LEDGER).contains(".new"));
  }

  @Test
  void aForeignFileOfThatNameIsKept() throws IOException {
    scene.file(LOGROTATE, "# by another tool\n").file(NEW, "# and this\n");
    assertTrue(told().contains("kept " + LOGROTATE + ": changed by hand (--force replaces it)"));
    assertEquals("# and this\n", scene.read(NEW));
    assertEquals("# by another tool\n", scene.read(LOGROTATE));
  }

  /** It may hold a secret, or be larger than anything of ours. */
  @Test
  void theBackupIsTheWholeFileWithItsMode() throws IOException {
    scene.apply();
    byte[] large = new byte[2_000_000];
    Files.write(scene.at(RULES), large);
    Files.writeString(scene.at(ALLOY), "// a secret\n");
    Files.setPosixFilePermissions(scene.at(ALLOY), PosixFilePermissions.fromString("rw-r-----"));
    scene.apply(false, true, ALL);
    assertArrayEquals(large, Files.readAllBytes(scene.at("/var/lib/ntp-audit/loki.old")));
    Path secret = scene.at(ALLOY + ".old");
    assertEquals("// a secret\n", Files.readString(secret));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertEquals(
        "rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.at(ALLOY))));
  }

  @Test
  void forceReplacesAndKeepsABackup() throws IOException {
    scene.apply();
    for (String suffix : List.of(".old", ".2.old")) {
      String backup = "/var/lib/ntp-audit/logrotate" + suffix;
      edit(LOGROTATE);
      String mine = scene.read(LOGROTATE);
      Apply.Result result = scene.apply(false, true, EnumSet.of(Part.LOGROTATE));
      assertEquals(
          List.of("changed " + LOGROTATE + ": what was there: " + backup), Scene.told(result));
      assertEquals(mine, scene.read(backup));
      assertFalse(scene.read(LOGROTATE).contains("# mine"));
      assertTrue(scene.read(LEDGER).contains("backup  " + backup));
    }
  }

  /** As the package's scripts call it on an upgrade. */
  @Test
  void whatWasDeletedByHandComesBackByHandOnly() throws IOException {
    scene.run("apply", "--keep-deleted");
    Files.delete(scene.at(CRON));
    scene.configure("log: {rotate: 3}");
    assertEquals(0, scene.run("apply", "--keep-deleted"));
    assertTrue(
        scene.out().contains("kept       " + CRON + "   deleted by hand (ntp-audit apply)\n"));
    assertTrue(scene.read(LOGROTATE).contains("rotate 3"));
    assertFalse(scene.has(CRON));
    assertEquals(0, scene.run("apply"));
    assertTrue(scene.has(CRON));
  }

  /** Of a package that was removed, or of an apply that was killed: life has both. */
  @Test
  void theMarkGoesOnceAllIsMade() throws IOException {
    scene.apply();
    assertFalse(scene.has(UNFINISHED));
    Files.delete(scene.at(CRON));
    scene.file(UNFINISHED, "");
    scene.apply(false, false, EnumSet.of(Part.LOGROTATE));
    scene.apply(true, false, ALL);
    assertTrue(scene.has(UNFINISHED), "the line of cron is still to be made");
    scene.apply();
    assertTrue(scene.has(CRON));
    assertFalse(scene.has(UNFINISHED));
  }

  /** What an upgrade then takes for deleted by hand. */
  @Test
  void whatWasLeftOutIsNotDeletedByHand() throws IOException {
    scene.apply();
    Files.delete(scene.at(RULES));
    scene.configure("loki: {team: \"" + "x".repeat(65) + "\"}").apply();
    scene.configure();
    assertEquals(0, scene.run("apply", "--keep-deleted"));
    assertTrue(scene.has(RULES), scene.out());
  }

  @Test
  void nothingOfOursEverLiesInAFolderWhereEveryFileIsRead() throws IOException {
    scene.apply();
    edit(RULES);
    edit(CRON);
    assertTrue(
        told()
            .containsAll(
                List.of(
                    "kept "
                        + CRON
                        + ": changed by hand (--force replaces it); ours is /var/lib/ntp-audit/cron.new",
                    "kept "
                        + RULES
                        + ": changed by hand (--force replaces it); ours is /var/lib/ntp-audit/loki.new; "
                        + Scene.NO_LOKI.substring(2))));
    assertTrue(scene.read("/var/lib/ntp-audit/loki.new").contains("alert: NtpUnsynchronised"));
    scene.apply(false, true, ALL);
    assertTrue(scene.read("/var/lib/ntp-audit/loki.old").contains("# mine"));
    assertTrue(scene.read("/var/lib/ntp-audit/cron.old").contains("# mine"));
    assertFalse(scene.has("/var/lib/ntp-audit/loki.new"));
    for (String path : List.of(RULES, CRON)) {
      assertEquals(1, scene.count(Tree.folder(path)));
    }
  }

  @Test
  void aDisabledPartIsTakenAwayOnceWithTheFoldersMadeForIt() throws IOException {
    scene.apply();
    scene.configure("loki: {enabled: false}");
    assertTrue(told().contains("removed " + RULES + ": loki.enabled is false"));
    assertFalse(scene.has("/etc/loki"));
    assertTrue(told().contains("left out " + RULES + ": loki.enabled is false"));
    assertFalse(scene.read(LEDGER).contains("loki"));
  }

  @Test
  void aFolderThatWasThereStays() throws IOException {
    scene.folder("/etc/loki/rules").apply();
    scene.configure("loki: {enabled: false}").apply();
    assertTrue(scene.has("/etc/loki/rules") && !scene.has("/etc/loki/rules/fake"));
  }

  @Test
  void aDisabledPartThatWasEditedStays() throws IOException {
    scene.apply();
    edit(RULES);
    scene.configure("loki: {enabled: false}");
    String kept = "changed by hand; not wanted any more: loki.enabled is false";
    assertTrue(told().contains("kept " + RULES + ": " + kept));
    assertTrue(told().contains("kept " + RULES + ": " + kept));
  }

  @Test
  void aForeignFileOfADisabledPartIsNobodysBusiness() throws IOException {
    scene.file(RULES, "groups: []\n").configure("loki: {enabled: false}");
    assertTrue(told().contains("left out " + RULES + ": loki.enabled is false"));
    assertEquals("groups: []\n", scene.read(RULES));
  }

  @Test
  void aFileThatHasAnotherPlaceNowLeavesTheOldOne() throws IOException {
    scene.apply();
    scene.configure("loki: {rules_dir: /srv/rules/team}");
    List<String> told = told();
    assertTrue(told.contains("changed /srv/rules/team/ntp-audit-rules.yaml"), told.toString());
    assertTrue(told.contains("removed " + RULES + ": it has another place now"), told.toString());
    assertFalse(scene.has("/etc/loki"));
  }

  /** The packages' scripts see by it that an audit was off before, and is no first installation. */
  @Test
  void aLedgerTellsOfAnApplyThatHadNothingToMake() throws IOException {
    scene.configure("enabled: false").apply();
    assertEquals("", scene.read(LEDGER));
    assertFalse(scene.has(UNFINISHED));
  }

  @Test
  void offTakesEverythingAway() throws IOException {
    scene.configure("enabled: true").apply();
    scene.configure("enabled: false").apply();
    assertEquals(
        List.of("/etc/ntp-audit/config.yaml", LEDGER), List.copyOf(scene.files().keySet()));
    assertEquals("", scene.read(LEDGER));
  }

  @Test
  void whatIsDeletedComesBackAndAWrongModeIsMended() throws IOException {
    scene.apply();
    Files.delete(scene.at(CRON));
    Files.setPosixFilePermissions(
        scene.at(LOGROTATE), PosixFilePermissions.fromString("rw-rw-rw-"));
    List<String> told = told();
    assertTrue(told.contains("changed " + CRON));
    assertTrue(told.contains("changed " + LOGROTATE + ": its mode"));
    scene.assertMode("rw-r--r--", LOGROTATE);
  }

  @Test
  void theLedgerIsWhatSha256sumPrints() throws Exception {
    scene.apply();
    for (String line : scene.read(LEDGER).lines().toList()) {
      String[] words = line.split("  ");
      if (words[0].equals("directory")) {
        assertTrue(Files.isDirectory(scene.at(words[1])), line);
      } else {
        Process sum = new ProcessBuilder("sha256sum", scene.at(words[1]).toString()).start();
        String said = new String(sum.getInputStream().readAllBytes());
        assertEquals(words[0], said.split(" ")[0], line);
      }
    }
  }

  @Test
  void aCrashBetweenFileAndLedgerLosesNothing() throws IOException {
    scene.apply();
    String ledger = scene.read(LEDGER);
    scene.configure("log: {rotate: 12}").apply();
    scene.file(LEDGER, ledger);
    assertTrue(told().contains("unchanged " + LOGROTATE), "it is as wanted");
    scene.configure("log: {rotate: 13}");
    assertTrue(told().contains("changed " + LOGROTATE), "and known again");
  }

  @Test
  void aBrokenLedgerIsReadAsFarAsItGoes() throws IOException {
    scene.apply();
    scene.file(LEDGER, scene.read(LEDGER) + "\u0000garbage\n  \n/etc/passwd\ndirectory  ..\n");
    scene.configure("log: {rotate: 12}");
    assertTrue(told().contains("changed " + LOGROTATE));
    assertFalse(scene.read(LEDGER).contains("garbage"));
  }

  @Test
  void theLogsFolderIsMadeWhereTheServiceCouldNot() throws IOException {
    scene.booted().configure("log: {file: /srv/audit/host.log}");
    assertTrue(told().contains("changed /srv/audit: made for the log"));
    scene.assertMode("rwxr-xr-x", "/srv/audit");
    assertTrue(
        scene.read(LEDGER).endsWith("log  /srv/audit/host.log\n")
            || scene.read(LEDGER).contains("log  /srv/audit/host.log\n"));
    assertFalse(scene.apply().changes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "loki: {team: 'a{{b'} | loki.team",
        "loki: {max_alerts: 0} | loki.max_alerts",
        "loki: {interval: 2h, lookback: 6h} | loki.lookback",
        "loki: {rules_dir: /etc/alloy/conf.d/} | loki.rules_dir",
        "alloy: {loki_receiver: default} | alloy.loki_receiver",
        "alloy: {loki_url: 'http://x', tenant: 'a/b'} | alloy.tenant",
        "alloy: {loki_url: 'http://x', tenant: '..'} | alloy.tenant",
        "alloy: {loki_url: 'http://x', username: u} | alloy.username and alloy.password_file",
        "alloy: {loki_url: 'http://x', key_file: /k} | alloy.cert_file and alloy.key_file",
        "log: {file: '/var/log/*.log'} | log.file"
      })
  void aValueThatWouldBeCodeInAnotherLanguageIsRefused(String line, String why) throws IOException {
    Apply.Result result = scene.configure(line).apply(true, false, ALL);
    assertTrue(result.trouble());
    assertTrue(
        result.outcomes().stream()
            .anyMatch(o -> o.state() == Outcome.State.LEFT_OUT && o.why().startsWith(why)),
        Scene.told(result).toString());
  }

  @Test
  void aRefusedVersionLeavesTheEarlierOne() throws IOException {
    scene.apply();
    String rules = scene.read(RULES);
    scene.configure("loki: {max_alerts: 20000}");
    String told = told().getLast();
    assertTrue(told.startsWith("left out " + RULES + ": loki.max_alerts: expected"), told);
    assertTrue(told.endsWith("; what is there stays"), told);
    assertEquals(rules, scene.read(RULES));
  }

  @Test
  void aSystemdHostHasNoCronLineAndADropInOnlyForWhatDiffers() throws IOException {
    scene.apply();
    scene.booted();
    assertTrue(told().contains("removed " + CRON), "it boots under systemd now");
    assertFalse(scene.has(TIMER));
    scene.configure("schedule: {splay: 1m}").apply();
    assertTrue(scene.read(TIMER).contains("RandomizedDelaySec=60s"));
    scene.configure("schedule: {splay: 30000ms}");
    assertTrue(told().contains("removed " + TIMER), "another way to write the default");
    assertFalse(scene.has("/etc/systemd/system/ntp-audit.timer.d"));
  }
}
