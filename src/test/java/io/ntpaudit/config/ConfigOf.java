package io.ntpaudit.config;

import java.nio.charset.StandardCharsets;

/** A configuration of one layer, for tests. */
public final class ConfigOf {
  private ConfigOf() {}

  public static Config yaml(String yaml) {
    Layer layer = Layer.read("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    return new Config(layer.settings(), layer.problems(), Configs.FOLDER);
  }
}
