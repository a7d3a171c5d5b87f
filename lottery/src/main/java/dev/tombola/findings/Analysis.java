package dev.tombola.findings;

import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.Plan;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// From runs to findings. The primary endpoint is test accuracy at the early-stop iteration; every
/// difference is paired by replicate. Intervals are over seeds, for the experiment's one test set.
public final class Analysis {
  private final ExperimentSpec spec;
  private final List<RunRecord> runs;
  private final List<String> classNames;
  private final Function<List<RunRecord>, MaskFindings> masks;

  private Analysis(
      ExperimentSpec spec,
      List<RunRecord> runs,
      List<String> classNames,
      Function<List<RunRecord>, MaskFindings> masks) {
    this.spec = spec;
    this.runs = runs;
    this.classNames = classNames;
    this.masks = masks;
  }

  /// What the finished runs of a run directory show.
  ///
  /// @throws dev.tombola.UserException when it is none, or a file was altered
  public static Findings of(Path runDirectory) {
    ExperimentSpec spec = Experiment.readSpec(runDirectory);
    List<RunRecord> runs = Experiment.readRuns(runDirectory);
    List<String> classNames = Experiment.readData(runDirectory).classNames();
    return new Analysis(spec, runs, classNames, masks(runDirectory, runs)::of).findings();
  }

  /// What these runs show, but for their masks and the names of classes.
  public static Findings of(ExperimentSpec spec, List<RunRecord> runs) {
    return new Analysis(spec, runs, List.of(), _ -> MaskFindings.NONE).findings();
  }

  /// Of runs that train the experiment's own network, not a smaller one.
  private static Masks masks(Path runDirectory, List<RunRecord> runs) {
    Network network = Experiment.readNetwork(runDirectory);
    Map<RunKey, Mask> masks = new HashMap<>();
    for (RunRecord run : runs) {
      if (run.weights() == network.weights()) {
        masks.put(run.key(), Experiment.files(runDirectory, run.key()).mask(network));
      }
    }
    return new Masks(network, masks);
  }

  private Findings findings() {
    List<LevelFindings> levels = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    Outcomes dense = Outcomes.dense(runs);
    Costs costs = Costs.of(runs);
    Classes classes = new Classes(dense);
    Ways ways = new Ways(spec, runs);
    for (int level = 0; level <= spec.levels(); level++) {
      Outcomes ticket = Outcomes.of(runs, level, RunKey.TICKET);
      if (ticket.runs().isEmpty()) {
        break;
      }
      SequencedMap<String, BranchFindings> branches = new LinkedHashMap<>();
      branches.put(RunKey.TICKET, ticket.findings(costs, classes, masks));
      if (level > 0) {
        Verdict matches = Claims.matchesDense(level, ticket, dense);
        verdicts.add(matches);
        if (dense.trained()) {
          verdicts.add(Claims.trainsFaster(level, ticket, dense, matches.verdict()));
        }
      }
      for (var branch : spec.branches()) {
        Outcomes control = Outcomes.of(runs, level, branch.name());
        if (!control.runs().isEmpty()) {
          branches.put(branch.name(), control.findings(costs, classes, masks));
          if (!branch.hasChain()) {
            verdicts.add(Claims.beats(RunKey.TICKET, branch.name(), level, ticket, control));
          }
        }
      }
      verdicts.addAll(ways.verdicts(level));
      levels.add(new LevelFindings(level, ticket.runs().getFirst().density(), branches));
    }
    int planned = Plan.of(spec).runs().size();
    return new Findings(
        spec,
        levels,
        verdicts,
        leastMatching(levels, verdicts),
        ways.findings(levels),
        emptyLayers(),
        runs,
        costs.denseTrainings(runs),
        namesOfClasses(),
        Classes.falling(levels),
        planned - runs.size());
  }

  /// Of the ticket and of other ways to retrain; controls have as many survivors in each layer.
  private List<EmptyLayer> emptyLayers() {
    List<EmptyLayer> empty = new ArrayList<>();
    for (String chain : Ways.chains(spec)) {
      List<RunRecord> own = runs.stream().filter(run -> run.key().branch().equals(chain)).toList();
      long replicates = own.stream().map(run -> run.key().replicate()).distinct().count();
      own.stream()
          .flatMap(run -> run.emptyLayers().stream())
          .distinct()
          .forEach(layer -> {
            List<RunKey> where =
                own.stream()
                    .filter(run -> run.emptyLayers().contains(layer))
                    .map(RunRecord::key)
                    .toList();
            empty.add(
                new EmptyLayer(
                    chain,
                    layer,
                    where.stream().mapToInt(RunKey::level).min().orElseThrow(),
                    (int) where.stream().map(RunKey::replicate).distinct().count(),
                    (int) replicates));
          });
    }
    return empty;
  }

  /// As stated, else their numbers.
  private List<String> namesOfClasses() {
    int classes = runs.stream().mapToInt(RunRecord::classes).findFirst().orElse(0);
    return classNames.size() == classes
        ? classNames
        : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /// Tests `ticket-matches-dense` from level 1 down in a fixed sequence, each at one-sided 5 %, and
  /// stops at the first failure: so the chance of any false level is 5 % too.
  private static @Nullable Density leastMatching(
      List<LevelFindings> levels, List<Verdict> verdicts) {
    Density least = null;
    for (LevelFindings level : levels.subList(Math.min(1, levels.size()), levels.size())) {
      boolean matches =
          verdicts.stream()
              .anyMatch(verdict ->
                  verdict.level() == level.level()
                      && verdict.claim().equals(Verdict.MATCHES_DENSE)
                      && verdict.verdict() == Outcome.SUPPORTED);
      if (!matches) {
        break;
      }
      least = level.density();
    }
    return least;
  }
}
