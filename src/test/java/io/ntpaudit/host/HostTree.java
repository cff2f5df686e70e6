package io.ntpaudit.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The files of a made-up host, below a folder. */
public final class HostTree {
  private final Path root;

  /** A host on which only the process with ID 1 runs. */
  public HostTree(Path root) {
    this.root = root;
    file("/proc/1/comm", "systemd\n");
    file("/proc/sys/kernel/hostname", "web-01\n");
    folder("/usr/bin");
  }

  public Host host() {
    return host(Clock.systemUTC());
  }

  public Host host(Clock clock) {
    return new Host(root.toString(), clock, () -> 0, path("/usr/bin").toString());
  }

  public Path path(String absolute) {
    return root.resolve("." + absolute).normalize();
  }

  public HostTree folder(String absolute) {
    try {
      Files.createDirectories(path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public HostTree file(String absolute, String text) {
    folder(absolute.substring(0, absolute.lastIndexOf('/')));
    try {
      Files.write(path(absolute), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A link to whatever stands in it. */
  public HostTree link(String absolute, String target) {
    folder(absolute.substring(0, absolute.lastIndexOf('/')));
    try {
      Files.deleteIfExists(path(absolute));
      Files.createSymbolicLink(path(absolute), Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A program: a script of sh. */
  public HostTree program(String name, String script) {
    file("/usr/bin/" + name, "#!/bin/sh\n" + script + "\n");
    path("/usr/bin/" + name).toFile().setExecutable(true);
    return this;
  }

  /** A process that was started 100 s after boot. */
  public HostTree process(int pid, String command, String... arguments) {
    return process(pid, 1, 100, command, arguments);
  }

  /** A process with its parent and the seconds after boot at which it was started. */
  public HostTree process(
      int pid, int parent, double started, String command, String... arguments) {
    String name = command.substring(command.lastIndexOf('/') + 1);
    String comm = name.length() > 15 ? name.substring(0, 15) : name;
    String line =
        command + "\0" + (arguments.length == 0 ? "" : String.join("\0", arguments) + "\0");
    return file("/proc/" + pid + "/comm", comm + "\n")
        .file("/proc/" + pid + "/cmdline", line)
        .file(
            "/proc/" + pid + "/stat",
            pid
                + " ("
                + comm
                + ") S "
                + parent
                + " 1 1 0 -1 4194560 100 0 0 0 1 1 0 0 20 0 1 0 "
                + Math.round(started * 100)
                + " 20000000 100\n");
  }

  /** A unit of systemd that is installed. */
  public HostTree unit(String name) {
    folder("/run/systemd/system");
    return file("/usr/lib/systemd/system/" + name + ".service", "[Service]\n");
  }

  /** A unit that is active. */
  public HostTree active(String name) {
    return unit(name)
        .link("/run/systemd/units/invocation:" + name + ".service", "0123456789abcdef");
  }

  /** A unit that will be started with the next boot. */
  public HostTree enabled(String name) {
    return unit(name)
        .link(
            "/etc/systemd/system/multi-user.target.wants/" + name + ".service",
            "../../../../usr/lib/systemd/system/" + name + ".service");
  }

  /** A unit that cannot be started. */
  public HostTree masked(String name) {
    return unit(name).link("/etc/systemd/system/" + name + ".service", "/dev/null");
  }
}
