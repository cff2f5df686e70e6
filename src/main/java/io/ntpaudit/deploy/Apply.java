package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Plan.Edit;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Brings the host's rendered files to what the configuration wants. */
public final class Apply {
  /**
   * How.
   *
   * @param check whether nothing is touched
   * @param force whether files that were changed by hand are replaced
   * @param only the parts that are meant
   */
  public record Options(boolean check, boolean force, Set<Part> only) {}

  /**
   * What was done.
   *
   * @param calls the commands that were called
   */
  public record Result(List<Outcome> outcomes, List<String> calls) {
    public boolean changes() {
      return outcomes.stream().anyMatch(Outcome::changes);
    }

    public boolean trouble() {
      return outcomes.stream().anyMatch(Outcome::trouble);
    }
  }

  private final Host host;
  private final boolean live;
  private final Config config;
  private final Options options;
  private final Tree tree;
  private final Ledger ledger;
  private final List<String> calls = new ArrayList<>();

  private Apply(Host host, boolean live, Config config, Options options) throws IOException {
    this.host = host;
    this.live = live;
    this.config = config;
    this.options = options;
    tree = new Tree(host);
    ledger = Ledger.read(tree);
  }

  /**
   * Applies the configuration.
   *
   * @param live whether the tree is the running host's, not one below {@code --root}
   * @throws IOException where not even the list of what was made can be read or written: then
   *     nothing was touched
   */
  public static Result run(Host host, boolean live, Config config, Options options)
      throws IOException {
    return new Apply(host, live, config, options).run();
  }

  /** Why {@link #run} gave up, for a person. */
  public static String why(IOException e) {
    return Ledger.PATH + ": " + Tree.why(e);
  }

  private Result run() throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    List<Plan> plans = new ArrayList<>();
    for (Artifact artifact : artifacts()) {
      plan(artifact).ifPresent(plans::add);
    }
    logFolder().ifPresent(plans::add);
    if (options.check) {
      plans.forEach(plan -> outcomes.add(plan.outcome()));
    } else {
      outcomes.addAll(carryOut(plans));
      outcomes.addAll(tell(outcomes));
    }
    if (options.only.contains(Part.TIMER)) {
      new Timer(host, tree, live)
          .settle(config.isOn(Key.ENABLED), options.check)
          .ifPresent(outcomes::add);
    }
    return new Result(List.copyOf(outcomes), List.copyOf(calls));
  }

  /** Those of the configuration, and those of an earlier one that lie elsewhere. */
  private List<Artifact> artifacts() {
    List<Artifact> wanted = Artifacts.of(config, Site.of(host, live));
    Set<String> paths = Set.copyOf(wanted.stream().map(Artifact::path).toList());
    Stream<Artifact> earlier =
        ledger.files().stream()
            .filter(path -> !paths.contains(path) && !path.endsWith(".new"))
            .flatMap(path -> Part.at(path).map(part -> moved(part, path)).stream());
    return Stream.concat(wanted.stream(), earlier)
        .filter(artifact -> options.only.contains(artifact.part()))
        .toList();
  }

  private static Artifact moved(Part part, String path) {
    return new Artifact(part, path, new Want.Nothing("it has another place now"));
  }

  private Optional<Plan> plan(Artifact artifact) {
    try {
      return new Planner(tree, ledger, guarded(artifact), options.force).plan().map(this::noting);
    } catch (IOException e) {
      State state = e instanceof Tree.Obstacle ? State.LEFT_OUT : State.FAILED;
      String word = artifact.part().word();
      return Optional.of(
          new Plan(Outcome.trouble(word, artifact.path(), state, Tree.why(e)), List.of()));
    }
  }

  private Artifact guarded(Artifact artifact) throws IOException {
    Guards guards = new Guards(host, live, config);
    Artifact allowed = guards.byFiles(artifact);
    return isInPlace(allowed) ? allowed : guards.byPrograms(allowed);
  }

  private boolean isInPlace(Artifact artifact) throws IOException {
    return artifact.want() instanceof Want.Content(String text)
        && tree.read(artifact.path()) instanceof Tree.Entry.File(byte[] bytes, boolean ours)
        && Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
  }

  private Plan noting(Plan plan) {
    Outcome outcome = plan.outcome();
    if (!outcome.name().equals(Part.LOKI.word()) || outcome.after().isEmpty()) {
      return plan;
    }
    List<String> copies = Loki.copies(host, Tree.folder(outcome.path()));
    return copies.isEmpty()
        ? plan
        : new Plan(
            outcome.noting(
                "the same alerts are in %s there and come twice"
                    .formatted(String.join(", ", copies))),
            plan.edits());
  }

  /** The service could not make it: it may write below the folder only, once that is there. */
  private Optional<Plan> logFolder() throws IOException {
    Optional<String> folder = Artifacts.logFolder(config);
    if (folder.isEmpty() || !config.isOn(Key.ENABLED) || !options.only.contains(Part.SERVICE)) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    for (String missing : tree.missingFolders(config.text(Key.LOG_FILE))) {
      edits.add(new Edit.MakeFolder(missing));
    }
    Outcome made =
        new Outcome("log", folder.get(), State.CHANGED, "made for the log", true, false, "", "");
    return edits.isEmpty() ? Optional.empty() : Optional.of(new Plan(made, edits));
  }

  /** The list is written before the files and after them: a crash in between loses none. */
  private List<Outcome> carryOut(List<Plan> plans) throws IOException {
    for (Plan plan : plans) {
      plan.edits().forEach(this::announce);
    }
    if (Artifacts.logFolder(config).isPresent()) {
      ledger.add(Ledger.LOG, config.text(Key.LOG_FILE));
    }
    ledger.save(tree);
    List<Outcome> outcomes = new ArrayList<>();
    for (Plan plan : plans) {
      outcomes.add(carryOut(plan));
    }
    try {
      ledger.save(tree);
    } catch (IOException e) {
      outcomes.add(Outcome.trouble("files", Ledger.PATH, State.FAILED, Tree.why(e)));
    }
    return outcomes;
  }

  private void announce(Edit edit) {
    switch (edit) {
      case Edit.MakeFolder(String path) when !path.equals(Ledger.FOLDER) ->
          ledger.add(Ledger.DIRECTORY, path);
      case Edit.Write(String path, byte[] content, String scratch, String kind) ->
          ledger.add(kind, path);
      default -> {}
    }
  }

  private Outcome carryOut(Plan plan) {
    Outcome outcome = plan.outcome();
    Edit at = null;
    try {
      for (Edit edit : plan.edits()) {
        at = edit;
        carryOut(edit);
      }
      return outcome;
    } catch (IOException e) {
      plan.edits().subList(plan.edits().indexOf(at), plan.edits().size()).forEach(this::recall);
      String where = at.path().equals(outcome.path()) ? "" : at.path() + ": ";
      return Outcome.trouble(outcome.name(), outcome.path(), State.FAILED, where + Tree.why(e));
    }
  }

  private void recall(Edit edit) {
    if (edit instanceof Edit.Write write) {
      ledger.forget(write.kind(), write.path());
    }
  }

  private void carryOut(Edit edit) throws IOException {
    switch (edit) {
      case Edit.MakeFolder(String path) -> {
        if (tree.missingFolders(path + "/x").contains(path)) {
          tree.makeFolder(path);
        }
      }
      case Edit.Write(String path, byte[] content, String scratch, String kind) -> {
        tree.write(path, content, scratch);
        ledger.keepOnly(kind, path);
      }
      case Edit.Delete(String path) -> {
        tree.delete(path);
        ledger.forget(path);
        deleteFolders(Tree.folder(path));
      }
    }
  }

  /** The emptied folders that we have made, but not one that Alloy would miss at its next start. */
  private void deleteFolders(String folder) {
    if (ledger.madeFolder(folder) && !new Alloy(host).reads(folder) && tree.deleteFolder(folder)) {
      ledger.forget(folder);
      deleteFolders(Tree.folder(folder));
    }
  }

  /** Tells those who have read a file that has changed. */
  private List<Outcome> tell(List<Outcome> outcomes) {
    if (!live || !Site.isBooted(host)) {
      return List.of();
    }
    List<Outcome> failed = new ArrayList<>();
    if (replaced(outcomes, Part.TIMER) || replaced(outcomes, Part.SERVICE)) {
      systemctl(failed, "daemon-reload");
      // only where it runs
      systemctl(failed, "try-restart", Timer.UNIT);
    }
    Alloy alloy = new Alloy(host);
    boolean read =
        outcomes.stream()
            .filter(outcome -> outcome.name().equals(Part.ALLOY.word()) && outcome.replaced())
            .anyMatch(outcome -> alloy.reads(Tree.folder(outcome.path())));
    if (read && runs(Alloy.UNIT)) {
      systemctl(failed, "reload", Alloy.UNIT);
    }
    return failed;
  }

  private static boolean replaced(List<Outcome> outcomes, Part part) {
    return outcomes.stream().anyMatch(o -> o.name().equals(part.word()) && o.replaced());
  }

  private boolean runs(String unit) {
    return Tool.ask(host, "systemctl", "--quiet", "is-active", unit)
        .filter(Tool.Answer::well)
        .isPresent();
  }

  private void systemctl(List<Outcome> failed, String... arguments) {
    String call = "systemctl " + String.join(" ", arguments);
    Tool.ask(host, "systemctl", arguments)
        .ifPresent(answer -> {
          calls.add(call);
          if (!answer.well()) {
            failed.add(Outcome.trouble("systemctl", call, State.FAILED, answer.why()));
          }
        });
  }
}
