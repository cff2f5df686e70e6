package io.ntpaudit.deploy;

import io.ntpaudit.deploy.AlloyText.Block;
import io.ntpaudit.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Our module in the one file that Alloy reads: what {@code alloy validate} does not see of it. */
sealed interface AlloyImport {
  String MODULE = "/usr/share/ntp-audit/alloy/ntp-audit-module.alloy";

  record Used() implements AlloyImport {}

  record Missing() implements AlloyImport {}

  /** Imported in a way that does nothing, or that keeps Alloy from starting. */
  record Wrong(String why) implements AlloyImport {}

  /** How that file imports the module. */
  static AlloyImport in(Host host, String file) {
    List<Block> blocks = AlloyText.blocks(Alloy.text(host, file));
    Optional<String> label =
        blocks.stream()
            .filter(block -> block.name().equals("import.file") && block.body().contains(MODULE))
            .map(Block::label)
            .findFirst();
    return label.map(name -> used(host, file, blocks, name + ".")).orElseGet(Missing::new);
  }

  private static AlloyImport used(Host host, String file, List<Block> blocks, String prefix) {
    TreeSet<String> declared = new TreeSet<>();
    for (Block block : AlloyText.blocks(Alloy.text(host, MODULE))) {
      if (block.name().equals("declare")) {
        declared.add(prefix + block.label());
      }
    }
    boolean logs = false;
    for (Block block : blocks) {
      if (block.name().startsWith(prefix) && !declared.contains(block.name())) {
        return new Wrong(
            "%s uses %s, which is not in the module (%s): Alloy will not start"
                .formatted(file, block.name(), String.join(", ", declared)));
      }
      logs |= block.name().equals(prefix + "logs");
    }
    return logs
        ? new Used()
        : new Wrong(file + " imports the module and uses no " + prefix + "logs");
  }
}
