package io.ntpaudit.cli;

/** Exit codes. */
final class Exit {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** With {@code apply --check}: something would change. */
  static final int PENDING = 3;

  private Exit() {}
}
