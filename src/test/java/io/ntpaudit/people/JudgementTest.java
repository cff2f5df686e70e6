package io.ntpaudit.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.config.Configs;
import io.ntpaudit.host.HostTree;
import java.nio.file.Path;
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
  }

  @Test
  void whoWasAskedIsNamedAndNobodyElse() {
    AuditRecord record = record("chronyd-unreachable").with(Field.ERROR, "chronyc: 506");
    String nobody = "Nobody answers where chronyd should. Asked was ";
    assertEquals(
        nobody + "/run/chrony/chronyd.sock, then UDP port 323 of this host. chronyc: 506.",
        only(record).text());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: /run/other.sock}\n");
    assertEquals(nobody + "/run/other.sock. chronyc: 506.", only(record).text());
    tree.file("/etc/ntp-audit/config.yaml", "chrony: {address: 192.0.2.1, port: 324}\n");
    assertEquals(nobody + "UDP port 324 of 192.0.2.1. chronyc: 506.", only(record).text());
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
