package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.ALLOY;
import static io.ntpaudit.deploy.Scene.CRON;
import static io.ntpaudit.deploy.Scene.LOGROTATE;
import static io.ntpaudit.deploy.Scene.RULES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.deploy.Verify.Check;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class VerifyTest {
  private static final String LOG = "/var/log/ntp-audit/audit.log";
  private static final String RECORD =
      """
      {"timestamp":"2026-11-23T16:03:02.000Z","schema":1,"version":"1.0.0","host":"web-07",\
      "verdict":"ok","reasons":"none","since":"2026-11-23T16:03:02.000Z","runs":1,\
      "sync_status":"ok","leap_status":0,"stratum":3,"current_correction":0.000012,\
      "clock_error_bound":0.01,"sources":4,"ntp_conflict":"none",\
      "ntp_phc_status":"n/a","ntp_phc_device":"none","ntp_modules_status":"n/a",\
      "transport":"unix",\
      "virtualization":"none","duration_ms":30}
      """;

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostAsTheInstallationLeavesIt() throws IOException {
    scene = new Scene(folder).file("/usr/bin/ntp-audit", "");
    Files.setPosixFilePermissions(
        scene.at("/usr/bin/ntp-audit"), PosixFilePermissions.fromString("rwxr-xr-x"));
    scene.file("/proc/34/comm", "cron\n").file(LOG, RECORD.repeat(2016));
    scene.program("logrotate").apply();
  }

  private List<String> lines() {
    return Verify.run(scene.host(), scene.config(), "1.0.0").stream()
        .map(c -> c.state().word() + " " + c.name() + ": " + c.text())
        .toList();
  }

  private void assertSays(String line) {
    assertTrue(lines().contains(line), () -> line + "\nnot in\n" + String.join("\n", lines()));
  }

  private String owner() throws IOException {
    var is = Files.readAttributes(scene.root, PosixFileAttributes.class);
    return is.owner().getName() + ":" + is.group().getName();
  }

  @Test
  void everythingStands() throws IOException {
    assertEquals(
        List.of(
            "pass executable: /usr/bin/ntp-audit 1.0.0",
            "pass log folder: /var/log/ntp-audit, 0755 " + owner(),
            "pass log: 2,016 lines, the last 2 min 10 s old",
            "pass last record: schema 1, every required field",
            "pass scheduler: /etc/cron.d/ntp-audit, and cron runs",
            "pass cron line: as rendered",
            "pass logrotate: as rendered",
            "pass alloy fragment: as rendered",
            "pass loki rules: as rendered"),
        lines());
    assertEquals(0, scene.run("verify"));
    assertTrue(scene.out().startsWith("pass  executable      /usr/bin/ntp-audit dev\n"));
    assertTrue(scene.out().endsWith("\n9 passed, 0 failed, 0 to look at\n"), scene.out());
  }

  @Test
  void eachThingThatIsMissingIsSaid() throws IOException {
    for (String path : List.of("/usr/bin/ntp-audit", CRON, LOGROTATE, ALLOY, RULES, LOG)) {
      Files.delete(scene.at(path));
    }
    Files.delete(scene.at("/var/log/ntp-audit"));
    assertEquals(
        List.of(
            "fail executable: /usr/bin/ntp-audit is not there, or not executable",
            "fail log folder: /var/log/ntp-audit is not there (ntp-audit run makes it)",
            "fail log: " + scene.at(LOG) + ": no record (ntp-audit run)",
            "fail scheduler: neither systemd nor a line of cron starts the audit (ntp-audit apply)",
            "fail cron line: " + CRON + " is not there (ntp-audit apply)",
            "fail logrotate: " + LOGROTATE + " is not there (ntp-audit apply)",
            "fail alloy fragment: " + ALLOY + " is not there (ntp-audit apply)",
            "fail loki rules: " + RULES + " is not there (ntp-audit apply)"),
        lines());
    assertEquals(1, scene.run("verify"));
  }

  @Test
  void renderedFilesThatAreNotAsTheyShouldBe() throws IOException {
    Files.writeString(scene.at(LOGROTATE), "# mine\n");
    Files.delete(scene.at(ALLOY));
    scene.link(ALLOY, "elsewhere");
    Files.setPosixFilePermissions(scene.at(CRON), PosixFilePermissions.fromString("rw-rw-rw-"));
    scene.configure("loki: {team: sre}");
    assertSays(
        "fail logrotate: " + LOGROTATE + " was changed by hand (ntp-audit apply --check --diff)");
    assertSays("fail alloy fragment: " + ALLOY + " is a symbolic link");
    assertSays("fail cron line: " + CRON + " is not 0644 (ntp-audit apply)");
    assertSays(
        "fail loki rules: " + RULES + " is of another configuration or version (ntp-audit apply)");
    scene.configure("loki: {enabled: false}");
    assertSays("fail loki rules: " + RULES + " is still there (ntp-audit apply)");
    scene.apply();
    assertSays("pass loki rules: left out: loki.enabled is false");
  }

  @Test
  void theLogsFolderMustNotBeOpenToAll() throws IOException {
    Files.setPosixFilePermissions(
        scene.at("/var/log/ntp-audit"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertSays(
        "fail log folder: /var/log/ntp-audit, 0777 " + owner() + ": anybody may write there");
  }

  @Test
  void aRecordOfATimeToCome() throws IOException {
    scene.file(LOG, RECORD.replace("T16:03:02.000Z\",\"schema", "T18:05:12.000Z\",\"schema"));
    assertSays("fail log: 1 line, the last 2 h ahead of the clock (was the clock set back?)");
  }

  @Test
  void aLogThatFellSilent() throws IOException {
    scene.file(LOG, RECORD.replace("T16:03:02.000Z\",\"schema", "T13:55:00.000Z\",\"schema"));
    assertSays("fail log: 1 line, the last 2 h 10 min old" + " (ntp-audit status)");
    scene.configure("loki: {interval: 1h}");
    assertSays("pass log: 1 line, the last 2 h 10 min old");
  }

  /** As status has it: an hourly schedule is not late after a quarter of an hour. */
  @Test
  void theLogTellsItsInterval() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int hour = 11; hour <= 15; hour++) {
      log.append(RECORD.replace("T16:03:02", "T%d:00:02".formatted(hour)));
    }
    scene.file(LOG, log.toString());
    scene.configure("schedule: {cron: '0 * * * *'}");
    assertSays("pass log: 5 lines, the last 1 h 5 min old");
  }

  @Test
  void aLogThatWasJustRotated() throws IOException {
    scene.file(LOG, "").file(LOG + ".1", RECORD);
    assertSays("pass log: none since the log was rotated, the last 2 min 10 s old");
    Files.move(scene.at(LOG + ".1"), scene.at(LOG + "-20261123"));
    assertSays("pass log: none since the log was rotated, the last 2 min 10 s old");
  }

  @Test
  void aLogThatIsLargerThanAnyShouldBe() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(scene.at(LOG).toFile(), "rw")) {
      log.setLength(80L * 1024 * 1024);
      log.seek(log.length());
      log.writeBytes("\n" + RECORD);
    }
    assertSays("pass log: 2,018 lines, the last 2 min 10 s old");
  }

  @Test
  void aLastLineThatIsNoRecord() throws IOException {
    scene.file(LOG, RECORD + "{\"timestamp\":");
    assertTrue(
        lines().stream().anyMatch(l -> l.startsWith("fail last record: the last line of " + LOG)));
  }

  @Test
  void nothingButAFileCanBeTheLog() throws IOException {
    Files.move(scene.at(LOG), scene.at("/var/log/ntp-audit/other.log"));
    scene.link(LOG, "other.log");
    String why = ": a symbolic link, and nothing is written through it";
    assertSays("fail log: " + LOG + why + " (set log.file to where it leads)");
    scene.configure("log: {file: /var/log/ntp-audit}");
    String folder = "/var/log/ntp-audit: a folder (set log.file to a file in it)";
    assertSays("fail log: " + folder);
    assertEquals(2, scene.run("config", "check"));
    assertEquals("ntp-audit: /etc/ntp-audit/config.yaml:1:13: " + folder + "\n", scene.err());
  }

  @Test
  void aRecordWithoutARequiredField() throws IOException {
    scene.file(LOG, RECORD.replace("\"stratum\":3,", ""));
    assertSays("fail last record: schema 1, without stratum");
    String offset = "\"current_correction\":0.000012,\"clock_error_bound\":0.01,";
    String without = RECORD.replace(offset, "");
    scene.file(LOG, without);
    assertSays("fail last record: schema 1, without current_correction, clock_error_bound");
    for (String excuse :
        List.of("\"sync_status\":\"unsynchronised\"", "\"reasons\":\"local-reference\"")) {
      String key = excuse.substring(0, excuse.indexOf(':') + 1);
      scene.file(LOG, without.replaceFirst(key + "\"[a-z]+\"", excuse));
      assertSays("pass last record: schema 1, every required field");
    }
    String failed = without.replace("\"sync_status\":\"ok\"", "\"sync_status\":\"unknown\"");
    scene.file(LOG, failed);
    assertSays("fail last record: schema 1, without error_kind, error");
    scene.file(
        LOG, failed.replace("\"runs\":1", "\"runs\":1,\"error_kind\":\"denied\",\"error\":\"no\""));
    assertSays("pass last record: schema 1, every required field");
  }

  @Test
  void withoutSystemdAListOfUnitsExcusesTheConflict() throws IOException {
    scene.file(LOG, RECORD.replace("\"ntp_conflict\":\"none\",", ""));
    assertSays("fail last record: schema 1, without ntp_conflict");
    scene.configure("checks: {competitors: []}");
    assertSays("fail last record: schema 1, without ntp_conflict");
    scene.configure("checks: {competitors: [ntpd]}");
    assertSays("pass last record: schema 1, every required field");
    scene.file("/run/systemd/system/x", "");
    assertSays("fail last record: schema 1, without ntp_conflict");
  }

  @Test
  void theRequiredFieldsAreThoseOfTheSchema() throws IOException {
    Set<String> required = new TreeSet<>();
    Path schema = Path.of("src/main/resources/io/ntpaudit/audit/record.schema.json");
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), schema)) {
      while (!"required".equals(json.nextName())) {}
      json.nextToken();
      for (String field = json.nextStringValue(); field != null; field = json.nextStringValue()) {
        required.add(field);
      }
    }
    required.add("ntp_conflict");
    Set<String> ours = new TreeSet<>();
    LogCheck.ALWAYS.forEach(field -> ours.add(field.json()));
    assertEquals(required, ours);
  }

  @Test
  void offIsWellWhenNothingRuns() throws IOException {
    scene.configure("enabled: false");
    assertSays(
        "fail scheduler: /etc/cron.d/ntp-audit still runs, but enabled is false (ntp-audit apply)");
    scene.apply();
    assertSays("pass scheduler: off: enabled is false");
    assertEquals(0, scene.run("verify"), scene.out());
    Files.delete(scene.at(LOG));
    assertSays("pass log: off: enabled is false");
    assertEquals(0, scene.run("verify"), scene.out());
  }

  /** What it has no use for is not asked for. */
  @Test
  void offNeedsNeitherLogNorMetrics() throws IOException {
    scene.configure("enabled: false", "log: {file: /srv/a.log}", "prometheus: {textfile_dir: /n}");
    scene.run("apply");
    assertEquals("", scene.err());
    assertSays("pass log: off: enabled is false");
    assertEquals(0, scene.run("verify"), scene.out());
  }

  @Test
  void somebodyMustRotateTheLog() throws IOException {
    scene.without("logrotate");
    assertSays(
        "look log rotation: logrotate is not here: the log grows by 5 MB a month (install logrotate)");
    assertEquals(0, scene.run("verify"), scene.out());
  }

  @Test
  void anAuditThatFailsIsNoSchedulerThatIsWell() throws IOException {
    String timer = "printf '%s\\n' LoadState=loaded UnitFileState=enabled ActiveState=active";
    scene.booted().program("systemctl", timer, "echo; echo Result=exit-code");
    assertSays(
        "fail scheduler: ntp-audit.service failed: exit-code (journalctl -u ntp-audit.service; once mended: systemctl start ntp-audit.service)");
    scene.program("systemctl", timer, "echo; echo Result=success");
    assertSays("pass scheduler: ntp-audit.timer enabled and active");
  }

  /** The audit has no business to make it, and without it there are no metrics. */
  @Test
  void theFolderOfTheMetricsIsThere() throws IOException {
    scene.configure("prometheus: {textfile_dir: /var/lib/node}");
    String missing = "/var/lib/node does not exist (mkdir -p /var/lib/node)";
    assertSays("fail textfile: " + missing);
    String advice =
        "ntp-audit: /etc/ntp-audit/config.yaml:1:28: prometheus.textfile_dir: " + missing + "\n";
    assertEquals(0, scene.run("config", "check"));
    assertEquals(advice, scene.err());
    assertEquals(0, scene.run("apply"));
    assertEquals(advice, scene.err());
    scene.file("/var/lib/node", "");
    assertSays("fail textfile: /var/lib/node is not a folder (look at prometheus.textfile_dir)");
    Files.delete(scene.at("/var/lib/node"));
    scene.folder("/var/lib/node");
    assertSays("pass textfile: /var/lib/node");
    scene.run("config", "check");
    assertEquals("", scene.err());
  }

  @Test
  void aBrokenConfigurationIsAFailure() throws IOException {
    scene.configure("limits: {ofset: 1}");
    assertTrue(lines().stream().anyMatch(l -> l.startsWith("fail configuration: /etc/ntp-audit/")));
  }

  @Test
  void anAlloyThatReadsOneFileGetsTheLinesToPaste() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=\"/etc/alloy/config.alloy\"\n");
    scene.file("/etc/alloy/config.alloy", "logging {}\n");
    scene.configure("log: {file: /srv/a.log}", "alloy: {loki_url: 'http://loki/push'}");
    assertEquals(
        """
        reads /etc/alloy/config.alloy only, not /etc/alloy/conf.d.
        Add to that file, then systemctl reload alloy:
          import.file "ntp_audit" {
          	filename = "/usr/share/ntp-audit/alloy/ntp-audit-module.alloy"
          }

          ntp_audit.logs "default" {
          	forward_to = [loki.write.ntp_audit.receiver]
          	log_file   = "/srv/a.log"
          }

          loki.write "ntp_audit" {
          	endpoint {
          		url = "http://loki/push"
          	}
          }\
        """,
        look("alloy"));
    scene.run("verify");
    assertTrue(scene.out().contains("\nlook  alloy           reads /etc/alloy/config.alloy only"));
    assertTrue(scene.out().contains("\n" + " ".repeat(24) + "import.file \"ntp_audit\" {\n"));
  }

  /** Lines that would keep Alloy from starting are not offered. */
  @Test
  void theLinesToPasteNeedAReceiverThatIsThere() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=\"/etc/alloy/config.alloy\"\n");
    scene.file("/etc/alloy/config.alloy", "logging {}\n");
    String not = "reads /etc/alloy/config.alloy only, not /etc/alloy/conf.d.\n";
    String lacks =
        not
            + "nothing in /etc/alloy/config.alloy defines loki.write.default.receiver,"
            + " Alloy would not start ";
    assertEquals(lacks + "(set alloy.loki_url, or alloy.loki_receiver)", look("alloy"));
    scene.file("/etc/alloy/config.alloy", "loki.write \"site\" {}\n");
    assertEquals(lacks + "(set alloy.loki_receiver to loki.write.site.receiver)", look("alloy"));
    scene.configure("alloy: {loki_receiver: loki.write.site.receiver}");
    assertTrue(look("alloy").contains("forward_to = [loki.write.site.receiver]"), look("alloy"));
  }

  private String look(String name) {
    return Verify.run(scene.host(), scene.config(), "1").stream()
        .filter(c -> c.name().equals(name) && c.state() == Verify.State.LOOK)
        .map(Check::text)
        .findFirst()
        .orElse("");
  }

  @Test
  void anAlloyThatImportsTheModuleIsLookedAtCloser() throws IOException {
    Path module = Path.of("src/main/dist" + AlloyImport.MODULE);
    scene.file(AlloyImport.MODULE, Files.readString(module));
    scene.file("/etc/sysconfig/alloy", "CONFIG_FILE=/etc/alloy/config.alloy\n");
    String imports = "import.file \"na\" {\n filename = \"" + AlloyImport.MODULE + "\"\n}\n";
    scene.file("/etc/alloy/config.alloy", imports + "na.logs \"x\" { forward_to = [a.b] }\n");
    assertSays("pass alloy: /etc/alloy/config.alloy imports the module");
    scene.file("/etc/alloy/config.alloy", imports + "na.log \"x\" { forward_to = [a.b] }\n");
    assertSays(
        "fail alloy: /etc/alloy/config.alloy uses na.log, which is not in the module"
            + " (na.logs, na.timex): Alloy will not start");
    scene.file("/etc/alloy/config.alloy", imports);
    assertSays("fail alloy: /etc/alloy/config.alloy imports the module and uses no na.logs");

    scene.file("/etc/alloy/config.alloy", "logging {}\n");
    scene.file("/etc/alloy/conf.d/ntp.alloy", imports + "na.logs \"x\" {}\n");
    scene.file("/etc/sysconfig/alloy", "CONFIG_FILE=/etc/alloy\n");
    assertTrue(lines().stream().noneMatch(l -> l.startsWith("pass alloy:")), "a folder below it");
    scene.file("/etc/alloy/ntp-audit.alloy", imports + "na.logs \"x\" {}\n");
    assertSays("pass alloy: /etc/alloy imports the module");
  }

  @Test
  void anImportedModuleMustFollowTheLog() throws IOException {
    scene.file(AlloyImport.MODULE, "declare \"logs\" {}\n");
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/config.alloy\n");
    String imports = "import.file \"na\" { filename = \"" + AlloyImport.MODULE + "\" }\n";
    String well = "pass alloy: /etc/alloy/config.alloy imports the module";
    String other =
        "fail alloy: /etc/alloy/config.alloy has the module follow /var/log/ntp-audit/audit.log,"
            + " not /srv/a.log (set log_file in na.logs, then systemctl reload alloy)";
    scene.configure("log: {file: /srv/a.log}");
    scene.file(
        "/etc/alloy/config.alloy", imports + "na.logs \"x\" { // log_file = \"/srv/a.log\"\n}");
    assertSays(other);
    for (String use : List.of("\"/srv/a.log\"", "sys.env(\"LOG\")")) {
      scene.file("/etc/alloy/config.alloy", imports + "na.logs \"x\" { log_file = " + use + " }\n");
      assertSays(well);
    }
    scene.configure("log: {}");
    scene.file("/etc/alloy/config.alloy", imports + "na.logs \"x\" { log_file = \"/srv/b\" }\n");
    assertTrue(
        lines().stream()
            .anyMatch(l -> l.contains("follow /srv/b, not /var/log/ntp-audit/audit.log")));
  }

  @Test
  void noLinesAreOfferedWhileTheConfigurationIsMistaken() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/config.alloy\n");
    scene.file("/etc/alloy/config.alloy", "loki.write \"default\" {}\n");
    scene.configure("alloy: {loki_url: 'http://x', username: u}");
    assertTrue(look("alloy").endsWith("once the configuration is mended (ntp-audit config check)"));
  }

  @Test
  void anAlloyThatReadsTheFolderAndLacksTheReceiver() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/conf.d\n");
    assertTrue(
        lines().stream()
            .anyMatch(l -> l.startsWith("fail alloy fragment: left out: nothing in /etc/alloy")));
    assertSays("pass alloy: reads /etc/alloy/conf.d");
  }

  @Test
  void aLokiThatReadsOtherRulesOrOursTwice() throws IOException {
    scene.file("/etc/loki/config.yml", "common: {path_prefix: /tmp/loki}\n");
    assertEquals(
        "/etc/loki/config.yml does not name /etc/loki/rules: the rules are not read.\n"
            + "See /usr/share/ntp-audit/loki/ruler.yaml",
        look("loki"));
    scene.file(
        "/etc/loki/config.yml",
        "auth_enabled: false\nruler: {storage: {local: {directory: /etc/loki/rules}}}\n");
    assertEquals("", look("loki"));
    scene.file("/etc/loki/rules/fake/old.yaml", scene.read(RULES));
    assertEquals(
        "the same alerts are in /etc/loki/rules/fake/old.yaml and come twice", look("loki"));
    assertFalse(scene.run("verify") != 0, "a look is no failure");
    scene.file("/etc/loki/rules/fake/old.yaml", "");
    assertSays(
        "fail loki: Loki loads every file there, and stops all its rules over"
            + " /etc/loki/rules/fake/old.yaml (move it away)");
  }

  @Test
  void jsonHasTheSame() {
    assertEquals(0, scene.run("verify", "--json"));
    assertTrue(
        scene
            .out()
            .startsWith(
                "{\"passed\":9,\"failed\":0,\"look\":0,\"checks\":[{\"name\":\"executable\","
                    + "\"state\":\"pass\",\"text\":\"/usr/bin/ntp-audit dev\"}"),
        scene.out());
  }
}
