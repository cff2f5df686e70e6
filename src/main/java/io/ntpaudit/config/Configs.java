package io.ntpaudit.config;

import io.ntpaudit.config.Config.Setting;
import io.ntpaudit.host.Host;
import java.io.File;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** Reads the layers of the configuration: the main file, then the drop-ins in name order. */
public final class Configs {
  /** Where a host's configuration lies. */
  public static final String FOLDER = "/etc/ntp-audit";

  private static final String MAIN = "config.yaml";
  private static final int MAX_FILES = 100;

  private Configs() {}

  /**
   * The effective configuration. A file with a problem is left out whole and named in the problems;
   * all others count.
   */
  public static Config load(Host host, String folder) {
    List<Layer> layers = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String file : files(host, folder, problems)) {
      Layer layer = layer(host, file);
      if (layer.problems().isEmpty()) {
        layers.add(layer);
      } else {
        problems.addAll(layer.problems());
      }
    }
    return together(layers, problems, folder);
  }

  /**
   * Judged once all files are read: a later one may put right what an earlier one says. Where none
   * does, the first file is left out from which on the values never go together.
   */
  private static Config together(List<Layer> layers, List<Problem> problems, String folder) {
    while (true) {
      Config config = merged(layers, problems, folder);
      List<Contradiction> all = Contradiction.in(config);
      if (all.isEmpty()) {
        return config;
      }
      Contradiction wrong;
      int at = layers.size();
      Optional<Contradiction> still = Optional.of(all.getFirst());
      do {
        wrong = still.get();
        at--;
        still = wrong.with(merged(layers.subList(0, at), problems, folder));
      } while (still.isPresent());
      String place = place(layers.remove(at), wrong.keys());
      problems.add(new Problem(place, 0, 0, wrong.why()));
    }
  }

  private static Config merged(List<Layer> layers, List<Problem> problems, String folder) {
    EnumMap<Key, Setting> settings = new EnumMap<>(Key.class);
    layers.forEach(layer -> settings.putAll(layer.settings()));
    return new Config(settings, problems, folder);
  }

  /** Where the layer sets the first of the keys that it sets. */
  private static String place(Layer layer, List<Key> keys) {
    for (Key key : keys) {
      if (layer.settings().containsKey(key)) {
        return layer.settings().get(key).place();
      }
    }
    return "";
  }

  private static List<String> files(Host host, String folder, List<Problem> problems) {
    List<String> files = new ArrayList<>();
    if (folder.isEmpty() || !folder.equals(FOLDER) && !host.exists(folder)) {
      problems.add(new Problem("\"" + folder + "\"", 0, 0, "no such folder (look at --config)"));
      return List.of();
    }
    if (names(host, folder, problems).contains(MAIN)) {
      files.add(folder + "/" + MAIN);
    }
    String dropIns = folder + "/conf.d";
    for (String name : names(host, dropIns, problems)) {
      String file = dropIns + "/" + name;
      if (name.endsWith(".yaml") && !name.startsWith(".")) {
        if (Kind.ascii(name)) {
          files.add(file);
        } else {
          problems.add(new Problem(file, 0, 0, "not read: its name is not all ASCII (rename it)"));
        }
      } else if (name.endsWith(".yml")) {
        problems.add(
            new Problem(file, 0, 0, "not read: its name does not end in .yaml (rename it)"));
      }
    }
    if (files.size() > MAX_FILES) {
      problems.add(
          new Problem(dropIns, 0, 0, "more than " + MAX_FILES + " files; the rest is left out"));
      return files.subList(0, MAX_FILES);
    }
    return files;
  }

  private static List<String> names(Host host, String folder, List<Problem> problems) {
    List<String> names = host.names(folder);
    File file = host.file(folder);
    if (names.isEmpty() && file.exists() && !(file.isDirectory() && file.canRead())) {
      problems.add(
          new Problem(
              folder,
              0,
              0,
              file.isDirectory() ? "cannot be read (run it as root)" : "not a folder"));
    }
    return names;
  }

  private static Layer layer(Host host, String file) {
    if (host.file(file).isDirectory()) {
      return Layer.unreadable(file, "a folder, not a file");
    }
    if (host.exists(file) && !host.file(file).isFile()) {
      return Layer.unreadable(file, "not a regular file");
    }
    return host.bytes(file, Layer.MAX_BYTES + 1)
        .match(
            bytes -> Layer.read(file, bytes),
            () -> Layer.unreadable(file, "a link to nowhere"),
            failure -> Layer.unreadable(file, "cannot be read (run it as root)"));
  }
}
