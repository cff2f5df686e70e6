package io.ntpaudit.deploy;

import io.ntpaudit.deploy.Tool.Answer;
import io.ntpaudit.host.Host;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What starts the audits on this host.
 *
 * @param name {@code ntp-audit.timer}, or the file of cron
 * @param known whether it could be asked
 * @param well whether the audits are started, now and after a reboot
 * @param text its state in words; where it is not well, with what to do
 * @param next when the next audit is due, where that is known
 * @param failure how the last audit that it started failed, in words, where systemd knows that
 */
public record Scheduler(
    String name,
    boolean known,
    boolean well,
    String text,
    Optional<Instant> next,
    Optional<String> failure) {
  private static final String CRON = "/etc/cron.d/ntp-audit";
  private static final List<String> CRON_DAEMONS = List.of("cron", "crond");

  private Scheduler(String name, boolean known, boolean well, String text, Optional<Instant> next) {
    this(name, known, well, text, next, Optional.empty());
  }

  /**
   * As the host has it at the moment.
   *
   * @param limit how long systemctl may take: it hangs where systemd does
   */
  public static Scheduler look(Host host, Duration limit) {
    return Site.isBooted(host) ? timer(host, limit) : cron(host);
  }

  private static Scheduler timer(Host host, Duration limit) {
    Optional<Answer> answer =
        Tool.ask(
            host,
            limit,
            "systemctl",
            "show",
            "--property="
                + "LoadState,UnitFileState,ActiveState,SubState,NeedDaemonReload,NextElapseUSecRealtime,Result",
            Timer.UNIT,
            Timer.SERVICE);
    if (answer.filter(Answer::well).isEmpty()) {
      String why = answer.map(Answer::why).orElse("systemctl is not there");
      return new Scheduler(Timer.UNIT, false, false, why, Optional.empty());
    }
    // of each unit in turn, with an empty line between
    String[] units = answer.get().text().split("\n\n", 2);
    Scheduler timer = timer(state(units[0]));
    return units.length < 2 ? timer : timer.with(state(units[1]).getOrDefault("Result", ""));
  }

  /** The properties of a unit, as systemctl show prints them. */
  static Map<String, String> state(String text) {
    Map<String, String> state = new HashMap<>();
    text.lines().forEach(line -> put(state, line));
    return state;
  }

  /** A service that has not run yet has succeeded, says systemd. */
  private Scheduler with(String result) {
    String unit = Timer.SERVICE;
    String what = "%1$s failed: %2$s (journalctl -u %1$s; once mended: systemctl start %1$s)";
    boolean fails = !result.isEmpty() && !result.equals("success");
    Optional<String> failed = fails ? Optional.of(what.formatted(unit, result)) : Optional.empty();
    return new Scheduler(name, known, well, text, next, failed);
  }

  private static void put(Map<String, String> state, String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      state.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  private static Scheduler timer(Map<String, String> state) {
    String file = state.getOrDefault("UnitFileState", "");
    String active = state.getOrDefault("ActiveState", "");
    if (state.getOrDefault("LoadState", "").equals("masked")) {
      return deadTimer("is masked (systemctl unmask %1$s; systemctl enable --now %1$s)");
    }
    if (file.isEmpty()) {
      return deadTimer("is not installed (install ntp-audit again)");
    }
    if (!file.startsWith("enabled")) {
      return deadTimer("is " + file + " (systemctl enable --now %1$s)");
    }
    if (!active.equals("active")) {
      return deadTimer("is " + active + " (systemctl start %1$s; systemctl status %1$s)");
    }
    if (state.getOrDefault("SubState", "").equals("elapsed")) {
      return deadTimer("has no further time (systemctl cat %1$s: what do its drop-ins say?)");
    }
    if (state.getOrDefault("NeedDaemonReload", "").equals("yes")) {
      return deadTimer("runs by an older file (systemctl daemon-reload; systemctl restart %1$s)");
    }
    Optional<Instant> next = instant(state.getOrDefault("NextElapseUSecRealtime", ""));
    String due = next.map(at -> ", next " + at.toString().substring(11, 19) + "Z").orElse("");
    return new Scheduler(Timer.UNIT, true, true, Timer.UNIT + " enabled and active" + due, next);
  }

  /** From {@code Mon 2026-11-23 16:10:07 UTC}: in UTC, or in the host's own time zone. */
  private static Optional<Instant> instant(String text) {
    String[] parts = text.split(" ");
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      ZoneId zone = parts[3].equals("UTC") ? ZoneOffset.UTC : ZoneId.systemDefault();
      return Optional.of(LocalDateTime.parse(parts[1] + "T" + parts[2]).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Scheduler cron(Host host) {
    boolean line =
        host.text(CRON).present().stream().flatMap(String::lines).anyMatch(Scheduler::starts);
    boolean runs = cronRuns(host);
    if (line) {
      return runs
          ? new Scheduler(CRON, true, true, CRON + ", and cron runs", Optional.empty())
          : dead(CRON, CRON + " is there, but no cron daemon runs (start cron)");
    }
    return dead(
        CRON,
        Site.isInstalled(host) && !runs
            ? "neither systemd nor cron runs here: the audits begin when this system boots"
            : "neither systemd nor a line of cron starts the audit (ntp-audit apply)");
  }

  private static boolean starts(String line) {
    return !line.startsWith("#") && line.contains("ntp-audit");
  }

  /** Told by the processes' names, which needs no cron's own answer. */
  static boolean cronRuns(Host host) {
    return host.names("/proc").stream()
        .filter(pid -> Character.isDigit(pid.charAt(0)))
        .anyMatch(
            pid -> host.line("/proc/" + pid + "/comm").filter(CRON_DAEMONS::contains).isPresent());
  }

  private static Scheduler deadTimer(String what) {
    return dead(Timer.UNIT, Timer.UNIT + " " + what.formatted(Timer.UNIT));
  }

  private static Scheduler dead(String name, String text) {
    return new Scheduler(name, true, false, text, Optional.empty());
  }
}
