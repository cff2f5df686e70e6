package io.ntpaudit.deploy;

import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.AlloyText.Block;
import io.ntpaudit.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Our module in what Alloy reads: what {@code alloy validate} does not see of it. */
sealed interface AlloyImport {
  String MODULE = "/usr/share/ntp-audit/alloy/ntp-audit-module.alloy";

  record Used() implements AlloyImport {}

  record Missing() implements AlloyImport {}

  /** Imported in a way that does nothing, or that keeps Alloy from starting. */
  record Wrong(String why) implements AlloyImport {}

  /**
   * How that file or folder imports the module.
   *
   * @param log the file that it should follow
   */
  static AlloyImport in(Host host, String reads, String log) {
    List<Block> blocks = new ArrayList<>();
    for (String file : Alloy.files(host, reads)) {
      blocks.addAll(AlloyText.blocks(Alloy.text(host, file)));
    }
    Optional<String> label =
        blocks.stream()
            .filter(block -> block.name().equals("import.file") && block.body().contains(MODULE))
            .map(Block::label)
            .findFirst();
    return label
        .map(name ->
            unknown(host, reads, blocks, name + ".")
                .orElseGet(() -> used(reads, blocks, name + ".logs", log)))
        .orElseGet(Missing::new);
  }

  private static Optional<AlloyImport> unknown(
      Host host, String reads, List<Block> blocks, String prefix) {
    TreeSet<String> declared = new TreeSet<>();
    for (Block block : AlloyText.blocks(Alloy.text(host, MODULE))) {
      if (block.name().equals("declare")) {
        declared.add(prefix + block.label());
      }
    }
    return blocks.stream()
        .map(Block::name)
        .filter(name -> name.startsWith(prefix) && !declared.contains(name))
        .map(name ->
            (AlloyImport)
                new Wrong(
                    "%s uses %s, which is not in the module (%s): Alloy will not start"
                        .formatted(reads, name, String.join(", ", declared))))
        .findFirst();
  }

  private static AlloyImport used(String reads, List<Block> blocks, String logs, String log) {
    List<Block> uses = blocks.stream().filter(block -> block.name().equals(logs)).toList();
    if (uses.isEmpty()) {
      return new Wrong(reads + " imports the module and uses no " + logs);
    }
    String other = "";
    for (Block use : uses) {
      String follows = use.attribute("log_file", Key.LOG_FILE.standard()).orElse(log);
      if (follows.equals(log)) {
        return new Used();
      }
      other = follows;
    }
    return new Wrong(
        "%s has the module follow %s, not %s (set log_file in %s, then systemctl reload alloy)"
            .formatted(reads, other, log, logs));
  }
}
