package dev.tombola.connect;

import static dev.tombola.connect.ConnectSpec.require;

import dev.tombola.UserException;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.lottery.Lottery;
import dev.tombola.rewind.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which trainings and paths an answer takes, of the runs that are finished and did not diverge.
///
/// @param steps from which copies are trained, ascending
/// @param trainings in an order in which they may be done: a copy waits for the dense training that
///   gives it its weights, if they are not there yet
/// @param pairs to connect once these are done; at least one
public record ConnectPlan(Set<Long> steps, List<PlannedRun> trainings, List<Pair> pairs) {
  /// Fractions of a training at which the stability of a network is asked for, by default, besides
  /// its beginning and the rewind points: where Frankle et al. 2020, fig. 3, saw it set in.
  private static final double[] FRACTIONS = {0.01, 0.02, 0.05, 0.1, 0.2};

  public ConnectPlan {
    steps = new TreeSet<>(steps);
    trainings = List.copyOf(trainings);
    pairs = List.copyOf(pairs);
  }

  /// @throws UserException when the directory has no such runs
  public static ConnectPlan of(Experiment experiment, ConnectSpec spec) {
    return new Planning(experiment, spec).plan();
  }

  /// Some pair that has this training for an end.
  Pair.Copies copies(RunKey training) {
    return pairs.stream()
        .filter(Pair.Copies.class::isInstance)
        .map(Pair.Copies.class::cast)
        .filter(pair -> pair.firstCopy().equals(training) || pair.secondCopy().equals(training))
        .findFirst()
        .orElseThrow();
  }

  private static final class Planning {
    private final Experiment experiment;
    private final ConnectSpec spec;
    private final Lottery lottery;
    private final Set<RunKey> finished;
    private final List<PlannedRun> trainings = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    Planning(Experiment experiment, ConnectSpec spec) {
      this.experiment = experiment;
      this.spec = spec;
      lottery = experiment.lottery(experiment.spec().seed());
      finished =
          Experiment.readRuns(experiment.paths().directory()).stream()
              .filter(run -> !run.diverged())
              .map(RunRecord::key)
              .collect(Collectors.toUnmodifiableSet());
    }

    ConnectPlan plan() {
      List<Long> replicates = replicates();
      Set<Long> steps = steps();
      List<Integer> levels = spec.between().contains(Between.COPIES) ? levels() : List.of();
      for (long replicate : replicates) {
        if (spec.between().contains(Between.COPIES)) {
          copies(replicate, levels, steps);
        }
        if (spec.between().contains(Between.LEVELS)) {
          successiveLevels(replicate);
        }
      }
      if (spec.between().contains(Between.REPLICATES)) {
        everyTwo(replicates);
      }
      require(
          !pairs.isEmpty(),
          "%s: nothing to connect is asked for: tickets, random masks and levels take a finished level beyond 0, replicates two of them"
              .formatted(experiment.paths().directory()));
      return new ConnectPlan(steps, trainings, pairs);
    }

    private List<Long> replicates() {
      List<Long> seeds = experiment.spec().seeds();
      for (long asked : spec.replicates()) {
        require(
            seeds.contains(asked),
            "--replicates: the experiment has no replicate %d; it has %d to %d"
                .formatted(asked, seeds.getFirst(), seeds.getLast()));
      }
      List<Long> replicates =
          (spec.replicates().isEmpty() ? seeds : spec.replicates())
              .stream().distinct().sorted().filter(seed -> has(seed, 0)).toList();
      require(
          !replicates.isEmpty(),
          "%s: no dense training of the replicates asked for has come to its end; run the experiment first"
              .formatted(experiment.paths().directory()));
      return replicates;
    }

    private boolean has(long replicate, int level) {
      return finished.contains(RunKey.ticket(replicate, level));
    }

    private Set<Long> steps() {
      Set<Long> steps = new TreeSet<>();
      long length = lottery.length();
      for (Point point : spec.at()) {
        long step = point.iteration(lottery.clock(), length);
        require(
            step < length,
            "--at: %s leaves nothing to train in the experiment's %d steps; use init or a step up to %dit"
                .formatted(point, length, length - 1));
        steps.add(step);
      }
      if (spec.at().isEmpty()) {
        steps.add(0L);
        steps.addAll(lottery.rewindSteps());
        for (double fraction : FRACTIONS) {
          steps.add(Math.round(fraction * length));
        }
      }
      return steps;
    }

    /// Those asked for, or the last that is finished.
    private List<Integer> levels() {
      List<Integer> there =
          finished.stream()
              .filter(RunKey::isTicket)
              .map(RunKey::level)
              .filter(level -> level > 0)
              .distinct()
              .sorted()
              .toList();
      for (int asked : spec.levels()) {
        require(asked > 0, "--levels: 0 is the dense network, which --branches dense asks for");
        require(
            there.contains(asked),
            "--levels: level %d has no finished ticket; there are %s"
                .formatted(asked, there.isEmpty() ? "none yet" : there));
      }
      if (!spec.levels().isEmpty()) {
        return spec.levels().stream().distinct().sorted().toList();
      }
      return there.isEmpty() ? List.of() : List.of(there.getLast());
    }

    private void copies(long replicate, List<Integer> levels, Set<Long> steps) {
      EarlyWeights early = new EarlyWeights(experiment, replicate, steps);
      Optional<PlannedRun> training = early.missing();
      training.ifPresent(trainings::add);
      Set<Long> missing = early.missingSteps();
      for (Subnetwork subnetwork : Subnetwork.values()) {
        if (!spec.subnetworks().contains(subnetwork)) {
          continue;
        }
        for (int level : subnetwork == Subnetwork.DENSE ? List.of(0) : levels) {
          for (long step : has(replicate, level) ? steps : Set.<Long>of()) {
            Optional<RunKey> after =
                training.map(PlannedRun::key).filter(_ -> missing.contains(step));
            copies(replicate, level, subnetwork, step, after);
          }
        }
      }
    }

    private void copies(
        long replicate, int level, Subnetwork subnetwork, long step, Optional<RunKey> after) {
      for (int copy = 1; copy <= spec.copies(); copy++) {
        RunKey key = Pair.Copies.copy(replicate, level, subnetwork, step, copy);
        trainings.add(new PlannedRun(key, Optional.empty(), after));
        for (int before = 1; before < copy; before++) {
          pairs.add(new Pair.Copies(replicate, level, subnetwork, step, before, copy));
        }
      }
    }

    private void successiveLevels(long replicate) {
      for (int level = 0; has(replicate, level) && has(replicate, level + 1); level++) {
        pairs.add(new Pair.Levels(replicate, level));
      }
    }

    private void everyTwo(List<Long> replicates) {
      for (int one = 0; one < replicates.size(); one++) {
        for (int other = one + 1; other < replicates.size(); other++) {
          pairs.add(new Pair.Replicates(replicates.get(one), replicates.get(other)));
        }
      }
    }
  }
}
