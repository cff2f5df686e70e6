package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.chrony.AuditedHost;
import io.ntpaudit.cli.Program;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A host in a temporary folder: its files, its programs, its clock. */
final class Scene {
  static final Instant NOW = Instant.parse("2026-11-23T16:05:12Z");
  static final String LOGROTATE = "/etc/logrotate.d/ntp-audit";
  static final String NEW = "/var/lib/ntp-audit/logrotate.new";
  static final String ALLOY = "/etc/alloy/conf.d/ntp-audit.alloy";
  static final String RULES = "/etc/loki/rules/fake/ntp-audit-rules.yaml";
  static final String NO_LOKI = ": ready: no Loki is here";
  static final String TIMER = "/etc/systemd/system/ntp-audit.timer.d/schedule.conf";
  static final String CRON = "/etc/cron.d/ntp-audit";
  static final String LEDGER = "/var/lib/ntp-audit/files";
  static final String UNFINISHED = "/var/lib/ntp-audit/unfinished";

  final Path root;
  private final Path programs;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Scene(Path folder) throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    programs = Files.createDirectories(folder.resolve("programs"));
  }

  Host host() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new Host(root.toString(), clock, () -> 0, programs.toString());
  }

  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  Scene file(String path, String text) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.writeString(at(path), text);
    return this;
  }

  Scene folder(String path) throws IOException {
    Files.createDirectories(at(path));
    return this;
  }

  Scene link(String path, String target) throws IOException {
    Files.createDirectories(at(path).getParent());
    Files.createSymbolicLink(at(path), Path.of(target));
    return this;
  }

  /** A line of the configuration as a drop-in of its own. */
  Scene configure(String... lines) throws IOException {
    return file("/etc/ntp-audit/config.yaml", String.join("\n", lines) + "\n");
  }

  /** PID 1 is systemd. */
  Scene booted() throws IOException {
    return folder("/run/systemd/system");
  }

  /** A program that notes its arguments in {@link #calls} and goes on with the script. */
  Scene program(String name, String... script) throws IOException {
    String note = "here=$(dirname \"$0\")\necho \"%s $*\" >>\"$here/calls\"\n%s";
    AuditedHost.script(programs.resolve(name), note.formatted(name, String.join("\n", script)));
    return this;
  }

  Scene without(String program) throws IOException {
    Files.delete(programs.resolve(program));
    return this;
  }

  /** What the programs were called with since the last time. */
  List<String> calls() throws IOException {
    Path calls = programs.resolve("calls");
    List<String> lines = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    Files.deleteIfExists(calls);
    return lines;
  }

  String read(String path) throws IOException {
    return Files.readString(at(path));
  }

  /** How many files are in the folder. */
  int count(String path) {
    return at(path).toFile().list().length;
  }

  boolean has(String path) {
    return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
  }

  Config config() {
    return Configs.load(host(), Configs.FOLDER);
  }

  Apply.Result apply() throws IOException {
    return apply(false, false, EnumSet.allOf(Part.class));
  }

  Apply.Result apply(boolean check, boolean force, Set<Part> only) throws IOException {
    return Apply.run(host(), true, config(), new Apply.Options(check, force, false, only));
  }

  /** The outcome of one part. */
  static Optional<Outcome> of(Apply.Result result, Part part) {
    return result.outcomes().stream().filter(o -> o.is(part)).findFirst();
  }

  /** {@code STATE PATH: WHY} of each outcome. */
  static List<String> told(Apply.Result result) {
    return result.outcomes().stream()
        .map(o -> o.state().word() + " " + o.path() + (o.why().isEmpty() ? "" : ": " + o.why()))
        .toList();
  }

  /** The program itself, from its arguments to its exit code. */
  int run(String... args) {
    out.reset();
    err.reset();
    return new Program(host(), stream(out), stream(err)).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Every file of the tree with its text; links with their target. */
  Map<String, String> files() throws IOException {
    return files(root);
  }

  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(folder)) {
      return files;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String name = "/" + folder.relativize(path);
        if (Files.isSymbolicLink(path)) {
          files.put(name, "-> " + Files.readSymbolicLink(path));
        } else if (Files.isRegularFile(path)) {
          files.put(name, Files.readString(path));
        }
      }
    }
    return files;
  }

  void assertMode(String mode, String path) throws IOException {
    assertEquals(
        mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(at(path))), path);
  }
}
