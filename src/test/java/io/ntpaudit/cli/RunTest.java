package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.ValidRecords;
import io.ntpaudit.host.HostTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run} as a whole, on a host whose programs are scripts. */
class RunTest {
  private static final String TRACKING =
      "C0000201,192.0.2.1,3,1795449900.123456789,0.000012000,-0.000003000,0.000020000,-12.345,"
          + "0.001,0.020,0.020000000,0.000500000,64.5,Normal\n";
  private static final String REST =
      "^,*,192.0.2.1,2,6,377,23,-0.000010000,-0.000010000,0.010000000\n"
          + "^,+,192.0.2.2,2,6,377,23,-0.000010000,-0.000010000,0.010000000\n"
          + "192.0.2.1,8,4,453,0.001,0.020,-0.000010,0.000020\n"
          + "192.0.2.2,8,4,453,0.001,0.020,-0.000010,0.000020\n"
          + "2,0,0,0,0\n";

  @TempDir Path root;
  private HostTree tree;
  private Path log;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void aSynchronisedHost() {
    tree = new HostTree(root).file("/dev/log", "");
    tree.program("logger", "printf '%s\\n' \"$*\" >> " + root.resolve("syslog"));
    chronyc("cat <<'EOF'\n" + TRACKING + REST + "EOF");
    log = tree.path("/var/log/ntp-audit/audit.log");
  }

  private void chronyc(String script) {
    tree.program("chronyc", script);
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return new Program(
            tree.host(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> syslog() throws IOException {
    Path file = root.resolve("syslog");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> line.startsWith("-u ")).toList()
        : List.of();
  }

  @Test
  void writesOneRecordAndOneLine() throws IOException {
    assertEquals(0, run());
    assertEquals("", text(out));
    assertEquals("", text(err));
    AuditRecord record = ValidRecords.assertValid(Files.readString(log));
    assertEquals("ok", record.text(Field.VERDICT, ""));
    assertEquals(OptionalDouble.of(0.000012), record.number(Field.CURRENT_CORRECTION));
    assertEquals(1, syslog().size());
    assertTrue(
        syslog()
            .getFirst()
            .endsWith(
                "-t ntp-audit -p daemon.info -- ntp_sync=ok stratum=3 offset=0.000012"
                    + " conflict=none phc=n/a verdict=ok reasons=none"),
        syslog()::toString);
  }

  @Test
  void printsTheRecordThatItWrites() throws IOException {
    assertEquals(0, run("run", "--json"));
    assertEquals(Files.readString(log), text(out));
    assertEquals(0, run("--json"));
    assertTrue(Files.readString(log).endsWith(text(out)));
    assertEquals(2, ValidRecords.assertValid(text(out)).count(Field.RUNS).orElseThrow());
  }

  @Test
  void aCheckWithoutAnAuditOfTodayHasNothingToWaitFor() throws IOException {
    chronyc("cat <<'EOF'\n" + TRACKING.replace("0.000012000", "0.500000000") + REST + "EOF");
    assertEquals(1, run("check"), text(out));
    assertTrue(text(out).startsWith("NTP WARNING - offset: "), text(out));
    tree.file(
        "/var/log/ntp-audit/audit.log", "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"runs\":9}\n");
    assertEquals(1, run("check"), text(out));
    assertEquals(0, run());
    assertEquals(0, run("check", "--last"), text(out));
    assertTrue(text(out).contains("\npending: offset: "), text(out));
    assertEquals(1, run("check"), text(out)); // seen before
  }

  @Test
  void whatWaitsForTheGraceSaysForHowLong() throws IOException {
    tree.file("/proc/uptime", "20.00 10.00\n");
    chronyc("cat <<'EOF'\n" + TRACKING.replace("0.000012000", "0.500000000") + REST + "EOF");
    String grace = "not confirmed yet: start-up grace, 9 min 40 s left";
    assertEquals(0, run("check"), text(out));
    assertTrue(text(out).contains("\npending: offset: "), text(out));
    assertTrue(text(out).contains(" (" + grace + ")\n"), text(out));
    assertEquals(0, run("status"), text(out));
    assertTrue(text(out).contains("\n  pending   offset (" + grace + ")\n"), text(out));
    assertEquals(0, run("explain", "offset"), text(out));
    String explained = text(out).replaceAll("\\s+", " ");
    assertTrue(explained.contains("Seen, and " + grace + ". The clock is 500 ms slow;"), explained);
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    assertEquals(0, run("run", "--dry-run", "--json"));
    ValidRecords.assertValid(text(out));
    assertEquals(0, run("--dry-run"));
    assertEquals("", text(out));
    assertFalse(Files.exists(log) || Files.exists(log.getParent()));
    assertEquals(List.of(), syslog());
  }

  @ParameterizedTest
  @CsvSource({
    "echo '506 Cannot talk to daemon'; exit 1, unreachable",
    "echo '501 Not authorised'; exit 1, denied",
    "echo '518 Packet length mismatch'; exit 1, version-mismatch",
    "exec sleep 60, timed-out",
    "echo nonsense, unparseable",
    "exec yes, unparseable",
    "kill -9 $$, unparseable",
    "'', unparseable",
    "printf '\\377\\001', unparseable"
  })
  void aFailedAuditWritesARecordAndEndsWell(String script, String kind) throws IOException {
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {timeout: 500ms}\n");
    chronyc(script);
    assertEquals(0, run());
    AuditRecord record = ValidRecords.assertValid(Files.readString(log));
    assertEquals(kind, record.text(Field.ERROR_KIND, ""));
    assertEquals("unknown", record.text(Field.VERDICT, ""));
    assertEquals("chronyd-" + kind, record.text(Field.REASONS, ""));
    assertTrue(syslog().getFirst().contains(" -p daemon.warning -- ntp_sync=unknown"));
  }

  @Test
  void withoutChronycTheRecordSaysSo() throws IOException {
    Files.delete(tree.path("/usr/bin/chronyc"));
    assertEquals(0, run());
    assertEquals(
        "not-installed",
        ValidRecords.assertValid(Files.readString(log)).text(Field.ERROR_KIND, ""));
  }

  @Test
  void aBadLayerIsLeftOutAndTheRecordSaysSo() throws IOException {
    tree.file("/etc/ntp-audit/config.yaml", "limits: {min_sources: 3}\n");
    tree.file("/etc/ntp-audit/conf.d/bad.yaml", "log: {file: relative}\n");
    assertEquals(0, run());
    AuditRecord record = ValidRecords.assertValid(Files.readString(log));
    assertEquals("few-sources,config-invalid", record.text(Field.REASONS, ""));
    assertEquals("warning", record.text(Field.VERDICT, ""));
  }

  @Test
  void aBadPairOfLimitsIsLeftOutAndTheRecordSaysSo() throws IOException {
    tree.file("/etc/ntp-audit/config.yaml", "limits: {offset: 5}\n");
    assertEquals(0, run());
    AuditRecord record = ValidRecords.assertValid(Files.readString(log));
    assertEquals("config-invalid", record.text(Field.REASONS, ""));
  }

  @Test
  void metricsThatCannotBeWrittenAreToldInItsOwnWords() throws IOException {
    tree.file("/etc/ntp-audit/config.yaml", "prometheus: {textfile_dir: /srv/node}\n");
    assertEquals(0, run());
    String why = "/srv/node: the metrics cannot be written: it does not exist (mkdir -p /srv/node)";
    assertEquals("ntp-audit: " + why + "\n", text(err));
  }

  /** Nobody would take them away again. */
  @Test
  void metricsAreWrittenWhereTheyAreWantedAndTheAuditIsOn() throws IOException {
    Path metrics = tree.file("/srv/node/other.prom", "").path("/srv/node/ntp-audit.prom");
    tree.file("/etc/ntp-audit/config.yaml", "prometheus: {textfile_dir: /srv/node}\n");
    tree.file("/etc/ntp-audit/conf.d/off.yaml", "enabled: false\n");
    assertEquals(0, run());
    assertFalse(Files.exists(metrics));
    tree.file("/etc/ntp-audit/conf.d/off.yaml", "enabled: true\n");
    assertEquals(0, run());
    assertTrue(Files.readString(metrics).startsWith("# HELP ntp_audit_"));
  }

  @Test
  void theLogsPathIsTheConfigurations() throws IOException {
    tree.file("/site/config.yaml", "log: {file: /srv/audit.log}\n");
    assertEquals(0, run("run", "--config", "/site"));
    ValidRecords.assertValid(Files.readString(tree.path("/srv/audit.log")));
    assertFalse(Files.exists(log));
  }

  @Test
  void aRecordThatCannotBeWrittenIsToldOnStderrAndInSyslog() throws IOException {
    tree.link("/var/log/ntp-audit/audit.log", "/etc/passwd");
    long size = Files.size(Path.of("/etc/passwd"));
    assertEquals(1, run("run", "--json"));
    ValidRecords.assertValid(text(out));
    Files.delete(log);
    String why =
        log
            + ": a symbolic link, and nothing is written through it"
            + " (set log.file to where it leads)";
    assertEquals("ntp-audit: " + why + "\n", text(err));
    assertEquals(1, syslog().size());
    assertTrue(syslog().getFirst().endsWith(" -p daemon.warning -- ERROR: " + why));
    assertEquals(size, Files.size(Path.of("/etc/passwd")));
  }

  @Test
  void hostileNamesOfSourcesStayInTheirField() throws IOException {
    chronyc(
        "printf '%s\\n' '"
            + TRACKING.strip().replace(",192.0.2.1,", ",a\"b\\c,")
            + "'\nprintf '#,*,A,B\\377\\033[31m,0,4,377,3,"
            + "-0.000010000,-0.000010000,0.010000000\\n'\n"
            + "echo 4,0,0,0,0");
    assertEquals(0, run("--json"));
    AuditRecord record = ValidRecords.assertValid(text(out));
    assertEquals("a\"b\\c", record.text(Field.REFERENCE_NAME, ""));
    assertEquals("A,B\uFFFD\u001b[31m", record.text(Field.SELECTED_SOURCE, ""));
  }

  @ParameterizedTest
  @CsvSource({"--jsn", "run --dryrun", "runn", "--config", "run extra", "--json=1"})
  void mistakesOfUsageWriteNothing(String line) {
    assertEquals(2, run(line.split(" ")));
    assertTrue(text(err).startsWith("ntp-audit: "), text(err));
    assertFalse(text(err).contains("\tat "), text(err));
    assertFalse(Files.exists(log));
  }
}
