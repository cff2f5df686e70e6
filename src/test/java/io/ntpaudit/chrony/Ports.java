package io.ntpaudit.chrony;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports that no other JVM of the tests uses: each claims blocks of them, by listening on the first
 * port of a block for as long as it lives. A port that is only looked at before it is used may be
 * another's by then.
 */
final class Ports {
  /** Below those that the kernel hands out by itself (ip_local_port_range). */
  private static final int FIRST = 12_000;

  private static final int END = 32_000;
  static final int BLOCK = 100;

  private static final List<ServerSocket> CLAIMS = new ArrayList<>();
  private static int next = FIRST;

  private Ports() {}

  /** A port that is free, for UDP and for TCP, and was not given out before. */
  static synchronized int next() {
    while (true) {
      if (next % BLOCK == 0) {
        claim();
      }
      int port = next++;
      if (isFree(port)) {
        return port;
      }
    }
  }

  private static void claim() {
    for (int first = next; first < END; first += BLOCK) {
      try {
        CLAIMS.add(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
        next = first + 1;
        return;
      } catch (IOException e) {
        // another's block
      }
    }
    throw new AssertionError("no block of ports is free from " + next + " to " + END);
  }

  /**
   * Asks the kernel's tables: a socket bound to see would live on in a child just being started.
   */
  private static boolean isFree(int port) {
    String local = ":%04X ".formatted(port);
    for (String table : new String[] {"udp", "udp6", "tcp", "tcp6"}) {
      try {
        Path file = Path.of("/proc/net", table);
        if (Files.exists(file) && Files.readString(file).contains(local)) {
          return false;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return true;
  }
}
