package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {
  @TempDir Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int config(String... args) {
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    return new Program(
            host,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args);
  }

  private void write(String file, String yaml) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, yaml);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ConfigCommandTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void showsEveryKeyAndWhereItsValueComesFrom() throws IOException {
    write(
        "etc/ntp-audit/config.yaml",
        """
        log:
          file: /srv/audit/audit.log
        checks:
          competitors: [ntpd, openntpd]
          phc_devices: []
        """);
    write("etc/ntp-audit/conf.d/50-site.yaml", "limits: {offset: 0.001}\n");
    assertEquals(0, config("config", "show"));
    assertEquals(golden("config-show.txt"), out.toString(StandardCharsets.UTF_8));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  /**
   * Each value is one, and together they make no file: apply would have been the first to say so.
   */
  @Test
  void whatApplyWouldRefuseIsAMistake() throws IOException {
    write("etc/ntp-audit/config.yaml", "alloy: {loki_url: 'http://loki', username: web}\n");
    assertEquals(2, config("config", "check"));
    assertEquals(
        "ntp-audit: /etc/ntp-audit/config.yaml:1:44: alloy.username and alloy.password_file need"
            + " each other (apply would not render its file)\n",
        err.toString(StandardCharsets.UTF_8));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    write("etc/ntp-audit/config.yaml", "alloy: {enabled: false, username: web}\n");
    assertEquals(0, config("config", "check"));
  }

  /** The rules would miss audits that nobody has asked for. */
  @Test
  void aScheduleOfCronThatTheRulesDoNotExpectIsAdvisedAgainst() throws IOException {
    String advice =
        "schedule.cron: more than loki.interval (5 min) passes between audits, and the rules for"
            + " Loki follow that (set it, too)";
    write("etc/ntp-audit/config.yaml", "schedule: {cron: '*/15 * * * *'}\n");
    assertEquals(0, config("config", "check"));
    assertEquals(
        "ntp-audit: /etc/ntp-audit/config.yaml:1:18: " + advice + "\n",
        err.toString(StandardCharsets.UTF_8));
    assertEquals("the configuration is valid\n", out.toString(StandardCharsets.UTF_8));
    out.reset();
    assertEquals(0, config("config", "check", "--json"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains(advice), out::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loki: {interval: 15m}", "loki: {enabled: false}", "enabled: false"})
  void thereIsNoAdviceWhereTheRulesKnowTheScheduleOrAreNotThere(String also) throws IOException {
    write("etc/ntp-audit/config.yaml", "schedule: {cron: '*/15 * * * *'}\n" + also + "\n");
    assertEquals(0, config("config", "check"));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void thereIsNoAdviceWhereSystemdRunsTheAudits() throws IOException {
    write("etc/ntp-audit/config.yaml", "schedule: {cron: '*/15 * * * *'}\n");
    Files.createDirectories(root.resolve("run/systemd/system"));
    assertEquals(0, config("config", "check"));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void jsonHasValuesAsWhatTheyAre() throws IOException {
    write(
        "etc/ntp-audit/config.yaml",
        """
        enabled: false
        log: {rotate: 007, size: 1M}
        checks: {competitors: [ntpd, openntpd], phc_devices: []}
        limits: {offset: .001}
        """);
    assertEquals(0, config("config", "show", "--json"));
    String json = out.toString(StandardCharsets.UTF_8);
    for (String setting :
        List.of(
            "'enabled':{'value':false,'from':'/etc/ntp-audit/config.yaml:1:10'}",
            "'log.every':{'value':'monthly','from':'default'}",
            "'log.rotate':{'value':7,'from':'/etc/ntp-audit/config.yaml:2:15'}",
            "'checks.competitors':{'value':['ntpd','openntpd'],",
            "'checks.phc_devices':{'value':[],",
            "'checks.kernel_modules':{'value':'auto','from':'default'}",
            "'alloy.loki_url':{'from':'default'}",
            "'limits.offset':{'value':0.001,")) {
      assertTrue(json.contains(setting.replace('\'', '"')), json);
    }
    assertTrue(json.startsWith("{\"settings\":{\"enabled\":"), json);
    assertTrue(json.endsWith("},\"mistakes\":[]}\n"), json);
  }

  @Test
  void jsonHasEachMistakeWithItsPlace() throws IOException {
    assertEquals(0, config("config", "check", "--json"));
    assertEquals(
        "{\"valid\":true,\"mistakes\":[],\"advice\":[]}\n", out.toString(StandardCharsets.UTF_8));
    out.reset();
    write("etc/ntp-audit/config.yaml", "limits:\n  ofset: 1\n");
    assertEquals(2, config("config", "check", "--json"));
    assertEquals(
        """
        {"valid":false,"mistakes":[{"file":"/etc/ntp-audit/config.yaml","line":2,"column":3,\
        "text":"unknown key limits.ofset (meant: limits.offset?)"}],"advice":[]}
        """,
        out.toString(StandardCharsets.UTF_8));
    assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("ntp-audit: /etc/ntp-audit/"));
  }

  @Test
  void aValidConfigurationIsCalledSo() {
    assertEquals(0, config("config", "check"));
    assertEquals("the configuration is valid\n", out.toString(StandardCharsets.UTF_8));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void mistakesGoToStderrEachWithItsPlace() throws IOException {
    write("site/config.yaml", "limits:\n  ofset: 1\n  stratum: many\n");
    String mistakes =
        """
        ntp-audit: %1$s:2:3: unknown key limits.ofset (meant: limits.offset?)
        ntp-audit: %1$s:3:12: limits.stratum: expected a whole number from 0 to 1000000, found "many"
        """
            .formatted("/site/config.yaml");
    assertEquals(2, config("config", "check", "--config", "/site"));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals(mistakes, err.toString(StandardCharsets.UTF_8));
    err.reset();
    assertEquals(2, config("--config", "/site", "config", "show"));
    assertEquals(mistakes, err.toString(StandardCharsets.UTF_8));
  }
}
