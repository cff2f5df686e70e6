package io.ntpaudit.daemons;

import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a unit that does not run would start: its file and its drop-ins, as systemd reads them
 * (systemd.unit(5), systemd.service(5)).
 */
final class UnitFile {
  /** The first that has a file counts. */
  private static final String[] FOLDERS = {
    "/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"
  };

  private static final String SERVICE = ".service";

  private final Host host;
  private final String unit;
  private final List<String> names;
  private final List<String> start = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  UnitFile(Host host, String unit) {
    this.host = host;
    this.unit = unit;
    String template = unit.substring(0, unit.indexOf('@') + 1);
    this.names = template.isEmpty() ? List.of(unit) : List.of(unit, template);
  }

  /** Whether it can be started: it is there and not masked, for which its file is empty. */
  boolean isStartable() {
    Optional<String> file = path();
    return file.isPresent() && host.file(file.get()).length() > 0;
  }

  /** The unit's own file, or that of the template that it is an instance of. */
  private Optional<String> path() {
    for (String name : names) {
      for (String folder : FOLDERS) {
        String file = folder + "/" + name + SERVICE;
        if (host.exists(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** The command of {@code ExecStart=}, its variables and the instance's name filled in. */
  Command command() {
    path().ifPresent(this::read);
    for (String file : dropIns().values()) {
      read(file);
    }
    List<String> words = new ArrayList<>();
    for (String word : start) {
      words.addAll(filled(word));
    }
    return new Command(words, "");
  }

  /** By name, whatever the folder; of two that have the same the one of the first folder. */
  private Map<String, String> dropIns() {
    Map<String, String> files = new TreeMap<>();
    for (String folder : FOLDERS) {
      for (String name : names) {
        String dropIns = folder + "/" + name + SERVICE + ".d";
        for (String file : host.names(dropIns)) {
          if (file.endsWith(".conf")) {
            files.putIfAbsent(file, dropIns + "/" + file);
          }
        }
      }
    }
    return files;
  }

  private void read(String file) {
    String text = host.text(file).present().orElse("").replace("\\\n", " ");
    for (String line : text.split("\n")) {
      String setting = line.strip();
      int equals = setting.indexOf('=');
      if (equals > 0) {
        set(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
      }
    }
  }

  /** An empty {@code ExecStart=} takes back those before it. */
  private void set(String name, String value) {
    switch (name) {
      case "ExecStart" -> {
        if (value.isEmpty()) {
          start.clear();
        } else {
          start.addAll(words(value));
        }
      }
      case "Environment" -> variable(value.replace("\"", ""));
      case "EnvironmentFile" -> {
        String file = value.startsWith("-") ? value.substring(1) : value;
        for (String line : host.text(file).present().orElse("").split("\n")) {
          variable(line.strip());
        }
      }
      default -> {}
    }
  }

  private void variable(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals > 0 && !assignment.startsWith("#")) {
      String value = assignment.substring(equals + 1);
      environment.put(assignment.substring(0, equals), value.replace("\"", "").replace("'", ""));
    }
  }

  /** {@code $NAME} is split into words, and none where it is not set. */
  private List<String> filled(String word) {
    if (word.startsWith("$")) {
      String name = word.substring(1).replace("{", "").replace("}", "");
      return words(environment.getOrDefault(name, ""));
    }
    int at = unit.indexOf('@');
    String instance = at < 0 ? "" : unit.substring(at + 1);
    return List.of(word.replace("%i", instance).replace("%I", instance));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
