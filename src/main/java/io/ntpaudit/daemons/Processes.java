package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of some names that run on the host, from one pass over /proc. Those of containers
 * are among them: they share the host's clock.
 *
 * @param pids the process IDs of each name
 * @param unread how many processes could not be read: they may be anything
 */
record Processes(Map<String, List<String>> pids, int unread) {
  /** More processes than any host has that should still be audited. */
  private static final int MOST = 65_536;

  private static final int NAME_LENGTH = 16;

  static Processes find(Host host, Set<String> names) {
    Map<String, List<String>> pids = new HashMap<>();
    int unread = 0;
    int seen = 0;
    String[] entries = host.file("/proc").list();
    for (String pid : entries == null ? new String[0] : entries) {
      if (!isNumber(pid)) {
        continue;
      }
      if (seen++ >= MOST) {
        unread++;
        continue;
      }
      Measured<byte[]> comm = host.bytes("/proc/" + pid + "/comm", NAME_LENGTH);
      if (comm instanceof Measured.Failed<byte[]>) {
        unread++;
      } else if (comm instanceof Measured.Present<byte[]> present) { // else it has ended meanwhile
        String name = name(present.value());
        if (names.contains(name) && hasCommandLine(host, pid)) {
          pids.computeIfAbsent(name, n -> new ArrayList<>()).add(pid);
        }
      }
    }
    boolean hidden = !host.exists("/proc/1"); // mounted with hidepid, or not mounted at all
    return new Processes(pids, hidden ? unread + 1 : unread);
  }

  /** One that has ended and is not reaped has none, nor has one that is just being started. */
  private static boolean hasCommandLine(Host host, String pid) {
    Measured<byte[]> line = host.bytes("/proc/" + pid + "/cmdline", 1);
    boolean empty = line instanceof Measured.Present<byte[]> read && read.value().length == 0;
    return !empty && !(line instanceof Measured.Absent<byte[]>);
  }

  private static boolean isNumber(String text) {
    char first = text.charAt(0);
    return first >= '1' && first <= '9';
  }

  /** Without the newline at the end; names are ASCII. */
  @SuppressWarnings("deprecation")
  private static String name(byte[] comm) {
    int length = comm.length;
    while (length > 0 && comm[length - 1] == '\n') {
      length--;
    }
    return new String(comm, 0, 0, length);
  }

  List<String> of(String name) {
    return pids.getOrDefault(name, List.of());
  }

  /**
   * A field of /proc/PID/stat by its number in proc(5), 3 or above: the name before may hold
   * anything.
   */
  static Optional<String> stat(Host host, String pid, int field) {
    String text = host.text("/proc/" + pid + "/stat").present().orElse("");
    String[] fields = text.substring(text.lastIndexOf(')') + 1).split(" ");
    return fields.length > field - 2 ? Optional.of(fields[field - 2]) : Optional.empty();
  }
}
