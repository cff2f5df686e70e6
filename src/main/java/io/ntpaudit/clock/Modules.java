package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whether the kernel has the modules that its clocks need.
 *
 * @param status {@code n/a}, {@code ok}, {@code MODULE_missing} (the first) or {@code unknown}
 */
public record Modules(String status) {
  private static final String MISSING = "_missing";
  private static final int BUILTIN_LIST = 1024 * 1024;

  /** Where the unit shows the list, which its sandbox hides in its place (ntp-audit.service). */
  private static final String SHOWN = "/run/ntp-audit/modules.builtin";

  /** Looks for each of the modules, built-in ones included. */
  static Modules look(Host host, List<String> modules) {
    if (modules.isEmpty()) {
      return new Modules("n/a");
    }
    boolean unknown = false;
    for (String module : modules) {
      Optional<Boolean> there = isThere(host, module.replace('-', '_'));
      if (there.isPresent() && !there.get()) {
        return new Modules(module + MISSING);
      }
      unknown |= there.isEmpty();
    }
    return new Modules(unknown ? "unknown" : "ok");
  }

  /** The first module that is missing; empty where none is. */
  public Optional<String> missing() {
    return status.endsWith(MISSING)
        ? Optional.of(status.substring(0, status.length() - MISSING.length()))
        : Optional.empty();
  }

  /**
   * Empty where that cannot be told. A loaded module stands in /sys/module, a built-in one only if
   * it has parameters or a version; all built-in ones stand in a list, which a container has not,
   * nor a host whose kernel was upgraded since it booted.
   */
  private static Optional<Boolean> isThere(Host host, String name) {
    if (host.exists("/sys/module/" + name) || isListed(host, name)) {
      return Optional.of(true);
    }
    return builtIn(host).map(list -> list.contains("/" + name + ".ko\n"));
  }

  /** Where /sys is not to be seen; a kernel that cannot load modules has no such list. */
  private static boolean isListed(Host host, String name) {
    String loaded = host.text("/proc/modules").present().orElse("");
    return ("\n" + loaded).contains("\n" + name + " ");
  }

  private static Optional<String> builtIn(Host host) {
    String list = host.line("/proc/sys/kernel/osrelease").orElse("") + "/modules.builtin";
    for (String file : List.of("/lib/modules/" + list, "/usr/lib/modules/" + list, SHOWN)) {
      Optional<byte[]> bytes = host.bytes(file, BUILTIN_LIST).present();
      if (bytes.isPresent()) {
        String text = new String(bytes.get(), StandardCharsets.US_ASCII);
        return Optional.of(text.replace('-', '_'));
      }
    }
    return Optional.empty();
  }
}
