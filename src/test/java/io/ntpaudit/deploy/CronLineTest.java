package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ntpaudit.config.Config;
import io.ntpaudit.deploy.Artifact.Want;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of cron, run by the shell as cron does, in a tree of its own. */
class CronLineTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithCron() throws IOException {
    scene = new Scene(folder).program("sleep", "").program("ntp-audit", "");
    scene.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  }

  /** What is called, in order. */
  private List<String> run() throws Exception {
    Path programs = folder.resolve("programs");
    String command =
        line()
            // what cron does: five fields and the user, then a % that is escaped
            .replaceFirst("^(\\S+ ){6}", "")
            .replace("\\%", "%")
            .replace("/usr/bin/ntp-audit", programs.resolve("ntp-audit").toString())
            .replace(" /etc/", " " + scene.root + "/etc/")
            .replace(" /run/", " " + scene.root + "/run/");
    ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
    shell.environment().put("PATH", programs + ":/usr/bin:/bin");
    Process process = shell.start();
    assertEquals("", new String(process.getInputStream().readAllBytes()), "cron would mail it");
    assertEquals(0, process.waitFor());
    return scene.calls();
  }

  private static String line() {
    Site site = new Site(false, true, Optional.empty());
    for (Artifact artifact : Artifacts.of(Config.defaults(), site)) {
      if (artifact.part() == Part.CRON && artifact.want() instanceof Want.Content(String text)) {
        return text.lines().reduce((a, b) -> b).orElseThrow();
      }
    }
    return fail("no line");
  }

  @Test
  void itPausesAndAudits() throws Exception {
    List<String> calls = run();
    assertTrue(calls.get(0).matches("sleep [12]?[0-9]"), calls.toString());
    assertEquals("ntp-audit run", calls.get(1));
    assertEquals(calls, run(), "the same pause every time");
  }

  @Test
  void aFleetIsSpread() throws Exception {
    TreeSet<String> pauses = new TreeSet<>();
    for (int host = 0; host < 20; host++) {
      scene.file("/etc/machine-id", "%032x\n".formatted(host));
      pauses.add(run().getFirst());
    }
    assertTrue(pauses.size() > 8, pauses.toString());
  }

  @Test
  void aHostWithoutMachineIdAuditsToo() throws Exception {
    Files.delete(scene.at("/etc/machine-id"));
    assertEquals(2, run().size());
  }

  @Test
  void itIsInertUnderSystemdAndWithoutTheProgram() throws Exception {
    scene.booted();
    assertEquals(List.of(), run());
    Files.delete(scene.at("/run/systemd/system"));
    Files.delete(folder.resolve("programs/ntp-audit"));
    assertEquals(List.of(), run());
  }

  /** The same for systemd before 247: a second of the host's own. */
  @Test
  void secondsOfAFleetAreSpreadToo() {
    List<Integer> seconds = new ArrayList<>();
    for (int host = 0; host < 300; host++) {
      Site site = new Site(true, false, Optional.of("%032x".formatted(host)));
      seconds.add(site.place(30).orElseThrow());
    }
    for (int second = 0; second < 30; second++) {
      assertTrue(seconds.contains(second), "nobody at " + second);
    }
  }
}
