package io.ntpaudit.cli;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void x() {}
}
