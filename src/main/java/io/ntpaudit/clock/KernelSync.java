package io.ntpaudit.clock;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.Child.Result;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the kernel holds its clock for synchronised (adjtimex(2), STA_UNSYNC).
 *
 * <p>No file tells it, and a system call from Java takes longer than a process (12 ms against 5
 * ms). Of the ways that need no privilege, logger(1) of util-linux is the cheapest: it asks the
 * kernel for RFC 5424's {@code timeQuality} and prints the line that it would send, which {@code
 * --no-act} keeps it from sending. Its port is a number, for a small host has no /etc/services.
 */
final class KernelSync {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Optional<Child> logger;
  private final Optional<Boolean> known;

  private KernelSync(Optional<Child> logger, Optional<Boolean> known) {
    this.logger = logger;
    this.known = known;
  }

  /** The state is known: nobody is asked. */
  static KernelSync known(boolean synchronised) {
    return new KernelSync(Optional.empty(), Optional.of(synchronised));
  }

  static KernelSync start(Host host) {
    Optional<String> program = host.program("logger");
    if (program.isEmpty()) {
      return new KernelSync(Optional.empty(), Optional.empty());
    }
    List<String> command =
        List.of(
            program.get(),
            "--rfc5424",
            "--no-act",
            "--stderr",
            "-n",
            "127.0.0.1",
            "-P",
            "514",
            "-d",
            "--",
            "-");
    try {
      return new KernelSync(Optional.of(Child.start(command, LIMIT)), Optional.empty());
    } catch (IOException e) {
      return new KernelSync(Optional.empty(), Optional.empty());
    }
  }

  Measured<Boolean> await() {
    if (known.isPresent()) {
      return Measured.of(known.get());
    }
    if (logger.isEmpty()) {
      return Measured.failed(ErrorKind.NOT_INSTALLED, "logger is not installed");
    }
    if (logger.get().await() instanceof Result.Exited exited) {
      if (exited.stderr().contains("isSynced=\"1\"")) {
        return Measured.of(true);
      }
      if (exited.stderr().contains("isSynced=\"0\"")) {
        return Measured.of(false);
      }
    }
    return Measured.failed(ErrorKind.UNPARSEABLE, "logger does not tell the kernel's state");
  }
}
