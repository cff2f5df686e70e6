package io.ntpaudit.people;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import io.ntpaudit.clock.Virtualization;
import io.ntpaudit.daemons.Writer;

/** What else on the host has to do with its clock. */
final class StatusHost {
  private StatusHost() {}

  static void print(AuditRecord record, Screen screen) {
    screen.line("");
    screen.wrapped(Screen.label("other writers"), writers(record));
    screen.wrapped(Screen.label("hardware clock"), hardwareClock(record));
    screen.line(
        Screen.label("kernel modules") + modules(record.text(Field.NTP_MODULES_STATUS, "")));
    screen.wrapped(Screen.label("kernel"), kernel(record));
  }

  private static String kernel(AuditRecord record) {
    if (!record.has(Field.KERNEL_SYNC)) {
      return "cannot be asked";
    }
    String container =
        Virtualization.isContainer(record.text(Field.VIRTUALIZATION, ""))
            ? "; in a container its host keeps the clock"
            : "";
    return record.flag(Field.KERNEL_SYNC) ? "synchronised" : "not synchronised" + container;
  }

  private static String writers(AuditRecord record) {
    String setters = Writer.listed(record.text(Field.CLOCK_SETTERS, "")).replace(" (active)", "");
    String also = setters.isEmpty() ? "" : "; on demand: " + setters;
    if (record.has(Field.NTP_CONFLICTS)) {
      return Writer.listed(record.text(Field.NTP_CONFLICTS, "")) + also;
    }
    return (record.has(Field.NTP_CONFLICT)
            ? "none"
            : "not all can be told (ntp-audit check -v says why)")
        + also;
  }

  private static String hardwareClock(AuditRecord record) {
    String on = record.text(Field.VIRTUALIZATION, "none");
    String machine = on.equals("none") ? "bare metal" : on;
    return switch (record.text(Field.NTP_PHC_STATUS, "")) {
      case "ok" ->
          record.text(Field.NTP_PHC_DEVICE, "")
              + (record.has(Field.PHC_CLOCK_NAME)
                  ? " (" + record.text(Field.PHC_CLOCK_NAME, "") + ")"
                  : "")
              + used(record);
      case "missing" -> "missing; one is expected here (" + machine + ")";
      default -> "none, and none is expected here (" + machine + ")";
    };
  }

  private static String used(AuditRecord record) {
    if (!record.has(Field.PHC_IN_USE)) {
      return "";
    }
    return record.flag(Field.PHC_IN_USE) ? ", chronyd uses it" : ", there but not used by chronyd";
  }

  private static String modules(String status) {
    return switch (status) {
      case "ok" -> "there";
      case "n/a", "" -> "none needed";
      case "unknown" -> "cannot be seen";
      default -> status.replace("_missing", " is missing");
    };
  }
}
