package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void noPortIsGivenTwiceNorOfAnothersBlock() throws IOException {
    int port = Ports.next();
    Set<Integer> ports = new HashSet<>(Set.of(port));
    try (ServerSocket another = claimed(port - port % Ports.BLOCK + Ports.BLOCK)) {
      int block = another.getLocalPort();
      while (port < block) {
        port = Ports.next();
        assertTrue(ports.add(port), port + " for a second time");
        assertTrue(port < block || port >= block + Ports.BLOCK, port + " is another's");
      }
    }
  }

  /** The first block from there on that is nobody's. */
  private static ServerSocket claimed(int from) {
    for (int block = from; ; block += Ports.BLOCK) {
      try {
        return new ServerSocket(block, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        // somebody's: the next one
      }
    }
  }
}
