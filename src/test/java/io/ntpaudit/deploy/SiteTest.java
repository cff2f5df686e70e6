package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aTree() throws IOException {
    scene = new Scene(folder);
  }

  private Site live() {
    return Site.of(scene.host(), true);
  }

  @Test
  void aRunningSystemdIsSystemd() throws IOException {
    assertFalse(live().systemd());
    assertTrue(Site.of(scene.booted().host(), true).systemd());
  }

  @Test
  void oneThatIsInstalledWillBootAnImageButDoesNotRunAContainerThatHasCron() throws IOException {
    scene.file("/usr/lib/systemd/systemd", "").link("/proc/1/root", scene.root.toString());
    assertTrue(live().systemd(), "a step of an image's build, where nothing runs");
    scene.file("/proc/34/comm", "cron\n");
    assertFalse(live().systemd(), "a container in which cron runs instead");
    assertTrue(Site.of(scene.host(), false).systemd(), "a tree below --root");
  }

  @Test
  void inAChrootItIsTheImageThatCounts() throws IOException {
    scene.link("/proc/1/root", folder.toString());
    assertFalse(live().systemd(), "an image without systemd");
    scene.file("/lib/systemd/systemd", "");
    assertTrue(live().systemd());
  }

  @Test
  void theVersionIsInTheNameOfALibrary() throws IOException {
    assertTrue(live().steadyDelay(), "unknown: as new");
    scene.file("/usr/lib/systemd/libsystemd-shared-239.so", "");
    assertFalse(live().steadyDelay());
    Scene debian = new Scene(folder.resolve("debian"));
    debian.file("/lib/systemd/libsystemd-shared-247.so", "");
    assertTrue(Site.of(debian.host(), true).steadyDelay());
    Scene newer = new Scene(folder.resolve("newer"));
    newer.file("/usr/lib/systemd/libsystemd-shared-257.9-1~deb13u1.so", "");
    assertTrue(Site.of(newer.host(), true).steadyDelay());
  }

  @Test
  void anImageThatIsStillToBeGivenAnIdHasNoPlace() throws IOException {
    assertEquals(Optional.empty(), live().place(30));
    scene.file("/etc/machine-id", "uninitialized\n");
    assertEquals(Optional.empty(), live().place(30));
    scene.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    assertEquals(live().place(30), live().place(30));
  }
}
