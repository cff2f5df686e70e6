package io.ntpaudit.deploy;

import io.ntpaudit.host.Host;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * What of the host decides which files it needs.
 *
 * @param systemd whether PID 1 is systemd, or will be when an image that is being built boots
 * @param steadyDelay whether that systemd can keep a random delay the same for a host
 * @param machine the machine's id; empty in an image that is still to be given one
 */
public record Site(boolean systemd, boolean steadyDelay, Optional<String> machine) {
  private static final List<String> SYSTEMD = List.of("/usr/lib/systemd", "/lib/systemd");

  /** FixedRandomDelay= came with it; before (EL 8: 239, Ubuntu 20.04: 245) it is ignored. */
  private static final int STEADY = 247;

  /**
   * @param live whether the tree is the running host's, not one below {@code --root}
   */
  public static Site of(Host host, boolean live) {
    // A step of an image's build has a PID 1 of its own, which neither is systemd nor starts
    // anything.
    boolean asleep = !live || isChroot(host) || !Scheduler.cronRuns(host);
    return new Site(
        isBooted(host) || asleep && isInstalled(host),
        systemdVersion(host).map(version -> version >= STEADY).orElse(true),
        host.line("/etc/machine-id").filter(id -> id.length() == 32));
  }

  /** As sd_booted(3) sees it. */
  public static boolean isBooted(Host host) {
    return host.exists("/run/systemd/system");
  }

  /** Whether it is there to boot this tree, now or later. */
  static boolean isInstalled(Host host) {
    return SYSTEMD.stream().anyMatch(dir -> host.exists(dir + "/systemd"));
  }

  private static boolean isChroot(Host host) {
    try {
      return !Files.isSameFile(host.file("/proc/1/root").toPath(), host.file("/").toPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Told by a file's name: no process, and it works in a tree of another machine too. */
  private static Optional<Integer> systemdVersion(Host host) {
    return SYSTEMD.stream()
        .flatMap(dir -> host.names(dir).stream())
        .filter(name -> name.matches("libsystemd-shared-\\d{1,4}\\D.*"))
        .map(name -> Integer.valueOf(name.replaceAll("^libsystemd-shared-(\\d+).*", "$1")))
        .findFirst();
  }

  /** A number from 0 to {@code below} - 1 that this machine keeps and that spreads a fleet. */
  Optional<Integer> place(int below) {
    return machine.map(id -> digest(id).mod(BigInteger.valueOf(below)).intValue());
  }

  private static BigInteger digest(String id) {
    // hashed with our name: the id itself is confidential (machine-id(5))
    byte[] bytes = ("ntp-audit " + id).getBytes(StandardCharsets.UTF_8);
    return new BigInteger(Ledger.sum(bytes), 16);
  }
}
