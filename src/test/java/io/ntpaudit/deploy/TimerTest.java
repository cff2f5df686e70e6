package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.TIMER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timer under a systemctl that keeps its state in files: enabled, active, masked. */
class TimerTest {
  private static final String MARK = "/var/lib/ntp-audit/disabled";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithSystemd() throws IOException {
    scene = new Scene(folder).booted();
    scene.program(
        "systemctl",
        "cd $here",
        "case $* in",
        "*is-enabled*) if [ -e masked ]; then echo masked; exit 1; fi; test -e enabled ;;",
        "*is-active*) test -e active ;;",
        "*is-failed*) test -e failed ;;",
        "disable*) rm -f enabled; case $* in *--now*) rm -f active ;; esac ;;",
        "enable*) touch enabled; case $* in *--now*) touch active ;; esac ;;",
        "*) : ;;",
        "esac");
    state("enabled", "active");
  }

  private void state(String... flags) throws IOException {
    for (String flag : List.of("enabled", "active", "failed", "masked")) {
      Files.deleteIfExists(folder.resolve("programs").resolve(flag));
    }
    for (String flag : flags) {
      Files.createFile(folder.resolve("programs").resolve(flag));
    }
  }

  private boolean is(String flag) {
    return Files.exists(folder.resolve("programs").resolve(flag));
  }

  private List<String> told() throws IOException {
    return Scene.told(scene.apply()).stream().filter(t -> t.contains(" ntp-audit.timer")).toList();
  }

  private Scene off() throws IOException {
    return scene.configure("enabled: false");
  }

  private Scene on() throws IOException {
    return scene.configure("enabled: true");
  }

  @Test
  void offStopsItAndOnAgainStartsItAgain() throws IOException {
    off();
    assertEquals(
        List.of("changed ntp-audit.timer: stopped and disabled: enabled is false"), told());
    assertFalse(is("enabled") || is("active"));
    assertEquals(List.of(), told(), "once");
    on();
    assertEquals(
        List.of("changed ntp-audit.timer: enabled and started: enabled is true again"), told());
    assertTrue(is("enabled") && is("active"));
    assertFalse(scene.has(MARK));
    assertEquals(List.of(), told());
  }

  @Test
  void checkOnlySays() throws IOException {
    off();
    Apply.Result result = scene.apply(true, false, EnumSet.of(Part.TIMER));
    assertTrue(result.changes() && is("enabled") && !scene.has(MARK));
    scene.apply();
    on();
    assertTrue(scene.apply(true, false, EnumSet.of(Part.TIMER)).changes());
    assertFalse(is("enabled"));
  }

  @Test
  void whatAnAdministratorHasDisabledStaysSo() throws IOException {
    state();
    on();
    assertEquals(List.of(), told());
    off();
    assertEquals(List.of(), told());
    on();
    assertEquals(List.of(), told());
    assertFalse(is("enabled"));
  }

  @Test
  void whatAnAdministratorHasMaskedMeanwhileStaysSo() throws IOException {
    off().apply();
    state("masked");
    on();
    assertEquals(List.of(), told());
    assertFalse(is("enabled") || scene.has(MARK));
  }

  @Test
  void oneThatOnlyRunsIsStopped() throws IOException {
    state("active");
    off().apply();
    assertFalse(is("active"));
    assertFalse(scene.has(MARK), "it was not enabled before");
  }

  @Test
  void inAnImageItIsOnlyDisabled() throws IOException {
    Files.delete(scene.at("/run/systemd/system"));
    off().apply();
    assertTrue(scene.calls().contains("systemctl disable ntp-audit.timer"));
    assertTrue(is("active"));
  }

  @Test
  void belowRootNothingIsCalledAndThatIsSaid() throws IOException {
    off().link("/etc/systemd/system/timers.target.wants/ntp-audit.timer", "/x");
    assertEquals(1, scene.run("apply", "--root", scene.root.toString()));
    assertTrue(scene.out().contains("left out   ntp-audit.timer   enabled is false; not done"));
    assertEquals(List.of(), scene.calls());
    on();
    assertEquals(0, scene.run("apply", "--root", scene.root.toString()));
    assertEquals(List.of(), scene.calls());
  }

  @Test
  void aSystemctlThatFailsIsSaid() throws IOException {
    scene.program("systemctl", "test $1 != disable && exit 0; echo 'Access denied' >&2; exit 1");
    off();
    assertEquals(List.of("failed ntp-audit.timer: systemctl disable: Access denied"), told());
  }

  @Test
  void unitsAreReadAnewOnlyWhenADropInIsAnother() throws IOException {
    scene.configure("schedule: {splay: 1m}");
    List<String> anew = List.of("systemctl daemon-reload", "systemctl try-restart ntp-audit.timer");
    assertEquals(anew, scene.apply().calls());
    assertEquals(List.of(), scene.apply().calls());
    Files.writeString(scene.at(TIMER), "# mine\n");
    scene.configure("schedule: {splay: 2m}");
    assertEquals(List.of(), scene.apply().calls(), "a copy beside it is read by nobody");
    scene.configure("prometheus: {textfile_dir: /srv/textfile}");
    assertEquals(anew, scene.apply().calls());
    scene.calls();
    scene.configure("schedule: {splay: 3m}");
    scene.run("apply", "--root", scene.root.toString(), "--force");
    assertEquals(List.of(), scene.calls(), "nothing is called below --root");
  }

  /** What failed for want of a folder, say, and would be told for five minutes more. */
  @Test
  void aFailedAuditIsForgottenOnceTheUnitIsAnother() throws IOException {
    state("enabled", "active", "failed");
    scene.configure("log: {file: /srv/audit/host.log}");
    List<String> calls = scene.apply().calls();
    assertEquals("systemctl reset-failed ntp-audit.service", calls.getLast());
    assertEquals(List.of(), scene.apply().calls());
  }

  @Test
  void anEventThatSystemdCannotReadIsRefused() throws IOException {
    scene.program(
        "systemd-analyze", "test \"$2\" = '*:0/10' && exit 0; echo 'Failed to parse'; exit 1");
    scene.configure("schedule: {systemd: '*:0/10'}").apply();
    assertTrue(scene.read(TIMER).contains("OnCalendar=*:0/10"));
    scene.configure("schedule: {systemd: 'every now and then'}");
    Outcome outcome = Scene.of(scene.apply(), Part.TIMER).orElseThrow();
    assertEquals(Outcome.State.LEFT_OUT, outcome.state());
    assertEquals("schedule.systemd: Failed to parse; what is there stays", outcome.why());
    assertTrue(scene.read(TIMER).contains("OnCalendar=*:0/10"));
    assertTrue(
        Verify.run(scene.host(), scene.config(), "1.0.0").stream()
            .anyMatch(c -> c.text().equals("left out: schedule.systemd: Failed to parse")));
    assertEquals(
        List.of(
            "/etc/ntp-audit/config.yaml:1:21: schedule.systemd: Failed to parse"
                + " (apply would not render its file)"),
        Refusals.of(scene.host(), scene.config()).stream().map(Problem::toString).toList());
  }
}
