package io.ntpaudit.deploy;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Artifact.Want;
import io.ntpaudit.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
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
   * @param keepDeleted whether files of ours that were deleted by hand stay away
   * @param only the parts that are meant
   */
  public record Options(boolean check, boolean force, boolean keepDeleted, Set<Part> only) {}

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
    return e instanceof Tree.Obstacle ? e.getMessage() : Ledger.PATH + ": " + Tree.why(e);
  }

  private Result run() throws IOException {
    List<Plan> plans = new ArrayList<>();
    for (Artifact artifact : artifacts()) {
      plans.add(plan(artifact));
    }
    if (hasLogPlace()) {
      plans.add(new LogPlace(host, tree, config).plan());
    }
    if (options.only.contains(Part.SERVICE)) {
      plans.addAll(new Metrics(tree, ledger, config).plans());
    }
    List<Outcome> outcomes = new ArrayList<>();
    Readers readers = new Readers(host);
    if (options.check) {
      plans.forEach(plan -> plan.outcome().ifPresent(outcomes::add));
    } else {
      outcomes.addAll(new Execution(host, tree, ledger, isWhole()).of(plans));
      outcomes.addAll(live ? readers.tell(outcomes) : List.of());
    }
    if (options.only.contains(Part.TIMER)) {
      new Timer(host, tree, live)
          .settle(config.isOn(Key.ENABLED), options.check)
          .ifPresent(outcomes::add);
    }
    return new Result(List.copyOf(outcomes), List.copyOf(readers.calls()));
  }

  private boolean isWhole() {
    return options.only.containsAll(EnumSet.allOf(Part.class));
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

  private Plan plan(Artifact artifact) {
    try {
      Plan plan = new Planner(tree, ledger, guarded(artifact), options).plan();
      return new Plan(plan.outcome().map(this::noting), plan.edits());
    } catch (IOException e) {
      return Plan.none(artifact.part().word(), artifact.path(), e);
    }
  }

  private Artifact guarded(Artifact artifact) throws IOException {
    Guards guards = new Guards(host, live, config);
    Artifact allowed = guards.atOnce(artifact);
    return isInPlace(allowed) ? allowed : guards.byReader(allowed);
  }

  private boolean isInPlace(Artifact artifact) throws IOException {
    return artifact.want() instanceof Want.Content(String text)
        && tree.read(artifact.path()) instanceof Tree.Entry.File(byte[] bytes, boolean ours)
        && Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
  }

  private Outcome noting(Outcome outcome) {
    if (!outcome.is(Part.LOKI) || outcome.after().isEmpty()) {
      return outcome;
    }
    String folder = Tree.folder(outcome.path());
    Optional<String> note =
        Loki.absent(host, folder)
            .or(() -> Loki.twice(host, folder))
            .or(() -> Loki.unread(host, folder));
    Outcome noted = note.map(why -> outcome.noting(why.replace('\n', ' '))).orElse(outcome);
    return Loki.stopped(host, folder).map(noted::failing).orElse(noted);
  }

  private boolean hasLogPlace() {
    return Reach.logFolder(config).isPresent()
        && config.isOn(Key.ENABLED)
        && options.only.contains(Part.SERVICE);
  }
}
