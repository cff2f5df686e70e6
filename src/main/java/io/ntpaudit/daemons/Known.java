package io.ntpaudit.daemons;

import java.util.List;

/**
 * The clock writers that are known, under all the names that distributions give them.
 *
 * @param name the name in the record where only the process is seen
 * @param units its systemd units, without {@code .service}; a template stands for its instances
 * @param process the kernel's name of its process, at most 15 characters; empty: its units tell all
 * @param test what has to hold of the process before it counts
 */
record Known(String name, List<String> units, String process, Test test) {
  /** What a program does depends on how it is started. */
  enum Test {
    NONE,
    /** phc2sys: it may feed chronyd, or set the hardware's clocks only. */
    PHC2SYS,
    /** ptp4l: it keeps the system clock with software time stamps only. */
    PTP4L,
    /** timemaster: it may have started the very chronyd that is audited, as it does by default. */
    TIMEMASTER,
    /** clockbound: up to version 2 it reads what chronyd says, and sets nothing. */
    CLOCKBOUND,
    /** ntpd as an applet: the process is called busybox. */
    BUSYBOX_NTPD,
    /** connmand: its own NTP client, {@code TimeUpdates} (connman's src/clock.c). */
    CONNMAN,
    /** htpdate: as a daemon it adjusts the clock; by hand it only looks (htpdate(8)). */
    HTPDATE,
    /** tlsdated: {@code -p} (tlsdated(8)). */
    TLSDATED,
    /** VBoxService: {@code --disable-timesync}. */
    NOT_DISABLED,
    /** vmtoolsd: its time synchronisation is asked for. */
    VMWARE,
    /** pihole-FTL: its own NTP client, {@code ntp.sync.active}. */
    PIHOLE,
    /** qemu-ga: guest-set-time, unless it is blocked. */
    QEMU_SET_TIME
  }

  static final List<Known> ALL =
      List.of(
          new Known(
              "systemd-timesyncd", List.of("systemd-timesyncd"), "systemd-timesyn", Test.NONE),
          new Known("ntpd", List.of("ntp", "ntpd", "ntpsec", "openntpd"), "ntpd", Test.NONE),
          new Known("ntpd-rs", List.of("ntpd-rs"), "ntp-daemon", Test.NONE),
          new Known("phc2sys", List.of("phc2sys", "phc2sys@"), "phc2sys", Test.PHC2SYS),
          new Known("ptp4l", List.of("ptp4l", "ptp4l@"), "ptp4l", Test.PTP4L),
          new Known("timemaster", List.of("timemaster"), "timemaster", Test.TIMEMASTER),
          new Known("clockbound", List.of("clockbound"), "clockbound", Test.CLOCKBOUND),
          new Known("busybox-ntpd", List.of(), "busybox", Test.BUSYBOX_NTPD),
          new Known("pihole-FTL", List.of("pihole-FTL"), "pihole-FTL", Test.PIHOLE),
          new Known("connman", List.of("connman"), "connmand", Test.CONNMAN),
          new Known("htpdate", List.of("htpdate"), "htpdate", Test.HTPDATE),
          // the child that keeps the power over the clock (tlsdate's src/tlsdate-setter.c)
          new Known("tlsdated", List.of("tlsdated"), "tlsdated-setter", Test.TLSDATED),
          new Known("vmtoolsd", List.of(), "vmtoolsd", Test.VMWARE),
          new Known("VBoxService", List.of(), "VBoxService", Test.NOT_DISABLED),
          new Known("qemu-ga", List.of(), "qemu-ga", Test.QEMU_SET_TIME));
}
