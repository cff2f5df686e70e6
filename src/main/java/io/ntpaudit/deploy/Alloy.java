package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want.Refused;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Grafana Alloy on this host: what it reads, and what of ours would keep it from starting. */
final class Alloy {
  static final String UNIT = "alloy.service";

  private static final String OURS = "ntp-audit.alloy";
  private static final List<String> SETTINGS =
      List.of("/etc/default/alloy", "/etc/sysconfig/alloy");
  private static final String STANDARD = "/etc/alloy/config.alloy";

  /** Components whose receiver takes logs. */
  private static final Pattern LOGS =
      Pattern.compile("loki\\.(?!source\\.|rules\\.)|otelcol\\.receiver\\.loki\\.");

  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final Pattern STABILITY = Pattern.compile("--stability\\.level[= ]\\S+");

  private final Host host;

  Alloy(Host host) {
    this.host = host;
  }

  /** The file or folder that Alloy's service reads; empty where no package of Alloy is here. */
  Optional<String> configuration() {
    if (SETTINGS.stream().noneMatch(host::exists)) {
      return Optional.empty();
    }
    String path = setting("CONFIG_FILE").filter(value -> value.startsWith("/")).orElse(STANDARD);
    return Optional.of(Path.of(path).normalize().toString());
  }

  private Optional<String> setting(String name) {
    return SETTINGS.stream()
        .flatMap(file -> host.text(file).present().stream())
        .flatMap(String::lines)
        .map(String::strip)
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1).replaceAll("^\"(.*)\"$|^'(.*)'$", "$1$2"))
        .reduce((earlier, later) -> later);
  }

  /** Whether Alloy reads the files of that folder. It reads no folder below the one it is given. */
  boolean reads(String folder) {
    return configuration().map(host::resolved).filter(host.resolved(folder)::equals).isPresent();
  }

  /** Why the fragment would keep Alloy from starting; empty where it would not. */
  Optional<Refused> refuses(String folder, String fragment, Config config) {
    if (!reads(folder)) {
      return Optional.empty();
    }
    SortedMap<String, String> others = references(folder);
    Set<String> ours = new TreeSet<>();
    AlloyText.blocks(fragment).forEach(block -> ours.add(block.reference()));
    Optional<String> twice = ours.stream().filter(others::containsKey).findFirst();
    return twice
        .map(ref -> "%s has a %s too".formatted(others.get(ref), ref))
        .or(() -> lacks(folder, config))
        .map(why -> new Refused(why, true));
  }

  /**
   * Why Alloy would not start with what the fragment, or the lines to paste, refer to beside what
   * it reads there; empty where it would.
   */
  Optional<String> lacks(String reads, Config config) {
    if (!config.text(Key.ALLOY_LOKI_URL).isEmpty()) {
      return FragmentFiles.lack(host, config);
    }
    String receiver = config.text(Key.ALLOY_LOKI_RECEIVER);
    Set<String> there = references(reads).keySet();
    if (!there.contains(component(receiver))) {
      return Optional.of("nothing in %s defines %s".formatted(reads, receiver) + instead(there));
    }
    return takesLogs(receiver, there)
        ? Optional.empty()
        : Optional.of(receiver + " takes no logs" + instead(there));
  }

  /** Of a module nobody knows what it exports. */
  private static boolean takesLogs(String receiver, Set<String> there) {
    String name = Pattern.quote(receiver.replaceFirst("\\..*", ""));
    return LOGS.matcher(receiver).lookingAt()
        || there.stream().anyMatch(block -> block.matches("(import\\.\\w+|declare)\\." + name));
  }

  private static String component(String receiver) {
    return receiver.replaceFirst("\\.[^.]*$", "");
  }

  /** What may be referred to in the file or folder that Alloy reads, and where it stands. */
  private SortedMap<String, String> references(String reads) {
    SortedMap<String, String> references = new TreeMap<>();
    for (String file : files(host, reads)) {
      if (!file.endsWith("/" + OURS)) {
        AlloyText.blocks(text(file)).forEach(block -> references.put(block.reference(), file));
      }
    }
    return references;
  }

  private static String instead(Set<String> references) {
    List<String> there = new ArrayList<>();
    for (String reference : references) {
      if (reference.startsWith("loki.write.")) {
        there.add(reference + ".receiver");
      }
    }
    String what = ", Alloy would not start";
    return there.isEmpty()
        ? what + " (set alloy.loki_url, or alloy.loki_receiver)"
        : what + " (set alloy.loki_receiver to " + String.join(" or ", there) + ")";
  }

  /** The file, or of a folder the files that Alloy takes: none of the folders in it. */
  static List<String> files(Host host, String reads) {
    return !host.file(reads).isDirectory()
        ? List.of(reads)
        : host.names(reads).stream()
            .filter(name -> name.endsWith(".alloy"))
            .map(name -> reads + "/" + name)
            .filter(file -> host.file(file).isFile())
            .toList();
  }

  private String text(String path) {
    return text(host, path);
  }

  /** A file of Alloy's; empty where it cannot be read. */
  static String text(Host host, String path) {
    return host.bytes(path, MAX_BYTES)
        .present()
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
  }

  /**
   * Why {@code alloy validate} (from 1.9 on) refuses the folder with the fragment in it. Where it
   * refuses it without the fragment too, an earlier fragment stays: it is not what is wrong.
   */
  Optional<Refused> validate(String folder, String fragment) throws IOException {
    if (!reads(folder) || host.program("alloy").isEmpty()) {
      return Optional.empty();
    }
    Path copy = Files.createTempDirectory("ntp-audit-alloy");
    try {
      for (String file : files(host, folder)) {
        Files.writeString(copy.resolve(Path.of(file).getFileName()), text(file));
      }
      Files.writeString(copy.resolve(OURS), fragment);
      Optional<String> why = validated(copy, folder);
      if (why.isEmpty()) {
        return Optional.empty();
      }
      Files.delete(copy.resolve(OURS));
      boolean ours = validated(copy, folder).isEmpty();
      return Optional.of(
          new Refused(
              "alloy validate refuses %s%s: %s"
                  .formatted(folder, ours ? " with it" : " even without it", why.get()),
              ours));
    } finally {
      deleteAll(copy);
    }
  }

  private Optional<String> validated(Path copy, String folder) {
    List<String> arguments = new ArrayList<>(List.of("validate"));
    // What is experimental is refused unless the service allows it.
    setting("CUSTOM_ARGS")
        .ifPresent(line ->
            STABILITY
                .matcher(line)
                .results()
                .forEach(found -> arguments.add(found.group().replace(" ", "="))));
    arguments.add(copy.toString());
    return Tool.ask(host, "alloy", arguments.toArray(String[]::new))
        .filter(answer -> !answer.well() && !answer.text().contains("unknown command"))
        .map(answer -> answer.why().replace(copy.toString(), folder));
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
