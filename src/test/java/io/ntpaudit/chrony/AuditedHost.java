package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.ValidRecords;
import io.ntpaudit.cli.Program;
import io.ntpaudit.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A host of which nothing is real but chronyc, chronyd and the wall clock: a machine without a
 * hypervisor that has been up for 5,000 s and whose kernel knows that its clock is synchronised.
 */
public final class AuditedHost {
  /** Configuration: every reason is given at once. */
  public static final String AT_ONCE = "limits: {startup_grace: 0s, confirm_runs: 1}";

  private final Path root;
  private final Host host;

  /**
   * Furnishes a host.
   *
   * @param root a folder
   * @param chronyc the shell script that chronyc is; null where there is none
   */
  public AuditedHost(Path root, String chronyc) {
    this.root = root;
    file("proc/uptime", "5000.00 9000.00\n");
    file("proc/1/comm", "init\n");
    file("proc/sys/kernel/hostname", "host.example\n");
    file("proc/sys/kernel/random/boot_id", "6f1d0a2e-0000-4000-8000-000000000001\n");
    program("logger", "echo 'isSynced=\"1\"' >&2");
    if (chronyc != null) {
      program("chronyc", chronyc);
    }
    host = new Host(root.toString(), Clock.systemUTC(), () -> 0, root.resolve("bin").toString());
  }

  /** A host whose chronyc is the installed one, and whose chronyd is that one, by its socket. */
  public static AuditedHost with(Path root, PrivateChronyd chronyd) {
    AuditedHost host = new AuditedHost(root, "exec " + installedChronyc() + " \"$@\"");
    host.configure(bySocket(chronyd));
    return host;
  }

  /** Words of a shell that run the installed chronyc, which finds its libraries. */
  static String installedChronyc() {
    String libraries = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    return "env LD_LIBRARY_PATH='%s' '%s'".formatted(libraries, PrivateChronyd.require("chronyc"));
  }

  /** Configuration: where the chronyd answers. */
  public static String bySocket(PrivateChronyd chronyd) {
    return "chrony: {address: '" + chronyd.socket() + "'}";
  }

  /** The same by UDP. */
  public static String byUdp(PrivateChronyd chronyd) {
    return "chrony: {address: '127.0.0.1,::1', port: " + chronyd.commandPort() + "}";
  }

  /** Writes a file of this host. */
  public Path file(String path, String content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void program(String name, String script) {
    script(file("bin/.keep", "").resolveSibling(name), script);
  }

  /**
   * A program, written by another process: a child that a test beside this one starts at that
   * moment would hold a file that this JVM has open, and a program that is open for writing cannot
   * be started.
   */
  public static void script(Path program, String script) {
    String write = "cat > \"$0\" && chmod 755 \"$0\"";
    try {
      Process sh = new ProcessBuilder("/bin/sh", "-c", write, program.toString()).start();
      try (OutputStream to = sh.getOutputStream()) {
        to.write(("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(0, sh.waitFor(), program + " cannot be written");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Shows the host a real process, and the real time since boot, as they are now. */
  public void process(long pid) {
    String process = "proc/" + pid;
    for (String path :
        List.of("proc/uptime", process + "/comm", process + "/cmdline", process + "/stat")) {
      try {
        file(path, Files.readString(Path.of("/", path)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The configuration from now on. */
  public void configure(String... yaml) {
    file("etc/ntp-audit/config.yaml", String.join("\n", yaml) + "\n");
  }

  /** One audit, by the command line: the line that it prints. */
  public String line() {
    return said(0, "run", "--json", "--dry-run");
  }

  /** What a command prints, which ends with that exit code. */
  String said(int exit, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertEquals(exit, new Program(host, print, print).run(arguments), out::toString);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** One audit: its record, which is valid. */
  public AuditRecord audit() {
    return ValidRecords.assertValid(line());
  }

  /** One audit that is followed by others: its record, which stands in the log. */
  public AuditRecord auditAndLog() {
    String line = line();
    Path log = file("var/log/ntp-audit/.keep", "").resolveSibling("audit.log");
    try {
      String before = Files.exists(log) ? Files.readString(log) : "";
      Files.writeString(log, before + line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ValidRecords.assertValid(line);
  }
}
