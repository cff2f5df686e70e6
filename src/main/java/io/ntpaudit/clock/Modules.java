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

  /** Looks for each of the modules, built-in ones included. */
  static Modules look(Host host, List<String> modules) {
    if (modules.isEmpty()) {
      return new Modules("n/a");
    }
    boolean unknown = false;
    for (String module : modules) {
      String name = module.replace('-', '_');
      Optional<Boolean> loaded = loaded(host, name);
      if (!loaded.orElse(false) && !builtIn(host, name)) {
        if (loaded.isPresent()) {
          return new Modules(module + MISSING);
        }
        unknown = true;
      }
    }
    return new Modules(unknown ? "unknown" : "ok");
  }

  /** The first module that is missing; empty where none is. */
  public Optional<String> missing() {
    return status.endsWith(MISSING)
        ? Optional.of(status.substring(0, status.length() - MISSING.length()))
        : Optional.empty();
  }

  /** Empty where neither /sys nor /proc tells: a kernel without modules has no /proc/modules. */
  private static Optional<Boolean> loaded(Host host, String name) {
    return host.exists("/sys/module")
        ? Optional.of(host.exists("/sys/module/" + name))
        : host.text("/proc/modules")
            .present()
            .map(text -> ("\n" + text).contains("\n" + name + " "));
  }

  /** A built-in module stands in /sys/module only where it has parameters or a version. */
  private static boolean builtIn(Host host, String name) {
    String release = host.line("/proc/sys/kernel/osrelease").orElse("");
    for (String lib : List.of("/lib/modules/", "/usr/lib/modules/")) {
      byte[] list =
          host.bytes(lib + release + "/modules.builtin", BUILTIN_LIST)
              .present()
              .orElse(new byte[0]);
      String text = new String(list, StandardCharsets.US_ASCII).replace('-', '_');
      if (text.contains("/" + name + ".ko\n")) {
        return true;
      }
    }
    return false;
  }
}
