package io.ntpaudit.audit;

import io.ntpaudit.clock.Boot;
import io.ntpaudit.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * The last records of the log, the newest first: what this audit follows on. There is no other
 * state.
 */
public record Past(List<AuditRecord> records) {
  public static final Past NONE = new Past(List.of());

  public Past {
    records = List.copyOf(records);
  }

  Optional<AuditRecord> last() {
    return records.isEmpty() ? Optional.empty() : Optional.of(records.getFirst());
  }

  /**
   * Whether the kernel held its clock for synchronised, where the last record tells: it must be of
   * this boot and of this hour. So the kernel is asked once an hour, for asking takes a process. It
   * is asked again as long as it says no because chronyd has only just begun.
   */
  Optional<Boolean> kernelSync(Host host) {
    return last()
        .filter(last -> last.has(Field.KERNEL_SYNC))
        .filter(
            last -> last.flag(Field.KERNEL_SYNC) || last.text(Field.SYNC_STATUS, "").equals("ok"))
        .filter(last -> last.time().getEpochSecond() / 3600 == host.now().getEpochSecond() / 3600)
        .filter(last -> Boot.id(host).equals(Optional.of(last.text(Field.BOOT_ID, ""))))
        .map(last -> last.flag(Field.KERNEL_SYNC));
  }

  /** Whether each of the last so many records names the reason, given or still pending. */
  boolean saw(String id, int runs) {
    if (records.size() < runs) {
      return false;
    }
    for (AuditRecord record : records.subList(0, runs)) {
      if (!record.reasons().contains(id) && !record.pending().contains(id)) {
        return false;
      }
    }
    return true;
  }
}
