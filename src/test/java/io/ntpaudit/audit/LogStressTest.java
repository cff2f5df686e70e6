package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.host.HostTree;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log under many processes at once, under SIGKILL, and where it cannot be written. */
@Tag("stress")
class LogStressTest {
  private static final String ENDLESS = "1000000000";

  @TempDir Path root;
  private HostTree tree;
  private Path log;

  @BeforeEach
  void aHost() {
    tree = new HostTree(root.resolve("host"));
    tree.file("/dev/log", "").program("logger", "echo \"$*\" >> " + root.resolve("syslog"));
    log = tree.path("/var/log/ntp-audit/audit.log");
  }

  private static String program(String count) {
    return Path.of(System.getProperty("java.home"), "bin/java")
        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp "
        + System.getProperty("java.class.path")
        + " "
        + Runs.class.getName()
        + " \"$0\" "
        + count;
  }

  private Process start(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of(command));
    all.add(root.resolve("host").toString());
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(root.resolve("output").toFile()))
        .start();
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "does not end");
    return process.exitValue();
  }

  private String output() {
    try {
      return Files.readString(root.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void fiftyProcessesAtOnceLoseNoLineAndMixNone() throws Exception {
    tree.program("logger", "exit 0");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      processes.add(start("/bin/sh", "-c", "exec " + program("20")));
    }
    for (Process process : processes) {
      assertEquals(0, end(process), this::output);
    }
    List<String> lines = Files.readAllLines(log);
    lines.forEach(ValidRecords::assertValid);
    assertEquals(1000, lines.size());
  }

  /** Each process is killed after a random time in which it writes as fast as it can. */
  @Test
  void twoHundredKillsTearAtMostTheLastLine() throws Exception {
    Files.delete(tree.path("/usr/bin/logger"));
    Random random = new Random();
    int torn = 0;
    for (int kill = 0; kill < 200; kill++) {
      long before = Files.exists(log) ? Files.size(log) : 0;
      Process process = start("/bin/sh", "-c", "exec " + program(ENDLESS));
      while (process.isAlive() && (!Files.exists(log) || Files.size(log) == before)) {
        Thread.sleep(1);
      }
      assertTrue(process.isAlive(), this::output);
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      process.destroyForcibly().waitFor();
      String written = Files.readString(log, StandardCharsets.ISO_8859_1).substring((int) before);
      torn += written.endsWith("\n") ? 0 : 1;
      assertWhole(written);
      if (kill % 20 == 19) {
        Files.delete(log);
      }
    }
    assertHealed();
    System.err.println("200 kills, " + torn + " torn lines");
  }

  /**
   * Every line is a record, but for a last one that was cut off and the first, which goes on it.
   */
  private static void assertWhole(String written) {
    String[] lines = written.split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      if (!lines[i].isEmpty() || i > 0) {
        ValidRecords.assertValid(lines[i]);
      }
    }
  }

  private void assertHealed() throws Exception {
    Files.writeString(log, "{\"timestamp\":\"2026-11-23T00:00:00.0");
    assertEquals(0, end(start("/bin/sh", "-c", program("1"))), this::output);
    List<String> lines = Files.readAllLines(log);
    assertEquals(2, lines.size());
    ValidRecords.assertValid(lines.getLast());
  }

  @Test
  void theUmaskIsOfNoAccount() throws Exception {
    assertEquals(0, end(start("/bin/sh", "-c", "umask 077;" + program("1"))), this::output);
    assertEquals("rw-r--r--", mode(log));
    for (String made : List.of("/var/log/ntp-audit", "/var/log", "/var")) {
      assertEquals("rwxr-xr-x", mode(tree.path(made)), made);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** With the log's folder mounted, in a namespace of its own that ends with the process. */
  private void runMounted(String options, String before) throws Exception {
    boolean mayMount = new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    assumeTrue(mayMount, "only root may mount");
    String folder = tree.folder("/var/log/ntp-audit").path("/var/log/ntp-audit").toString();
    String script =
        "set -e; mount -t tmpfs -o %s none %s; cd %s; %s; set +e; %s; status=$?; cp audit.log %s; exit $status"
            .formatted(options, folder, folder, before, program("1"), root.resolve("copy"));
    assertEquals(1, end(start("unshare", "-m", "/bin/sh", "-c", script)), this::output);
  }

  private void assertTold(String why) throws IOException {
    String line = log + ": " + why;
    assertEquals("ntp-audit: " + line + "\n", output());
    List<String> syslog = Files.readAllLines(root.resolve("syslog"));
    assertTrue(syslog.getLast().endsWith("-p daemon.warning -- ERROR: " + line), syslog::toString);
  }

  @Test
  void aFullDiskIsToldAndHarmsNothing() throws Exception {
    runMounted(
        "size=16k",
        "echo '{}' > audit.log; head -c 12288 /dev/zero > fill; yes > audit.log 2>&1 || :");
    assertTold("no space left on the device (free some, then: ntp-audit run)");
    assertTrue(Files.readString(root.resolve("copy")).startsWith("y\ny\n"));
  }

  @Test
  void aReadOnlyFileSystemIsTold() throws Exception {
    runMounted("size=16k", "echo '{}' > audit.log; mount -o remount,ro " + log.getParent());
    assertTold("the file system is read-only (set log.file to a place that is not)");
    assertEquals("{}\n", Files.readString(root.resolve("copy")));
  }
}
