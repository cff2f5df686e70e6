package io.ntpaudit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be wrong with a file of the configuration, and with the files together. */
class LayersTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectories(root.resolve("etc/ntp-audit"));
    Files.createDirectories(folder.resolve("conf.d"));
  }

  private Config load() {
    return Configs.load(
        new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere"), Configs.FOLDER);
  }

  private static List<String> problems(Config config) {
    return config.problems().stream()
        .map(Problem::toString)
        .map(text -> text.replace("/etc/ntp-audit/", ""))
        .toList();
  }

  private void main(String yaml) throws IOException {
    Files.writeString(folder.resolve("config.yaml"), yaml);
  }

  private void dropIn(String name, String yaml) throws IOException {
    Files.writeString(folder.resolve("conf.d").resolve(name), yaml);
  }

  /** A file of the configuration and all that is said of it. */
  private record Case(String name, String yaml, String... problems) {}

  private static final List<Case> CASES =
      List.of(
          new Case("empty", ""),
          new Case("blank", "\n\n  \n"),
          new Case("comments only", "# nothing\n"),
          new Case("no value at all", "---\n"),
          new Case("null", "~\n"),
          new Case("ended document", "log:\n  rotate: 3\n...\n"),
          new Case("section without keys", "log:\n"),
          new Case("Windows line ends", "log:\r\n  rotate: 3\r\n"),
          new Case("flow style", "{log: {rotate: 3, every: daily}}\n"),
          new Case("dotted key", "log.rotate: 3\n"),
          new Case(
              "unknown section",
              "limts:\n  offset: 1\n",
              "config.yaml:1:1: unknown key limts (meant: limits?)"),
          new Case(
              "unknown key",
              "limits:\n  ofset: 1\n",
              "config.yaml:2:3: unknown key limits.ofset (meant: limits.offset?)"),
          new Case("nothing like it", "colour: red\n", "config.yaml:1:1: unknown key colour"),
          new Case(
              "underscore for dot",
              "log_file: /tmp/x\n",
              "config.yaml:1:1: unknown key log_file (meant: log.file?)"),
          new Case(
              "all mistakes are told",
              "limits:\n  ofset: 1\n  stratum: high\nenabled: 1\n",
              "config.yaml:2:3: unknown key limits.ofset (meant: limits.offset?)",
              "config.yaml:3:12: limits.stratum: expected a whole number from 0 to 1000000,"
                  + " found \"high\"",
              "config.yaml:4:10: enabled: expected true or false, found \"1\""),
          new Case(
              "duplicate key",
              "log:\n  rotate: 3\n  rotate: 4\n",
              "config.yaml:3:3: duplicate key log.rotate (keep one)"),
          new Case(
              "duplicate section",
              "log:\n  rotate: 3\nlog:\n  every: daily\n",
              "config.yaml:3:1: duplicate key log (keep one)"),
          new Case(
              "duplicate in two spellings",
              "log:\n  rotate: 3\nlog.rotate: 4\n",
              "config.yaml:3:1: duplicate key log.rotate (keep one)"),
          new Case(
              "quoted switch",
              "enabled: \"false\"\n",
              "config.yaml:1:10: enabled: expected true or false, found \"false\""),
          new Case(
              "quoted number",
              "limits:\n  offset: '0.5'\n",
              "config.yaml:2:11: limits.offset: expected a number of seconds above 0, such as 0.1,"
                  + " found \"0.5\""),
          new Case(
              "a password in a URL is not told",
              "alloy:\n  loki_url: https://ntp:s3cret@loki/push\n",
              "config.yaml:2:13: alloy.loki_url: expected an http or https URL without a user"
                  + " (alloy.username, alloy.password_file), found \"https://…@loki/push\""),
          new Case(
              "list for a scalar",
              "log:\n  file: [/a, /b]\n",
              "config.yaml:2:9: log.file: expected an absolute path of a file outside of the system's own folders, in ASCII, found a list"),
          new Case(
              "keys for a scalar",
              "log:\n  file:\n    path: /a\n",
              "config.yaml:3:5: log.file: expected an absolute path of a file outside of the system's own folders, in ASCII, found keys below it"),
          new Case(
              "scalar for a section",
              "log: daily\n",
              "config.yaml:1:6: log: expected keys below it, each on a line of its own,"
                  + " found \"daily\""),
          new Case(
              "list for a section",
              "log:\n  - rotate: 3\n",
              "config.yaml:2:3: log: expected keys below it, each on a line of its own,"
                  + " found a list"),
          new Case(
              "nothing for a value",
              "log:\n  file:\n",
              "config.yaml:2:8: log.file: expected an absolute path of a file outside of the system's own folders, in ASCII, found nothing"),
          new Case("nothing for a value that may be unset", "prometheus:\n  textfile_dir:\n"),
          new Case(
              "scalar for the document",
              "hello\n",
              "config.yaml:1:1: expected keys and values, found \"hello\""),
          new Case(
              "list for the document",
              "- a\n",
              "config.yaml:1:1: expected keys and values, found a list"),
          new Case(
              "a list's element is keys",
              "checks:\n  competitors:\n    - a: b\n",
              "config.yaml:3:7: checks.competitors: expected a name in the list,"
                  + " found keys below it"),
          new Case(
              "a list's element is nothing",
              "checks:\n  competitors: [ntpd, ~]\n",
              "config.yaml:2:23: checks.competitors: expected a name in the list, found nothing"),
          new Case(
              "word for a list",
              "checks:\n  competitors: ntpd\n",
              "config.yaml:2:16: checks.competitors: expected auto, or a list of names,"
                  + " found \"ntpd\""),
          new Case(
              "second document",
              "enabled: true\n---\nenabled: false\n",
              "config.yaml:2:1: a second document (one is read)"),
          new Case(
              "tab",
              "log:\n\trotate: 3\n",
              "config.yaml:2:1: a tab (YAML is indented with blanks)"),
          new Case(
              "anchor",
              "log: &a\n  rotate: 3\n",
              "config.yaml:1:6: anchors and aliases are not read (write the value out)"),
          new Case(
              "alias",
              "log:\n  rotate: *a\n",
              "config.yaml:2:11: anchors and aliases are not read (write the value out)"),
          new Case(
              "unclosed quote",
              "log:\n  file: \"/a\n",
              "config.yaml:3:1: not YAML: found unexpected end of stream"),
          new Case(
              "unclosed brace",
              "log: {rotate: 3\n",
              "config.yaml:2:1: not YAML: expected ',' or '}', but got <stream end>"),
          new Case(
              "bad indentation",
              "log:\n  rotate: 3\n every: daily\n",
              "config.yaml:3:2: not YAML: expected <block end>, but found '<block mapping start>'"),
          new Case(
              "control character",
              "log:\n  rotate: \u0007\n",
              "config.yaml:2:11: not YAML: the character U+0007 is not allowed"),
          new Case(
              "escape sequence in a key",
              "\"lo\\e[31mg\": 1\n",
              "config.yaml:1:1: unknown key lo?[31mg"),
          new Case(
              "escape sequence in a value",
              "log:\n  every: \"\\e[31mred\"\n",
              "config.yaml:2:10: log.every: expected daily, weekly, monthly or yearly,"
                  + " found \"?[31mred\""),
          new Case(
              "half a character in a name",
              "checks:\n  competitors: [\"\\uD800\"]\n",
              "config.yaml:2:17: checks.competitors: expected a name in the list, found \"?\""),
          new Case(
              "endless key",
              "x".repeat(900) + ": 1\n",
              "config.yaml:1:1: unknown key " + "x".repeat(40) + "…"),
          new Case(
              "list for a key",
              "? [a, b]\n: 1\n",
              "config.yaml:1:3: expected a key, found a list"));

  @TestFactory
  Stream<DynamicTest> eachMistakeHasItsPlace() {
    return CASES.stream()
        .map(it ->
            dynamicTest(
                it.name,
                () -> {
                  main(it.yaml);
                  assertEquals(List.of(it.problems), problems(load()));
                }));
  }

  @Test
  void anAliasBombIsRefusedAtItsFirstAnchor() throws IOException {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ", ").repeat(8)).append("x]\n");
    }
    main(bomb.toString());
    assertEquals("config.yaml:1:1: unknown key a", problems(load()).getFirst());
    main("checks:\n  competitors: &a [x]\n  phc_devices: [*a, *a]\n");
    assertEquals(
        List.of(
            "config.yaml:2:16: anchors and aliases are not read (write the value out)",
            "config.yaml:3:17: anchors and aliases are not read (write the value out)",
            "config.yaml:3:21: anchors and aliases are not read (write the value out)"),
        problems(load()));
  }

  @Test
  void tenMegabytesAreNotRead() throws IOException {
    main("#".repeat(10_000_000));
    assertEquals(
        List.of("config.yaml: larger than 256 KiB (is this the right file?)"), problems(load()));
  }

  @Test
  void deepNestingEnds() throws IOException {
    for (String deep : List.of("[".repeat(200_000), "{a: ".repeat(60_000))) {
      for (String before : List.of("log: ", "", "--- ", "- ")) {
        main(before + deep);
        assertTrue(
            problems(load()).getLast().endsWith("nested too deeply"), before + deep.charAt(0));
      }
    }
  }

  @Test
  void afterTwentyMistakesTheRestIsNotLookedAt() throws IOException {
    String twenty = "bad: 1\n" + "bad: 1\n".repeat(19);
    main(twenty);
    assertEquals(20, problems(load()).size());
    for (String more : List.of("bad: 1\n", "\tx\n")) {
      main(twenty + more);
      assertEquals(
          "config.yaml: more than 20 problems; the rest was not looked at",
          problems(load()).getLast());
    }
  }

  @Test
  void aByteOrderMarkAndOtherEncodingsAreNamed() throws IOException {
    Path file = folder.resolve("config.yaml");
    String bom = "config.yaml:1:1: starts with a byte order mark (save it as UTF-8 without one)";
    Files.write(file, "\uFEFFenabled: true\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(bom), problems(load()));
    Files.write(file, "\uFEFFenabled: true\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(List.of(bom), problems(load()));
    Files.write(file, "loki:\n  team: dbä\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("config.yaml:2:11: not UTF-8 (save the file as UTF-8)"), problems(load()));
    Files.write(file, "loki:\n  team: dbä\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), problems(load()));
    assertEquals("dbä", load().text(Key.LOKI_TEAM));
  }

  @Test
  void aDropInOfAnotherEndingIsNamed() throws Exception {
    Files.writeString(folder.resolve("conf.d/50-site.yml"), "limits: {offset: 0.5}\n");
    Files.writeString(folder.resolve("conf.d/README"), "ours");
    assertEquals(
        List.of("conf.d/50-site.yml: not read: its name does not end in .yaml (rename it)"),
        problems(load()));
  }

  /** In the C locale, which is cron's, Java cannot open it. */
  @Test
  void aDropInWhoseNameNotEveryLocaleCanSayIsNamed() throws Exception {
    Files.writeString(folder.resolve("conf.d/50-zürich.yaml"), "limits: {offset: 0.5}\n");
    assertEquals(
        List.of("conf.d/50-zürich.yaml: not read: its name is not all ASCII (rename it)"),
        problems(load()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/hosts", "/usr/lib/audit.log", "/boot/x"})
  void theLogIsNoFileOfTheSystem(String path) throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "log: {file: " + path + "}\n");
    assertEquals(
        List.of(
            "config.yaml:1:13: log.file: expected an absolute path of a file outside of the"
                + " system's own folders, in ASCII, found \""
                + path
                + "\""),
        problems(load()));
  }

  /** There the unit would write a log that nobody sees, or none. */
  @ParameterizedTest
  @CsvSource({
    "/home/a/x.log, /home",
    "/root/x, /root",
    "/run/user/0/x, /run/user",
    "/tmp/x, /tmp",
    "/var/tmp/a/x, /var/tmp",
    "/dev/shm/x, /dev",
    "//tmp/x, /tmp",
    "/./var/.//tmp/x, /var/tmp"
  })
  void nothingIsWrittenWhereTheUnitsSandboxHidesIt(String path, String hidden) throws Exception {
    String why =
        ": not below %s, which the sandbox hides where systemd starts the audits (use a folder below "
            .formatted(hidden);
    main("log: {file: " + path + "}\n");
    assertEquals(List.of("config.yaml:1:13: log.file" + why + "/var/log)"), problems(load()));
    assertEquals(Key.LOG_FILE.standard(), load().text(Key.LOG_FILE));
    Host host = new Host(root.resolve("etc").toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    assertEquals(path, Configs.load(host, "/ntp-audit").text(Key.LOG_FILE), "not the unit's");
    for (String folder : List.of(path, hidden, hidden + "/")) {
      main("prometheus: {textfile_dir: " + folder + "}\n");
      assertEquals(
          List.of("config.yaml:1:28: prometheus.textfile_dir" + why + "/var/lib)"),
          problems(load()));
      assertEquals("", load().text(Key.PROMETHEUS_TEXTFILE_DIR));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/tmp/x", "/homes/x", "/var/log/root/x", "/tmpfs", "/run/users"})
  void itIsElsewhere(String path) throws Exception {
    main("log: {file: " + path + "}\nprometheus: {textfile_dir: " + path + "}\n");
    assertEquals(List.of(), problems(load()));
  }

  /** Else a path could lead to a hidden folder, or out of the log's. */
  @Test
  void noPathLeadsUpwards() throws Exception {
    main("log: {file: /srv/../tmp/x}\n");
    assertTrue(problems(load()).getFirst().contains("log.file: expected an absolute path"));
    main("prometheus: {textfile_dir: /srv/../tmp}\n");
    assertTrue(problems(load()).getFirst().contains("textfile_dir: expected an absolute path"));
  }

  @Test
  void whatIsNoFileIsNamed() throws Exception {
    Path file = folder.resolve("config.yaml");
    Files.createSymbolicLink(file, Path.of("/nowhere"));
    assertEquals(List.of("config.yaml: a link to nowhere"), problems(load()));
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(List.of("config.yaml: a folder, not a file"), problems(load()));
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    assertEquals(List.of("config.yaml: not a regular file"), problems(load()));
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/proc/self/mem")); // whose first bytes nobody can read
    assertEquals(List.of("config.yaml: cannot be read (run it as root)"), problems(load()));
    Files.delete(file);
  }

  @Test
  void whatIsNoFolderIsNamed() throws IOException {
    Files.delete(folder.resolve("conf.d"));
    assertEquals(List.of(), problems(load()));
    Files.writeString(folder.resolve("conf.d"), "");
    assertEquals(List.of("conf.d: not a folder"), problems(load()));
    Host host = new Host(root.toString(), Clock.systemUTC(), () -> 0, "/nowhere");
    assertEquals(
        List.of("\"/site\": no such folder (look at --config)"),
        problems(Configs.load(host, "/site")));
    assertEquals(
        List.of("\"\": no such folder (look at --config)"), problems(Configs.load(host, "")));
    Files.delete(folder.resolve("conf.d"));
    Files.delete(folder);
    assertEquals(List.of(), problems(load()));
  }

  @Test
  void aBadLayerLeavesTheOthers() throws IOException {
    main("limits: {offset: 0.5, stratum: 7}\nlog: {rotate: 3}\n");
    dropIn("10-good.yaml", "limits: {offset: 0.6}\n");
    dropIn("20-bad.yaml", "limits: {offset: 0.7, stratum: many}\nlog: {rotate: 9}\n");
    dropIn("30-good.yaml", "limits: {error_bound: 0.8}\n");
    dropIn("README", "not a layer");
    dropIn(".hidden.yaml", "not a layer");
    dropIn("30-good.yaml.new", "not a layer");
    Config config = load();
    assertEquals(
        List.of(
            "conf.d/20-bad.yaml:1:32: limits.stratum: expected a whole number from 0 to 1000000,"
                + " found \"many\""),
        problems(config));
    assertEquals(0.6, config.number(Key.LIMITS_OFFSET));
    assertEquals(
        "/etc/ntp-audit/conf.d/10-good.yaml:1:18", config.setting(Key.LIMITS_OFFSET).place());
    assertEquals(7, config.count(Key.LIMITS_STRATUM));
    assertEquals(3, config.count(Key.LOG_ROTATE));
    assertEquals(0.8, config.number(Key.LIMITS_ERROR_BOUND));
    assertEquals(1.0, config.number(Key.LIMITS_ERROR_BOUND_CRITICAL));
    assertEquals("default", config.setting(Key.LIMITS_ERROR_BOUND_CRITICAL).place());
  }

  @Test
  void laterLayersReplaceListsWhole() throws IOException {
    main("checks: {competitors: [ntpd, openntpd]}\n");
    assertEquals(List.of("ntpd", "openntpd"), load().list(Key.CHECKS_COMPETITORS));
    dropIn("a.yaml", "checks:\n  competitors: []\n");
    assertEquals(List.of(), load().list(Key.CHECKS_COMPETITORS));
    assertTrue(!load().isAuto(Key.CHECKS_COMPETITORS));
    dropIn("b.yaml", "checks: {competitors: auto}\n");
    assertTrue(load().isAuto(Key.CHECKS_COMPETITORS));
  }

  @Test
  void aFileWhoseWarningBeginsAboveCriticalIsLeftOut() throws IOException {
    main("limits: {offset: 1, stale: 9, stratum: 7}\n");
    dropIn("a.yaml", "limits:\n  error_bound_critical: 0.05\n");
    dropIn("b.yaml", "limits: {min_sources: 3}\n");
    Config config = load();
    assertEquals(
        List.of(
            "conf.d/a.yaml:2:25: limits.error_bound is 0.1, above limits.error_bound_critical, 0.05"
                + " (make it smaller, or raise limits.error_bound_critical)",
            "config.yaml:1:28: limits.stale is 9, above limits.stale_critical, 8"
                + " (make it smaller, or raise limits.stale_critical)"),
        problems(config));
    assertEquals(1.0, config.number(Key.LIMITS_ERROR_BOUND_CRITICAL));
    assertEquals(4, config.count(Key.LIMITS_STRATUM), "config.yaml is left out whole");
    assertEquals(3, config.count(Key.LIMITS_MIN_SOURCES));
  }

  @Test
  void limitsAreComparedAsTheFilesTogetherSetThem() throws IOException {
    main("limits: {offset: 5}\n");
    dropIn("a.yaml", "limits: {offset_critical: 10}\n");
    assertEquals(List.of(), problems(load()));
    assertEquals(5.0, load().number(Key.LIMITS_OFFSET));
    dropIn("b.yaml", "limits: {offset: 20}\n");
    assertEquals(1, problems(load()).size());
    assertEquals(5.0, load().number(Key.LIMITS_OFFSET), "the file before it counts again");
    dropIn("a.yaml", "");
    assertEquals(2, problems(load()).size());
    assertEquals(0.1, load().number(Key.LIMITS_OFFSET));
  }

  private static final String RAISE = " (make it smaller, or raise limits.offset_critical)";
  private static final String BOTH =
      "limits.offset is 0.5, above limits.offset_critical, 0.4" + RAISE;

  /** What the files before it said went together, so that they stay in force. */
  @ParameterizedTest
  @CsvSource({
    "offset: 0.5, offset_critical: 0.4, 0.5, 1",
    "offset_critical: 0.4, offset: 0.5, 0.1, 0.4"
  })
  void theLaterOfTwoFilesBringsTheContradiction(
      String earlier, String later, double offset, double critical) throws IOException {
    main("limits: {stratum: 7, " + earlier + "}\n");
    dropIn("a.yaml", "limits:\n  " + later + "\n");
    dropIn("b.yaml", "limits: {min_sources: 3}\n");
    Config config = load();
    int column = 4 + later.indexOf(' ');
    assertEquals(List.of("conf.d/a.yaml:2:" + column + ": " + BOTH), problems(config));
    assertEquals(offset, config.number(Key.LIMITS_OFFSET));
    assertEquals(critical, config.number(Key.LIMITS_OFFSET_CRITICAL));
    assertEquals(7, config.count(Key.LIMITS_STRATUM));
    assertEquals(3, config.count(Key.LIMITS_MIN_SOURCES));
  }

  /** Alone, a.yaml is well: it is the main file that goes with nothing that comes after. */
  @Test
  void theFileIsLeftOutAfterWhichNoneGoTogether() throws IOException {
    main("limits: {offset: 2}\n");
    dropIn("a.yaml", "limits: {stratum: 7, offset_critical: 1.5}\n");
    dropIn("b.yaml", "limits: {min_sources: 3}\n");
    Config config = load();
    String why = "limits.offset is 2, above limits.offset_critical, 1";
    assertEquals(List.of("config.yaml:1:18: " + why + RAISE), problems(config));
    assertEquals(0.1, config.number(Key.LIMITS_OFFSET));
    assertEquals(1.5, config.number(Key.LIMITS_OFFSET_CRITICAL));
    assertEquals(7, config.count(Key.LIMITS_STRATUM));
    dropIn("b.yaml", "limits: {offset_critical: 3}\n");
    assertEquals(List.of(), problems(load()));
    assertEquals(2, load().number(Key.LIMITS_OFFSET));
    dropIn("a.yaml", "limits: {error_bound_critical: 0.05}\n"); // another one, mended by none
    assertEquals(1, problems(load()).size());
    assertEquals(2, load().number(Key.LIMITS_OFFSET));
    dropIn("a.yaml", "");
    dropIn("c.yaml", "limits: {offset_critical: 0.3}\n");
    why = "limits.offset is 2, above limits.offset_critical, 0.3";
    assertEquals(List.of("conf.d/c.yaml:1:27: " + why + RAISE), problems(load()));
    assertEquals(3, load().number(Key.LIMITS_OFFSET_CRITICAL));
  }

  @Test
  void ofOneFileTheWarningIsNamed() throws IOException {
    main("limits: {offset_critical: 0.4, offset: 0.5}\n");
    assertEquals(List.of("config.yaml:1:40: " + BOTH), problems(load()));
    main("");
    dropIn("a.yaml", "limits: {offset: 0.5}\n");
    dropIn("b.yaml", "limits: {offset: 0.5, offset_critical: 0.4}\n");
    assertEquals(List.of("conf.d/b.yaml:1:18: " + BOTH), problems(load()));
    assertEquals(0.5, load().number(Key.LIMITS_OFFSET));
  }

  @Test
  void aHundredFilesAreEnough() throws IOException {
    for (int i = 0; i < 101; i++) {
      dropIn(100 + i + ".yaml", "log: {rotate: " + i + "}\n");
    }
    Config config = load();
    assertEquals(List.of("conf.d: more than 100 files; the rest is left out"), problems(config));
    assertEquals(99, config.count(Key.LOG_ROTATE));
  }
}
