package io.ntpaudit.cli;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.audit.AuditLog;
import io.ntpaudit.audit.AuditLog.LogFailure;
import io.ntpaudit.audit.RecordJson;
import io.ntpaudit.audit.Syslog;
import io.ntpaudit.audit.Verdict;
import io.ntpaudit.config.Config;
import io.ntpaudit.config.Configs;
import io.ntpaudit.deploy.TextfileFolder;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Textfile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * {@code ntp-audit run}: one audit, one record, one line to syslog. The timer's path: its arguments
 * are read by hand, and nothing in it uses reflection.
 */
final class RunCommand {
  private final Host host;
  private final PrintStream out;
  private final PrintStream err;
  private String folder = Configs.FOLDER;
  private boolean json;
  private boolean dryRun;
  private boolean named;

  RunCommand(Host host, PrintStream out, PrintStream err) {
    this.host = host;
    this.out = out;
    this.err = err;
  }

  /**
   * Reads the arguments.
   *
   * @return false where they are not plain arguments of run: help, another command, a mistake
   */
  boolean accepts(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "run" -> {
          if (named) {
            return false;
          }
          named = true;
        }
        case "--json" -> json = true;
        case "--dry-run" -> dryRun = true;
        case "--config" -> {
          if (++i == args.length) {
            return false;
          }
          folder = args[i];
        }
        default -> {
          if (!args[i].startsWith("--config=")) {
            return false;
          }
          folder = args[i].substring("--config=".length());
        }
      }
    }
    return true;
  }

  int run() {
    Config config = Configs.load(host, folder);
    Audit audit = Audit.scheduled(host, config);
    byte[] line = RecordJson.line(audit.record());
    if (json) {
      out.write(line, 0, line.length);
    }
    if (dryRun) {
      return Program.printed(Exit.OK, out, err);
    }
    Syslog syslog = new Syslog(host, out, json ? null : System.getenv("JOURNAL_STREAM"));
    try {
      AuditLog.of(host, config).append(line);
    } catch (LogFailure e) {
      err.println("ntp-audit: " + e.getMessage());
      syslog.send(Syslog.Level.WARNING, "ERROR: " + e.getMessage());
      return Exit.FAILED;
    }
    textfile(config, audit, syslog);
    boolean well = audit.record().verdict() == Verdict.OK;
    syslog.send(well ? Syslog.Level.INFO : Syslog.Level.WARNING, Syslog.summary(audit.record()));
    return json ? Program.printed(Exit.OK, out, err) : Exit.OK;
  }

  /** The record is written by now: metrics that cannot be are trouble, and no failure. */
  private void textfile(Config config, Audit audit, Syslog syslog) {
    Optional<String> file = TextfileFolder.file(config);
    if (file.isEmpty()) {
      return;
    }
    try {
      Textfile.write(host.file(file.get()).toPath(), audit);
    } catch (IOException e) {
      String why = TextfileFolder.why(host, config, e);
      err.println("ntp-audit: " + why);
      syslog.send(Syslog.Level.WARNING, "ERROR: " + why);
    }
  }
}
