package io.ntpaudit.daemons;

import io.ntpaudit.host.Child;
import io.ntpaudit.host.ErrorKind;
import io.ntpaudit.host.Failure;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a program does to the clock, as far as that depends on how it is started. */
final class Conduct {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static final String HTPDATE_FLAGS = "046acdhlnqstvxDF";
  private static final String TLSDATED_FLAGS = "wprlsvbhU";

  private static final String TOOLBOX = "vmware-toolbox-cmd";

  private final Host host;
  private final Chronyds chronyds;
  private final ClockPower power;
  private Optional<Failure> unseen = Optional.empty();

  Conduct(Host host, Chronyds chronyds) {
    this.host = host;
    this.chronyds = chronyds;
    this.power = new ClockPower(host);
  }

  /** Whether the test holds of what was started so. */
  boolean holds(Known.Test test, Command command) {
    return switch (test) {
      case NONE -> true;
      case PHC2SYS -> new LinuxPtp(host, command).phc2sysSetsSystemClock();
      case PTP4L -> new LinuxPtp(host, command).ptp4lSetsSystemClock();
      case TIMEMASTER -> !chronyds.soleSetterIsChildOf(command.process());
      case CLOCKBOUND -> !asksChronyd(command);
      case BUSYBOX_NTPD -> command.has("ntpd");
      case CONNMAN -> !connmanLeavesClock(command);
      case HTPDATE -> htpdateAdjusts(command);
      case TLSDATED -> !command.hasFlag('p', TLSDATED_FLAGS);
      case NOT_DISABLED -> !command.has("--disable-timesync");
      case VMWARE -> vmwareSynchronises();
      case PIHOLE -> piholeSynchronises(command);
      case QEMU_SET_TIME -> !qemuBlocksSetTime(command);
    };
  }

  /**
   * As clockbound does up to version 2, whose options these are (clock-bound-d 2.0, README): it
   * needs a chronyd that keeps the clock, and tells others how far off that may be. It is to run as
   * chrony's user, without any capability. Version 3 keeps the clock itself; its options are not
   * known here, so that whatever does not look like version 2 counts as one.
   */
  private boolean asksChronyd(Command command) {
    return isUnprivileged(command)
        || command.value("--max-drift-rate").isPresent()
        || command.value("-m").isPresent()
        || command.value("--phc-ref-id").isPresent()
        || command.value("-r").isPresent()
        || command.value("--clock-error-bound-source").isPresent();
  }

  /** What a unit would have is not known. */
  private boolean isUnprivileged(Command command) {
    return !command.pid().isEmpty() && power.isUnprivileged(command.pid());
  }

  /**
   * It may still step the clock after a resume; but it keeps it only where somebody has switched
   * that on, so that whoever cannot ask has found nothing.
   */
  private boolean vmwareSynchronises() {
    Optional<String> program = host.program(TOOLBOX);
    if (program.isEmpty()) {
      return unseen(ErrorKind.NOT_INSTALLED, "is not there");
    }
    try {
      Child child = Child.start(List.of(program.get(), "timesync", "status"), LIMIT);
      return child
          .await()
          .match(
              exited -> vmwareSaid(exited.stdout()),
              killed -> unseen(ErrorKind.TIMED_OUT, "does not answer: " + killed.why()));
    } catch (IOException e) {
      return unseen(ErrorKind.NOT_PERMITTED, "cannot be started");
    }
  }

  /** In one word; what it says of a failure goes to the same place. */
  private boolean vmwareSaid(String answer) {
    boolean enabled = answer.startsWith("Enabled");
    return enabled
        || (!answer.startsWith("Disabled") && unseen(ErrorKind.UNPARSEABLE, "does not tell"));
  }

  private boolean unseen(ErrorKind kind, String why) {
    unseen =
        Optional.of(
            new Failure(
                kind, TOOLBOX + " " + why + ", so that vmtoolsd may keep the clock or not"));
    return false;
  }

  /** Why it is not known of one of them what it does; empty where all could be looked at. */
  Optional<Failure> unseen() {
    return unseen;
  }

  /**
   * {@code active} of the section {@code [ntp.sync]}, in the process's own root: it mostly runs in
   * a container. FTL 6 writes every key out; FTL 5 has neither the file nor an NTP client. Where
   * the file is out of sight, the default counts, by which it keeps the clock.
   */
  private boolean piholeSynchronises(Command command) {
    return command
        .text(host, "/etc/pihole/pihole.toml")
        .match(Conduct::isSyncActive, () -> false, failure -> true);
  }

  private static boolean isSyncActive(String settings) {
    int section = settings.indexOf("[ntp.sync]\n");
    if (section < 0) {
      return false;
    }
    for (String line : settings.substring(section).split("\n")) {
      String plain = line.replace(" ", "").replace("\t", "");
      if (plain.startsWith("active=")) {
        return !plain.startsWith("active=false");
      }
    }
    return true;
  }

  /** As it was told by D-Bus (net.connman.Clock, TimeUpdates), which it keeps there. */
  private boolean connmanLeavesClock(Command command) {
    String settings = command.text(host, "/var/lib/connman/settings").present().orElse("");
    return settings.contains("\nTimeUpdates=manual\n");
  }

  private static boolean htpdateAdjusts(Command command) {
    boolean daemon = command.hasFlag('D', HTPDATE_FLAGS) || command.hasFlag('F', HTPDATE_FLAGS);
    return daemon && !command.hasFlag('q', HTPDATE_FLAGS);
  }

  /** Named in a list of what is blocked, or not named in one of what is allowed (qemu-ga(8)). */
  private boolean qemuBlocksSetTime(Command command) {
    String settings =
        String.join(" ", command.arguments())
            + host.text("/etc/qemu/qemu-ga.conf").present().orElse("").replaceAll("(?m)^#.*", "");
    return settings.contains("guest-set-time") != settings.contains("allow-rpcs");
  }
}
