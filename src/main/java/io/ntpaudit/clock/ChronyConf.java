package io.ntpaudit.clock;

import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two directives of chrony.conf that tell how chronyd treats the kernel's clock: {@code
 * rtcsync} and {@code refclock PHC}. Read only where a check needs them.
 */
final class ChronyConf {
  private static final List<String> FILES = List.of("/etc/chrony/chrony.conf", "/etc/chrony.conf");
  private static final int MAX_FILES = 64;

  private final Host host;
  private final List<String> lines = new ArrayList<>();
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
      String plain = line.replace('\t', ' ').strip();
      lines.add(plain);
      if (plain.startsWith("include ")) {
        add(plain.substring("include ".length()).strip());
      } else if (plain.startsWith("confdir ")) {
        addFolders(plain.substring("confdir ".length()));
      }
    }
    return text.isPresent();
  }

  private void addFolders(String folders) {
    for (String folder : folders.strip().split(" ")) {
      for (String name : host.names(folder)) {
        if (name.endsWith(".conf")) {
          add(folder + "/" + name);
        }
      }
    }
  }

  /** Whether a line begins with these words. */
  boolean has(String words) {
    for (String line : lines) {
      if (line.equals(words) || line.startsWith(words + " ")) {
        return true;
      }
    }
    return false;
  }
}
