package io.ntpaudit.audit;

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
