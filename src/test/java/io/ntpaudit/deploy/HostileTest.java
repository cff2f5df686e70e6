package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.ALLOY;
import static io.ntpaudit.deploy.Scene.CRON;
import static io.ntpaudit.deploy.Scene.LEDGER;
import static io.ntpaudit.deploy.Scene.LOGROTATE;
import static io.ntpaudit.deploy.Scene.NEW;
import static io.ntpaudit.deploy.Scene.RULES;
import static io.ntpaudit.deploy.Scene.UNFINISHED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, odd files and a full disk in the way. */
class HostileTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithCron() throws IOException {
    scene = new Scene(folder);
  }

  private String told(String path) throws IOException {
    return Scene.told(scene.apply()).stream().filter(t -> t.contains(path)).findFirst().orElse("");
  }

  @Test
  void aLinkInPlaceOfTheFileIsNotWrittenThrough() throws IOException {
    scene.file("/etc/secret", "secret\n").link(LOGROTATE, "../secret");
    assertEquals(
        "kept " + LOGROTATE + ": a symbolic link stands there; ours is " + NEW, told(LOGROTATE));
    assertEquals("secret\n", scene.read("/etc/secret"));
    assertTrue(Files.isSymbolicLink(scene.at(LOGROTATE)));

    scene.apply(false, true, EnumSet.of(Part.LOGROTATE));
    assertEquals("secret\n", scene.read("/etc/secret"));
    assertTrue(
        Files.isRegularFile(scene.at(LOGROTATE)) && !Files.isSymbolicLink(scene.at(LOGROTATE)));
  }

  @Test
  void aLinkedFolderIsNotEnteredAndSaysSo() throws IOException {
    scene.folder("/elsewhere").link("/etc/loki/rules", scene.at("/elsewhere").toString());
    Apply.Result result = scene.apply();
    assertTrue(result.trouble());
    assertEquals(
        "left out " + RULES + ": /etc/loki/rules is a symbolic link, which is not followed",
        Scene.told(result).getLast());
    assertEquals(0, scene.count("/elsewhere"));
    assertEquals(1, scene.run("apply", "--root", scene.root.toString()));
    assertEquals(1, scene.run("apply", "--json", "--only", "loki"));
    assertTrue(scene.out().contains("\"state\":\"left_out\""), scene.out());
    assertTrue(scene.out().contains("\"failed\":true,\"why\":\"/etc/loki/rules is a"), scene.out());
  }

  @Test
  void aLinkOutOfTheRootIsNotEntered() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    scene.link("/etc/cron.d", outside.toString());
    assertTrue(told(CRON).contains("/etc/cron.d is a symbolic link"));
    assertEquals(0, outside.toFile().list().length);
  }

  @Test
  void linksThatWaitForTheTemporaryNamesAndTheCopies() throws IOException {
    scene.file("/etc/secret", "secret\n");
    scene.link("/etc/logrotate.d/.ntp-audit~", scene.at("/etc/secret").toString());
    scene.link("/etc/alloy/conf.d/.ntp-audit.alloy~", scene.at("/etc/secret").toString());
    scene.link("/etc/alloy/conf.d/ntp-audit.alloy.new", scene.at("/etc/secret").toString());
    scene.file(ALLOY, "// mine\n");
    assertEquals("changed " + LOGROTATE, told(LOGROTATE));
    assertEquals("kept " + ALLOY + ": changed by hand (--force replaces it)", told(ALLOY));
    assertEquals("secret\n", scene.read("/etc/secret"));
    assertFalse(scene.has("/etc/logrotate.d/.ntp-audit~"));
  }

  @Test
  void aLinkInPlaceOfARemovedFileLosesNothing() throws IOException {
    scene.apply();
    scene.file("/etc/secret", scene.read(LOGROTATE));
    Files.delete(scene.at(LOGROTATE));
    scene.link(LOGROTATE, scene.at("/etc/secret").toString()).configure("enabled: false");
    assertTrue(told(LOGROTATE).startsWith("kept " + LOGROTATE));
    assertTrue(scene.has("/etc/secret") && scene.has(LOGROTATE));
  }

  @Test
  void aFolderAndAPipeInPlaceOfTheFile() throws Exception {
    scene.folder(LOGROTATE).folder("/etc/cron.d");
    assertEquals(0, new ProcessBuilder("mkfifo", scene.at(CRON).toString()).start().waitFor());
    assertTrue(told(LOGROTATE).startsWith("kept " + LOGROTATE + ": a folder stands there"));
    assertTrue(told(CRON).startsWith("kept " + CRON + ": no regular file stands there"));
    scene.apply(false, true, EnumSet.allOf(Part.class));
    assertTrue(Files.isDirectory(scene.at(LOGROTATE)), "nothing is put in its place");
    assertTrue(Files.isRegularFile(scene.at(CRON)));
  }

  @Test
  void aFileInPlaceOfAFolder() throws IOException {
    scene.file("/etc/loki", "");
    assertEquals("left out " + RULES + ": /etc/loki is not a folder", told(RULES));
    assertEquals(
        List.of("unchanged " + LOGROTATE),
        Scene.told(scene.apply(true, true, EnumSet.of(Part.LOGROTATE))));
  }

  @Test
  void aLinkedLedgerStopsEverythingBeforeAnythingIsTouched() throws IOException {
    scene.file("/etc/secret", "secret\n").link(LEDGER, scene.at("/etc/secret").toString());
    IOException e = assertThrows(IOException.class, scene::apply);
    assertEquals(LEDGER + " is a symbolic link", Tree.why(e));
    assertFalse(scene.has(LOGROTATE));
    assertEquals(1, scene.run("apply", "--root", scene.root.toString()));
    assertEquals("ntp-audit: " + LEDGER + " is a symbolic link\n", scene.err());
  }

  @Test
  void aHugeFileIsNobodysOfOurs() throws IOException {
    scene.apply();
    Files.write(scene.at(LOGROTATE), new byte[3 * 1024 * 1024]);
    assertTrue(told(LOGROTATE).startsWith("kept " + LOGROTATE));
  }

  /** Nothing that stood there before is taken for the log, by purge least of all. */
  @Test
  void whatIsNoLogIsNeitherWrittenToNorTakenAway() throws IOException {
    scene
        .booted()
        .file("/srv/mine.log", "a log of another program\n")
        .link("/srv/null", "/dev/null");
    scene.configure("log: {file: /srv/mine.log}").apply();
    scene.configure("log: {file: /srv/null}");
    assertEquals(
        "left out /srv/null: a symbolic link, and nothing is written through it"
            + " (set log.file to where it leads)",
        told("/srv/null"));
    assertFalse(scene.read(LEDGER).contains("/srv/"), scene.read(LEDGER));
    scene.file("/srv/ours.log", "{\"timestamp\":\"2026-11-23T16:05:12Z\"}\n");
    scene.configure("log: {file: /srv/ours.log}").apply();
    assertTrue(scene.read(LEDGER).contains("log  /srv/ours.log\n"), scene.read(LEDGER));
  }

  @Test
  void aLinkOnTheWayToTheLogStopsNothingElse() throws IOException {
    scene.booted().folder("/data/logs").link("/srv", "data");
    scene.configure("log: {file: /srv/logs/audit.log}");
    assertEquals("", told("/srv/logs"), "its folder is there");
    scene.configure("log: {file: /srv/more/audit.log}");
    assertEquals(
        "left out /srv/more/audit.log: /srv is a symbolic link, which is not followed",
        told("/srv/more"));
    assertTrue(scene.has(LOGROTATE) && scene.has(RULES));
  }

  /** A disk of 16 pages: first without room for anything, then for all but the rules. */
  @Test
  void aFullDiskLeavesNoHalfFileAndASecondTryHeals() throws Exception {
    Path disk = Files.createDirectories(scene.root);
    assumeTrue(mount(disk), "needs the right to mount a tmpfs");
    try {
      scene.folder("/var/lib/ntp-audit").folder("/etc/loki/rules/fake").folder("/etc/cron.d");
      scene.folder("/etc/logrotate.d").folder("/etc/alloy/conf.d");
      fill(disk, 0);
      assertThrows(IOException.class, scene::apply);
      assertEquals(1, scene.run("apply", "--root", disk.toString()));
      assertEquals("ntp-audit: " + LEDGER + ": no space left on device\n", scene.err());
      assertEquals(List.of("/filler"), List.copyOf(scene.files().keySet()));
      scene.file(UNFINISHED, "");
      assertThrows(IOException.class, scene::apply);
      assertTrue(scene.has(UNFINISHED), "what an earlier try has not made is still to be made");

      fill(disk, 5);
      Apply.Result result = scene.apply();
      assertEquals("failed " + RULES + ": no space left on device", Scene.told(result).getLast());
      assertTrue(result.trouble());
      assertTrue(scene.has(LOGROTATE) && !scene.has(RULES));
      assertFalse(scene.read(LEDGER).contains(RULES), scene.read(LEDGER));
      assertEquals(0, scene.count("/etc/loki/rules/fake"));
      assertEquals(1, scene.count("/etc/loki/rules"), "no temporary file");
      assertTrue(scene.has(UNFINISHED));

      Files.delete(disk.resolve("filler"));
      assertEquals("changed " + RULES + Scene.NO_LOKI, told(RULES));
      assertFalse(scene.has(UNFINISHED));
    } finally {
      assertEquals(0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
    }
  }

  /** Nothing is renamed from one file system to another, and no half file shown to Loki. */
  @Test
  void aRulesFolderThatIsMountedIsLeftAlone() throws Exception {
    scene.folder("/etc/loki/rules/fake");
    assumeTrue(mount(scene.at("/etc/loki/rules/fake")), "needs the right to mount a tmpfs");
    try {
      assertEquals(
          "failed "
              + RULES
              + ": its folder is a file system of its own (mount the folder above it)",
          told(RULES));
      assertEquals(0, scene.count("/etc/loki/rules/fake"));
      assertEquals(1, scene.count("/etc/loki/rules"));
    } finally {
      String disk = scene.at("/etc/loki/rules/fake").toString();
      assertEquals(0, new ProcessBuilder("umount", disk).start().waitFor());
    }
  }

  private static boolean mount(Path at) throws Exception {
    List<String> command =
        List.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", at.toString());
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private static void fill(Path disk, int free) throws IOException {
    Path filler = disk.resolve("filler");
    Files.deleteIfExists(filler);
    Files.write(filler, new byte[4096 * (int) (disk.toFile().getUsableSpace() / 4096 - free)]);
  }

  @Test
  void theRootItselfMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), scene.root);
    assertEquals(0, scene.run("apply", "--root", link.toString()));
    assertTrue(scene.has(LOGROTATE));
    assertEquals(Map.of(), Scene.files(folder.resolve("nowhere")));
  }
}
