package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHost() throws IOException {
    scene = new Scene(folder);
  }

  private Scheduler timer(String load, String file, String active, String reload, String next)
      throws IOException {
    scene
        .booted()
        .program(
            "systemctl",
            "echo LoadState=" + load,
            "echo UnitFileState=" + file,
            "echo ActiveState=" + active,
            "echo NeedDaemonReload=" + reload,
            "echo NextElapseUSecRealtime=" + next);
    return look();
  }

  private Scheduler look() {
    return Scheduler.look(scene.host(), Duration.ofSeconds(5));
  }

  @Test
  void aTimerThatIsEnabledAndActive() throws IOException {
    Scheduler timer = timer("loaded", "enabled", "active", "no", "Mon 2026-11-23 16:10:07 UTC");
    assertTrue(timer.well());
    assertEquals("ntp-audit.timer enabled and active, next 16:10:07Z", timer.text());
    assertEquals(Optional.of(Instant.parse("2026-11-23T16:10:07Z")), timer.next());
  }

  @Test
  void theNextTimeIsReadInTheHostsZone() throws IOException {
    Instant local =
        LocalDateTime.parse("2026-11-23T16:10:07").atZone(ZoneId.systemDefault()).toInstant();
    assertEquals(
        Optional.of(local),
        timer("loaded", "enabled", "active", "no", "Mon 2026-11-23 16:10:07 CET").next());
    Scheduler unknown = timer("loaded", "enabled", "active", "no", "n/a");
    assertEquals("ntp-audit.timer enabled and active", unknown.text());
  }

  @ParameterizedTest
  @CsvSource({
    "success, ",
    "exit-code, ntp-audit.service failed: exit-code (journalctl -u ntp-audit.service; once mended: systemctl start ntp-audit.service)",
    "timeout, ntp-audit.service failed: timeout (journalctl -u ntp-audit.service; once mended: systemctl start ntp-audit.service)"
  })
  void anAuditThatItStartedAndThatFailed(String result, String failure) throws IOException {
    scene
        .booted()
        .program(
            "systemctl",
            "printf '%s\\n' LoadState=loaded UnitFileState=enabled ActiveState=active Result=success",
            "printf '%s\\n' '' LoadState=loaded UnitFileState=static ActiveState=failed",
            "echo Result=" + result);
    assertTrue(look().well(), "the timer is");
    assertEquals(Optional.ofNullable(failure), look().failure());
    scene.calls();
    look();
    List<String> calls = scene.calls();
    assertEquals(1, calls.size());
    assertTrue(calls.getFirst().endsWith(" ntp-audit.timer ntp-audit.service"), calls.getFirst());
  }

  /** Enabled and active, says systemd 252 of a timer whose only time has passed. */
  @Test
  void aTimerWithoutAFurtherTimeIsDead() throws IOException {
    scene
        .booted()
        .program(
            "systemctl",
            "printf '%s\\n' LoadState=loaded UnitFileState=enabled ActiveState=active SubState=elapsed",
            "echo NextElapseUSecRealtime=");
    assertFalse(look().well());
    assertTrue(look().text().contains("has no further time"), look().text());
  }

  @ParameterizedTest
  @CsvSource({
    "loaded, disabled, active, no, is disabled (systemctl enable --now ntp-audit.timer)",
    "loaded, enabled, failed, no, is failed (systemctl start ntp-audit.timer;",
    "loaded, enabled, inactive, no, is inactive (systemctl start ntp-audit.timer;",
    "masked, masked, inactive, no, is masked (systemctl unmask ntp-audit.timer;",
    "not-found, '', inactive, no, is not installed (install ntp-audit again)",
    "loaded, enabled, active, yes, runs by an older file (systemctl daemon-reload;"
  })
  void aTimerThatIsDeadSaysWhatToDo(
      String load, String file, String active, String reload, String text) throws IOException {
    Scheduler timer = timer(load, file, active, reload, "");
    assertFalse(timer.well());
    assertTrue(timer.text().startsWith("ntp-audit.timer " + text), timer.text());
  }

  @Test
  void aSystemctlThatCannotAnswer() throws IOException {
    scene.booted();
    assertEquals("systemctl is not there", look().text());
    scene.program("systemctl", "echo 'Failed to connect to bus' >&2; exit 1");
    assertEquals("Failed to connect to bus", look().text());
    assertFalse(look().known() || look().well());
  }

  @Test
  void aSystemctlThatHangsIsNotWaitedFor() throws IOException {
    scene.booted().program("systemctl", "exec sleep 60");
    long started = System.nanoTime();
    Scheduler hung = Scheduler.look(scene.host(), Duration.ofMillis(100));
    assertEquals("systemctl did not end in time", hung.text());
    assertFalse(hung.known() || hung.well());
    assertTrue(System.nanoTime() - started < 30e9);
  }

  @Test
  void cronNeedsItsLineAndItsDaemon() throws IOException {
    assertEquals(
        "neither systemd nor a line of cron starts the audit (ntp-audit apply)", look().text());
    scene.file("/usr/lib/systemd/systemd", "");
    assertEquals(
        "neither systemd nor cron runs here: the audits begin when this system boots",
        look().text());
    scene.file("/etc/cron.d/ntp-audit", "# ntp-audit is gone\n");
    assertFalse(look().well(), "a file without a line that starts it");
    scene.file("/etc/cron.d/ntp-audit", "*/5 * * * * root ntp-audit run\n");
    scene.file("/proc/12/comm", "bash\n");
    assertEquals(
        "/etc/cron.d/ntp-audit is there, but no cron daemon runs (start cron)", look().text());
    scene.file("/proc/34/comm", "crond\n");
    assertTrue(look().well());
  }
}
