package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the shells complete is what the program takes: no more and no less. */
class CompletionTest {
  private static final Path DIST = Path.of("src/main/dist/usr/share");
  private static final Path BASH = DIST.resolve("bash-completion/completions/ntp-audit");
  private static final Path ZSH = DIST.resolve("zsh/vendor-completions/_ntp-audit");

  private final CommandLine program =
      Commands.commandLine(
          Host.here(),
          Main.utf8(OutputStream.nullOutputStream()),
          Main.utf8(OutputStream.nullOutputStream()));

  @Test
  void bashKnowsEveryCommand() throws Exception {
    assertEquals(new TreeSet<>(program.getSubcommands().keySet()), bash(""));
    assertEquals(
        program.getSubcommands().get("config").getSubcommands().keySet(), bash("config", ""));
  }

  @Test
  void bashKnowsEveryOption() throws Exception {
    for (Map.Entry<String, CommandLine> command : program.getSubcommands().entrySet()) {
      if (!command.getKey().equals("help")) {
        assertEquals(options(command.getValue()), bash(command.getKey(), "--"), command.getKey());
      }
    }
  }

  @Test
  void bashKnowsEveryReason() throws Exception {
    TreeSet<String> reasons = new TreeSet<>(Runbook.load().ids());
    assertEquals(reasons, bash("explain", ""));
  }

  @Test
  void zshKnowsTheSame() throws Exception {
    String zsh = Files.readString(ZSH);
    TreeSet<String> common = longOptions(between(zsh, "-a common=(", "\n)"));
    TreeSet<String> run = longOptions(between(zsh, "-a run=(", ")\n"));
    for (Map.Entry<String, CommandLine> command : program.getSubcommands().entrySet()) {
      String name = command.getKey();
      assertTrue(zsh.contains("'" + name + ":"), name);
      String entry = between(zsh, "\n    " + name + ")", ";;\n");
      TreeSet<String> offered = longOptions(entry);
      offered.addAll(entry.contains("$common") ? common : Set.of());
      offered.addAll(entry.contains("$run") ? run : Set.of());
      assertEquals(name.equals("help") ? Set.of() : options(command.getValue()), offered, name);
    }
    for (String reason : bash("explain", "")) {
      assertTrue(zsh.contains(reason), reason);
    }
  }

  private static TreeSet<String> longOptions(String zsh) {
    return Pattern.compile("--[a-z][a-z-]*")
        .matcher(zsh)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    assertTrue(from >= 0, start);
    return text.substring(from + start.length(), text.indexOf(end, from + start.length()));
  }

  /** Its own, and those of its commands. */
  private static TreeSet<String> options(CommandLine command) {
    return Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
        .flatMap(one -> one.getCommandSpec().options().stream())
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What bash offers after these words, the last of which is being typed. */
  private static TreeSet<String> bash(String... words) throws IOException, InterruptedException {
    String typed =
        Arrays.stream(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    String script =
        "set -u; complete() { :; }; . %s; COMP_WORDS=(ntp-audit %s); COMP_CWORD=%d; _ntp_audit; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(BASH, typed, words.length);
    Process process =
        new ProcessBuilder(List.of("bash", "--norc", "-c", script))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return new TreeSet<>(out.lines().toList());
  }
}
