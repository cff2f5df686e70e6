package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The two directives of chrony.conf that tell how chronyd treats the kernel's clock: {@code
 * rtcsync} and {@code refclock PHC}. Read only where a check needs them.
 */
final class ChronyConf {
  private static final List<String> FILES = List.of("/etc/chrony/chrony.conf", "/etc/chrony.conf");
  private static final int MAX_FILES = 64;

  private final Host host;
  private final Set<String> directives = new HashSet<>();
  private int files;

  private ChronyConf(Host host) {
    this.host = host;
  }

  /** The configuration; empty where none can be read. */
  static Optional<ChronyConf> read(Host host) {
    ChronyConf conf = new ChronyConf(host);
    for (String file : FILES) {
      if (conf.add(file)) {
        return Optional.of(conf);
      }
    }
    return Optional.empty();
  }

  private boolean add(String file) {
    Optional<String> text =
        files++ < MAX_FILES ? host.text(file).present() : Optional.<String>empty();
    for (String line : text.orElse("").split("\n")) {
      directive(new StringTokenizer(line));
    }
    return text.isPresent();
  }

  /** Directives in any case, with any blanks between their words (chrony's conf.c). */
  private void directive(StringTokenizer words) {
    if (!words.hasMoreTokens()) {
      return;
    }
    String name = words.nextToken().toLowerCase(Locale.ROOT);
    directives.add(name);
    switch (name) {
      case "refclock" ->
          directives.add(words.hasMoreTokens() ? name + " " + words.nextToken() : name);
      case "include" -> addAll(words, "");
      case "confdir" -> addAll(words, "/*.conf");
      default -> {}
    }
  }

  private void addAll(StringTokenizer patterns, String end) {
    while (patterns.hasMoreTokens()) {
      addMatching(patterns.nextToken() + end);
    }
  }

  /** The files of a name that may hold one asterisk, in their order. */
  private void addMatching(String pattern) {
    int slash = pattern.lastIndexOf('/');
    int star = pattern.indexOf('*', slash + 1);
    if (star < 0 || slash < 0) {
      add(pattern);
      return;
    }
    String folder = pattern.substring(0, slash);
    String end = pattern.substring(star + 1);
    for (String name : host.names(folder)) {
      if (name.startsWith(pattern.substring(slash + 1, star)) && name.endsWith(end)) {
        add(folder + "/" + name);
      }
    }
  }

  /** Whether there is such a directive: {@code rtcsync}, {@code refclock PHC}. */
  boolean has(String directive) {
    return directives.contains(directive);
  }
}
