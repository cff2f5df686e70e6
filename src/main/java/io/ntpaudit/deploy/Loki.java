package io.ntpaudit.deploy;

import io.ntpaudit.config.Key;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Loki's ruler, as far as a file of rules can harm it: one that does not parse stops them all. */
final class Loki {
  private static final Pattern FOUND = Pattern.compile("(\\d+) rules found");
  private static final Pattern OUR_GROUP =
      Pattern.compile("(?m)^\\s*-?\\s*name:\\s*[\"']?ntp-audit[\"']?\\s*$");

  private static final Pattern ALIAS = Pattern.compile("(?m)^[^#\"']*[:-]\\s+\\*\\w");

  private static final Pattern GROUPS = Pattern.compile("(?m)^[\\s{\"']*groups[\"']?\\s*:");

  /** Of Grafana's packages. */
  private static final String SETTINGS = "/etc/loki/config.yml";

  private static final String EXAMPLE = "/usr/share/ntp-audit/loki/ruler.yaml";

  private static final String FILE = "ntp-audit-rules.yaml";

  private static final String PROGRAM = "/usr/bin/loki";
  private static final String USER = "loki";

  private Loki() {}

  /** Why the Loki that is here does not read the rules; empty where it does. */
  static Optional<String> unread(Host host, String folder) {
    String rules = Tree.folder(folder);
    return host.text(SETTINGS)
        .present()
        .flatMap(text ->
            YamlValues.of(text)
                .map(settings -> unread(host, settings, folder))
                .orElseGet(() -> unsure(rules)));
  }

  private static Optional<String> unread(Host host, Map<String, String> settings, String folder) {
    String rules = Tree.folder(folder);
    String read = rulesFolder(settings);
    boolean local = settings.getOrDefault("ruler.storage.type", "local").equals("local");
    if (read.contains("${")) { // of the environment, with -config.expand-env
      return unsure(rules);
    }
    if (!local || !host.resolved(read).equals(host.resolved(rules))) {
      return Optional.of(
          "%s does not name %s: the rules are not read.\nSee %s"
              .formatted(SETTINGS, rules, EXAMPLE));
    }
    return ofNobody(settings, folder);
  }

  /** That the folder is of a tenant who has no records. */
  private static Optional<String> ofNobody(Map<String, String> settings, String folder) {
    String several = settings.getOrDefault("auth_enabled", "true").toLowerCase(Locale.ROOT);
    String tenant = folder.substring(folder.lastIndexOf('/') + 1);
    if (several.equals("true") != tenant.equals("fake")) {
      return Optional.empty();
    }
    String mend =
        tenant.equals("fake")
            ? "name your tenant's folder"
            : "all records are of the tenant \"fake\": name its folder";
    return Optional.of(
        "%s has auth_enabled: %s: the rules in %s are of a tenant \"%s\" (%s in loki.rules_dir)"
            .formatted(SETTINGS, several, folder, tenant, mend));
  }

  private static String rulesFolder(Map<String, String> settings) {
    return settings.getOrDefault(
        "ruler.storage.local.directory",
        settings.getOrDefault("common.storage.filesystem.rules_directory", ""));
  }

  /** Whether the Loki that is here looks for rules there: without the folder it does not start. */
  static boolean reads(Host host, String folder) {
    return host.text(SETTINGS)
        .present()
        .flatMap(YamlValues::of)
        .map(settings -> host.resolved(rulesFolder(settings)))
        .filter(host.resolved(folder)::equals)
        .isPresent();
  }

  private static Optional<String> unsure(String rules) {
    return Optional.of(
        "could not tell whether %s names %s.\nSee %s".formatted(SETTINGS, rules, EXAMPLE));
  }

  /**
   * That there is no Loki to read them. One that is no package of Grafana's is not known: a folder
   * that an administrator has named is taken to be its.
   */
  static Optional<String> absent(Host host, String folder) {
    boolean here = host.exists(SETTINGS) || host.exists(PROGRAM);
    return here || !folder.equals(Key.LOKI_RULES_DIR.standard())
        ? Optional.empty()
        : Optional.of("ready: no Loki is here");
  }

  /** Why lokitool refuses the rules; empty where it does not, or is not installed. */
  static Optional<String> refuses(Host host, String rules) throws IOException {
    if (host.program("lokitool").isEmpty()) {
      return Optional.empty();
    }
    Path file = Files.createTempFile("ntp-audit-rules", ".yaml");
    try {
      Files.writeString(file, rules);
      // -n: without it the file is written anew
      return refused(host, "rules", "lint", "-n", file.toString())
          .or(() -> refused(host, "rules", "check", file.toString()))
          .map(why -> "lokitool refuses them: " + why.replace(file.toString(), "the file"));
    } finally {
      Files.delete(file);
    }
  }

  private static Optional<String> refused(Host host, String... arguments) {
    return Tool.ask(host, "lokitool", arguments)
        .flatMap(answer -> answer.well() ? tooFew(answer.text()) : Optional.of(answer.why()));
  }

  /** An empty file lints well and yet stops the ruler. */
  private static Optional<String> tooFew(String said) {
    Matcher found = FOUND.matcher(said);
    return found.find() && Integer.parseInt(found.group(1)) == 0
        ? Optional.of("it finds no rule")
        : Optional.empty();
  }

  /** That other files of the rules folder hold our alerts too; empty where none does. */
  static Optional<String> twice(Host host, String folder) {
    List<String> copies =
        others(host, folder, folder)
            .filter(file -> OUR_GROUP.matcher(text(host, file)).find())
            .toList();
    return copies.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the same alerts are in %s and come twice".formatted(String.join(", ", copies)));
  }

  /**
   * Why this Loki reads no rule at all: one file that is no YAML of groups, or that it may not
   * read, is enough, whosever it is. What stands in the groups is not looked at.
   */
  static Optional<String> stopped(Host host, String folder) {
    List<String> others =
        tenants(host, folder).stream().flatMap(of -> others(host, of, folder)).toList();
    if (others.isEmpty() && absent(host, folder).isPresent()) {
      return Optional.empty(); // most hosts: no program is asked
    }
    ServiceUser user = ServiceUser.of(host, "loki.service", USER);
    String ours = folder + "/" + FILE;
    if (host.exists(ours) && user.isShutOut(host, ours)) {
      return Optional.of(
          "Loki's user %s cannot read %s, and Loki stops all its rules (open it and its folders)"
              .formatted(user.name(), ours));
    }
    List<String> strangers =
        others.stream()
            .filter(file -> !isOfGroups(text(host, file)) || user.isShutOut(host, file))
            .toList();
    return strangers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Loki loads every file there, and stops all its rules over %s (move it away)"
                .formatted(String.join(", ", strangers)));
  }

  private static boolean isOfGroups(String text) {
    boolean aliased = ALIAS.matcher(text).find(); // Loki takes them, and we do not follow them
    return GROUPS.matcher(text).find()
        && (aliased || YamlValues.of(text).filter(Loki::isOnlyGroups).isPresent());
  }

  private static boolean isOnlyGroups(Map<String, String> values) {
    return values.keySet().stream().allMatch(key -> key.matches("groups(\\..*)?"));
  }

  /** The folders of all tenants, of which one file stops the rules of all; ours, if not known. */
  private static List<String> tenants(Host host, String folder) {
    String above = Tree.folder(folder);
    return reads(host, above)
        ? host.names(above).stream()
            .map(name -> above + "/" + name)
            .filter(path -> host.file(path).isDirectory())
            .toList()
        : List.of(folder);
  }

  /** The files of a tenant's folder, but for that of ours. */
  private static Stream<String> others(Host host, String tenant, String ours) {
    return host.names(tenant).stream()
        .map(name -> tenant + "/" + name)
        .filter(file -> !file.equals(ours + "/" + FILE))
        .filter(file -> !host.file(file).isDirectory());
  }

  /** Empty where the file cannot be read, or is a link to nowhere. */
  private static String text(Host host, String file) {
    return host.text(file).present().orElse("");
  }
}
