package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;

/**
 * Whether a process could set the system clock at all: for that it needs CAP_SYS_TIME in the user
 * namespace that the host began with (capabilities(7), user_namespaces(7)).
 *
 * <p>What counts is what it may take for itself, its permitted set: a container without the
 * capability has none to give, and a daemon that gave it up gets it back only by another program.
 * The daemons that leave that work to a helper (openntpd) start it under their own name, so that
 * the helper is found as they are.
 *
 * <p>It is compared with process 1, so that a container is told from its host; where process 1 has
 * none itself, everybody is in the same container, and what is written there is judged as on a
 * host. Anybody may read these files.
 */
final class ClockPower {
  private static final String PERMITTED_SET = "\nCapPrm:\t";
  private static final int SET_LENGTH = 16;

  /** linux/capability.h */
  private static final int CAP_SYS_TIME = 25;

  private final Host host;

  ClockPower(Host host) {
    this.host = host;
  }

  /** True too where it cannot be told. */
  boolean mayBeHad(String pid) {
    return !(isWithout(pid) && isWith("1")) && !isInAnotherNamespace(pid);
  }

  /** Whether it has no capability at all, wherever it runs. */
  boolean isUnprivileged(String pid) {
    String set = permittedSet(pid);
    return !set.isEmpty() && Long.parseUnsignedLong(set, 16) == 0;
  }

  private boolean isWith(String pid) {
    String set = permittedSet(pid);
    return !set.isEmpty() && hasSysTime(set);
  }

  private boolean isWithout(String pid) {
    String set = permittedSet(pid);
    return !set.isEmpty() && !hasSysTime(set);
  }

  private static boolean hasSysTime(String set) {
    return (Long.parseUnsignedLong(set, 16) >> CAP_SYS_TIME & 1) == 1;
  }

  /** As proc(5) shows it, 16 hexadecimal digits; empty where it cannot be read. */
  private String permittedSet(String pid) {
    String status = text(pid, "status");
    int from = status.indexOf(PERMITTED_SET) + PERMITTED_SET.length();
    return from < PERMITTED_SET.length() || status.length() < from + SET_LENGTH
        ? ""
        : status.substring(from, from + SET_LENGTH);
  }

  /** The initial user namespace maps all users to themselves, and no other one need do so. */
  private boolean isInAnotherNamespace(String pid) {
    String users = text(pid, "uid_map");
    String first = text("1", "uid_map");
    return !users.isEmpty() && !first.isEmpty() && !users.equals(first);
  }

  private String text(String pid, String file) {
    return host.text("/proc/" + pid + "/" + file).present().orElse("");
  }
}
