package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.NoSource;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a record: its reasons in sentences, and what to do. */
class JudgementTest {
  @TempDir Path root;
  private HostTree tree;
  private String folder = Configs.FOLDER;

  @BeforeEach
  void host() {
    tree = new HostTree(root);
  }

  private Reason only(AuditRecord record) {
    Judgement judgement = Judgement.of(record, Configs.load(tree.host(), folder), tree.host());
    assertEquals(1, judgement.reasons().size());
    return judgement.reasons().getFirst();
  }

  private static AuditRecord record(String reason) {
    return new AuditRecord()
        .with(Field.TIMESTAMP, "2026-11-23T16:05:07.000Z")
        .with(Field.VERDICT, reason.startsWith("chronyd-") ? "unknown" : "warning")
        .with(Field.REASONS, reason);
  }

  @Test
  void aStepSaysItsSizeAndWay() {
    assertEquals(
        "The clock has jumped. The clock was stepped 3 s back.",
        only(record("stepped").with(Field.CLOCK_STEP, -3.0)).text());
  }

  @Test
  void aMissingModuleIsNamed() {
    AuditRecord record =
        record("module-missing")
            .with(Field.NTP_MODULES_STATUS, "ptp_kvm_missing")
            .with(Field.VIRTUALIZATION, "kvm");
    assertEquals(
        "The kernel module ptp_kvm is not there. The host runs on kvm.", only(record).text());
    assertEquals("modprobe ptp_kvm", only(record).remedy());
  }

  private String against(String writer) {
    return only(record("competing-daemon").with(Field.NTP_CONFLICTS, writer)).remedy();
  }

  @Test
  void aProcessOutsideSystemdIsStoppedWhereItIsStarted() {
    assertEquals("stop ntpd where it is started", against("ntpd_active"));
    assertEquals("stop busybox ntpd where it is started", against("busybox-ntpd_active"));
    assertEquals("service ntpd stop", against("ntpd_enabled"));
    tree.folder("/run/systemd/system");
    assertEquals("systemctl disable --now ntpd", against("ntpd_enabled"));
    tree.file("/run/systemd/units/invocation:ntpd.service", "");
    assertEquals("systemctl disable --now ntpd", against("ntpd_active,chronyd_active"));
    assertEquals("systemctl disable --now ntpd", against("ntpd_enabled,ntpsec_active"));
  }

  private String notPermitted() {
    return only(record("chronyd-not-permitted")).remedy();
  }

  @Test
  void whatIsNotPermittedIsMendedWhereItIsForbidden() {
    assertEquals("grep -E 'Cap|NoNewPrivs|Seccomp' /proc/self/status", notPermitted());
    tree.program("chronyc", "");
    assertEquals("grep -E 'Cap|NoNewPrivs|Seccomp' /proc/self/status", notPermitted());
    Path chronyc = tree.path("/usr/bin/chronyc");
    assertTrue(chronyc.toFile().setExecutable(false, false));
    assertEquals("ls -lZ " + chronyc + "     this user may not start it", notPermitted());
  }

  @Test
  void aSourceIsBroughtBackAsItWasLost() {
    Runbook.Section section =
        Runbook.of(tree.host(), Config.defaults()).section("no-usable-source").orElseThrow();
    Here here = new Here(record(""), Configs.load(tree.host(), folder), tree.host());
    Set<String> remedies = new HashSet<>(Set.of(here.remedy(section, Optional.empty())));
    for (NoSource why : NoSource.values()) {
      String remedy = here.remedy(section, Optional.of(why));
      assertTrue(remedies.add(remedy), why + ": " + remedy);
      assertEquals(why == NoSource.SILENT, remedy.contains("UDP port 123"), remedy);
    }
    assertEquals(
        "name at least four servers in chrony.conf",
        only(record("no-usable-source").with(Field.SOURCES_FALSETICKER, 3L)).remedy());
    assertEquals(
        "chronyc -n sources -v     is there any, and does it answer?",
        only(record("no-usable-source").with(Field.SOURCES, 0L)).remedy());
  }

  @Test
  void whoWasAskedIsNamedAndNobodyElse() {
    AuditRecord record = record("chronyd-unreachable").with(Field.ERROR, "chronyc: 506");
    String nobody = "Nobody answers where chronyd should. It was asked at ";
    assertEquals(
        nobody + "/run/chrony/chronyd.sock, then UDP port 323 of this host. chronyc: 506.",
        only(record).text());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: /run/other.sock}\n");
    assertEquals(nobody + "/run/other.sock. chronyc: 506.", only(record).text());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: 192.0.2.1, port: 324}\n");
    assertEquals(nobody + "UDP port 324 of 192.0.2.1. chronyc: 506.", only(record).text());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: 127.0.0.1}\n");
    assertTrue(only(record).remedy().startsWith("service chrony"), only(record).remedy());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: 192.0.2.1}\n");
    String look = "ntp-audit config show     is chrony.address right?";
    assertEquals(look, only(record).remedy());
    assertEquals(look, only(record("chronyd-timed-out")).remedy());
  }

  @Test
  void theConfigurationInUseIsTheOneToCheck() {
    assertEquals("ntp-audit config check", only(record("config-invalid")).remedy());
    folder = "/srv/audit";
    tree.folder(folder);
    assertEquals(
        "ntp-audit config check --config /srv/audit", only(record("config-invalid")).remedy());
  }
}
