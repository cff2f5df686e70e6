package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether everything that the installation set up stands and works. */
public final class Verify {
  /** How a check went. */
  public enum State {
    PASS,
    FAIL,
    /** Nothing of ours is wrong, but somebody should know. */
    LOOK;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line.
   *
   * @param text further lines, if any, are to be pasted
   */
  public record Check(String name, State state, String text) {
    static Check of(String name, boolean well, String text) {
      return new Check(name, well ? State.PASS : State.FAIL, text);
    }
  }

  private final Host host;
  private final Config config;
  private final List<Check> checks = new ArrayList<>();

  private Verify(Host host, Config config) {
    this.host = host;
    this.config = config;
  }

  /** All checks, in the order in which one would make them by hand. */
  public static List<Check> run(Host host, Config config, String version) {
    Verify verify = new Verify(host, config);
    verify.executable(version);
    verify.configuration();
    verify.checks.addAll(new LogCheck(host, config).checks());
    verify.scheduler();
    verify.checks.addAll(FileCheck.checks(host, config));
    if (config.isOn(Key.ENABLED)) {
      verify.others();
    }
    return List.copyOf(verify.checks);
  }

  /** Whether those have what they need who go on with what is written. */
  private void others() {
    if (host.program("logrotate").isEmpty()) {
      look(
          "log rotation",
          "logrotate is not here: the log grows by 5 MB a month (install logrotate)");
    }
    TextfileFolder.check(host, config).ifPresent(checks::add);
    if (config.isOn(Key.ALLOY_ENABLED)) {
      alloy();
    }
    if (config.isOn(Key.LOKI_ENABLED)) {
      loki();
    }
  }

  private void add(String name, boolean well, String text) {
    checks.add(Check.of(name, well, text));
  }

  private void look(String name, String text) {
    checks.add(new Check(name, State.LOOK, text));
  }

  private void executable(String version) {
    String path = "/usr/bin/ntp-audit";
    boolean well = host.file(path).isFile() && host.file(path).canExecute();
    add("executable", well, path + (well ? " " + version : " is not there, or not executable"));
  }

  private void configuration() {
    if (!config.problems().isEmpty()) {
      add("configuration", false, config.problems().getFirst() + " (ntp-audit config check)");
    }
  }

  private void scheduler() {
    Scheduler scheduler = Scheduler.look(host, Tool.LIMIT);
    if (config.isOn(Key.ENABLED)) {
      boolean well = scheduler.well() && scheduler.failure().isEmpty();
      String text = scheduler.text();
      add("scheduler", well, scheduler.well() ? scheduler.failure().orElse(text) : text);
    } else {
      String still = scheduler.name() + " still runs, but enabled is false (ntp-audit apply)";
      add("scheduler", !scheduler.well(), scheduler.well() ? still : "off: enabled is false");
    }
  }

  /** Whether the Alloy that is here reads what we have rendered for it. */
  private void alloy() {
    Alloy alloy = new Alloy(host);
    String folder = Artifacts.dir(config, Key.ALLOY_CONFIG_DIR);
    String reads = alloy.configuration().orElse("");
    if (alloy.reads(folder)) {
      add("alloy", true, "reads " + folder);
    } else if (!reads.isEmpty()) {
      switch (AlloyImport.in(host, reads, config.text(Key.LOG_FILE))) {
        case AlloyImport.Used() -> add("alloy", true, reads + " imports the module");
        case AlloyImport.Wrong(String why) -> add("alloy", false, why);
        case AlloyImport.Missing() -> {
          String what = "reads %s only, not %s.\n".formatted(reads, folder);
          look("alloy", what + alloy.lacks(reads, config).orElseGet(() -> lines(reads)));
        }
      }
    }
  }

  /** What an administrator pastes. */
  private String lines(String reads) {
    List<String> lines = Artifacts.alloyImport(config, Site.of(host, true));
    if (lines.isEmpty()) {
      return "What to add to it is told once the configuration is mended (ntp-audit config check)";
    }
    String where =
        host.file(reads).isDirectory() ? "Add a file with this to it" : "Add to that file";
    StringBuilder text = new StringBuilder(where + ", then systemctl reload alloy:");
    for (String line : lines) {
      text.append(line.isEmpty() ? "\n" : "\n  " + line);
    }
    return text.toString();
  }

  /** Whether the Loki that is here reads the rules, and reads them once. */
  private void loki() {
    String folder = Artifacts.dir(config, Key.LOKI_RULES_DIR);
    Loki.stopped(host, folder).ifPresent(why -> add("loki", false, why));
    Loki.twice(host, folder).ifPresent(why -> look("loki", why));
    Loki.unread(host, folder).ifPresent(why -> look("loki", why));
  }
}
