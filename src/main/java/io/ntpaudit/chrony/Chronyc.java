package io.ntpaudit.chrony;

import io.ntpaudit.chrony.Reading.Transport;
import io.ntpaudit.host.Child;
import io.ntpaudit.host.Child.Result;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Host;
import io.ntpaudit.host.Measured;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks chronyd through one chronyc process: by the Unix socket, and where that is shut, by UDP.
 * Only reports that any user may read are asked for; nothing is changed.
 */
public final class Chronyc {
  /** Compiled into chronyc on Debian, Fedora and RHEL (chrony's configure, --chronyrundir). */
  private static final String SOCKET = "/run/chrony/chronyd.sock";

  private static final String LOOPBACK = "127.0.0.1,::1";

  private final Host host;
  private final Address address;
  private final Duration limit;
  private final long deadline;
  private final String program;
  private Child child;
  private Transport transport;
  private IOException refused;
  private boolean asRoot;

  /**
   * Where chronyd answers.
   *
   * @param host {@code auto}, the path of a socket, or an address
   * @param port the UDP command port
   */
  public record Address(String host, int port) {
    boolean auto() {
      return host.equals("auto");
    }

    boolean socket() {
      return host.startsWith("/");
    }
  }

  private Chronyc(Host host, Address address, Duration limit, String program) {
    this.host = host;
    this.address = address;
    this.limit = limit;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.program = program;
  }

  /** Starts chronyc; it runs while the caller looks at other things. */
  public static Chronyc start(Host host, Address address, Duration limit) {
    Optional<String> program = host.program("chronyc");
    Chronyc chronyc = new Chronyc(host, address, limit, program.orElse(null));
    if (program.isPresent()) {
      boolean unix = address.socket() || address.auto() && host.exists(SOCKET);
      chronyc.ask(unix ? Transport.UNIX : Transport.UDP);
    }
    return chronyc;
  }

  private void ask(Transport by) {
    transport = by;
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    try {
      child = Child.start(command(by), left);
    } catch (IOException e) {
      refused = e;
    }
  }

  /**
   * Each answer may take a fifth of the time, so that a daemon that hangs leaves some to tell so.
   */
  private List<String> command(Transport by) {
    String host = by == Transport.UDP && address.auto() ? LOOPBACK : address.host();
    List<String> command = new ArrayList<>(16);
    command.add(program);
    if (asRoot) {
      command.addAll(List.of("-u", "root"));
    }
    command.addAll(
        List.of(
            "-c",
            "-h",
            by == Transport.UNIX && address.auto() ? SOCKET : host,
            "-p",
            Integer.toString(address.port()),
            "-m",
            "timeout " + answerTime().toMillis(),
            "retries 0",
            "tracking",
            "sources",
            "sourcestats",
            "activity"));
    return command;
  }

  private Duration answerTime() {
    return Duration.ofMillis(limit.toMillis() / 5); // dividedBy would go through BigDecimal
  }

  /** What chronyd said, or why it could not be asked. */
  public Measured<Reading> await() {
    if (program == null) {
      return host.barred("chronyc")
          .<Measured<Reading>>map(Chronyc::barred)
          .orElseGet(() -> Measured.failed(ErrorKind.NOT_INSTALLED, "chronyc is not installed"));
    }
    return unlessShut(answer());
  }

  private Measured<Reading> answer() {
    Measured<Reading> first = result();
    boolean fallBack =
        address.auto()
            && transport == Transport.UNIX
            && first.whyNot().filter(f -> f.kind() != ErrorKind.UNPARSEABLE).isPresent();
    if (!fallBack) {
      return first;
    }
    ask(Transport.UDP);
    Measured<Reading> second = result();
    return second.whyNot().isEmpty() || weightier(second, first) ? second : first;
  }

  /**
   * The socket is the owner's of its folder, in which chronyc makes its own: to others chronyd is
   * silent there whether it runs or not.
   */
  private Measured<Reading> unlessShut(Measured<Reading> result) {
    String socket = address.auto() ? SOCKET : address.host();
    String folder = socket.substring(0, socket.lastIndexOf('/') + 1);
    Optional<Failure> failure =
        result.whyNot().filter(f -> f.kind() == ErrorKind.UNREACHABLE && host.isShut(folder));
    return failure.isEmpty()
        ? result
        : Measured.failed(
            ErrorKind.NOT_PERMITTED,
            failure.get().text() + "; " + socket + " is not open to this user");
  }

  /** Of two failures the one that says more: anything says more than that nobody answers. */
  private static boolean weightier(Measured<Reading> second, Measured<Reading> first) {
    return first.whyNot().filter(f -> f.kind() == ErrorKind.UNREACHABLE).isPresent()
        && second.whyNot().filter(f -> f.kind() != ErrorKind.UNREACHABLE).isPresent();
  }

  private Measured<Reading> result() {
    if (refused != null) {
      return barred(program);
    }
    return child.await().match(this::exited, this::killed);
  }

  private static Measured<Reading> barred(String program) {
    return Measured.failed(ErrorKind.NOT_PERMITTED, program + " cannot be started");
  }

  private Measured<Reading> exited(Result.Exited exited) {
    if (exited.status() == 0) {
      return reading(exited.stdout());
    }
    if (!asRoot && cannotDropRoot(exited.stderr())) {
      asRoot = true;
      ask(transport);
      return result();
    }
    return Measured.failed(
        kind(exited.stdout(), exited.stderr(), exited.took()),
        said(exited.stdout(), exited.stderr()));
  }

  /**
   * From 4.8 on chronyc may be built to drop root (configure, --with-chronyc-user), for which the
   * unit has no capability. It is told to stay root then, who has no powers there either. Not from
   * the start, for older ones do not know {@code -u}.
   */
  private static boolean cannotDropRoot(String stderr) {
    return stderr.contains("setgroups() failed")
        || stderr.contains("setgid(")
        || stderr.contains("setuid(")
        || stderr.contains("Could not get user/group ID");
  }

  private Measured<Reading> killed(Result.Killed killed) {
    return Measured.failed(
        killed.late() ? ErrorKind.TIMED_OUT : ErrorKind.UNPARSEABLE, "chronyc " + killed.why());
  }

  private Measured<Reading> reading(String stdout) {
    try {
      return Measured.of(Reports.read(stdout, transport));
    } catch (Reports.Unparseable e) {
      return Measured.failed(ErrorKind.UNPARSEABLE, e.getMessage());
    }
  }

  /**
   * chronyc prints its errors on stdout. A daemon that hangs and one that is not there both end in
   * 506; only the time tells them apart.
   */
  private ErrorKind kind(String stdout, String stderr, Duration took) {
    String error = lastLine(stdout);
    if (error.startsWith("501 ")) {
      return ErrorKind.DENIED;
    }
    if (error.startsWith("502 ") || error.startsWith("508 ") || error.startsWith("518 ")) {
      return ErrorKind.VERSION_MISMATCH;
    }
    if (cannotDropRoot(stderr) || stderr.contains("Could not create")) {
      return ErrorKind.NOT_PERMITTED;
    }
    if (error.startsWith("506 ")) {
      return took.compareTo(answerTime()) >= 0 ? ErrorKind.TIMED_OUT : ErrorKind.UNREACHABLE;
    }
    return stderr.contains("Could not open connection")
        ? ErrorKind.UNREACHABLE
        : ErrorKind.UNPARSEABLE;
  }

  private static String said(String stdout, String stderr) {
    String text = (lastLine(stdout) + " " + lastLine(stderr)).strip();
    return text.isEmpty() ? "chronyc failed and said nothing" : "chronyc: " + text;
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    String line = stripped.substring(stripped.lastIndexOf('\n') + 1);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
