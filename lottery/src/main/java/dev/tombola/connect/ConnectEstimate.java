package dev.tombola.connect;

import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.RunFiles;
import dev.tombola.experiment.RunKey;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.train.Cost;
import dev.tombola.train.Engine;
import dev.tombola.train.Training;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an answer will take, in floating-point operations as [Cost] defines them. Nothing is
/// measured: masks are there, a training's steps and a path's examples are known, and so is how
/// long the experiment's own dense trainings took.
///
/// @param trainings in all
/// @param done those that are there
/// @param iterations of the others
/// @param paths in all, walked or not
/// @param operations of the trainings that are not there and of all paths, but for the computation
///   of batch-norm statistics
/// @param denseTrainings how many dense trainings would be as much work
/// @param seconds that these took when the experiment did its own, shared by the threads
public record ConnectEstimate(
    int trainings,
    int done,
    long iterations,
    int paths,
    double operations,
    double denseTrainings,
    double seconds) {

  /// The steps and levels that it is about are the plan's.
  public static ConnectEstimate of(
      Experiment experiment, ConnectSpec spec, Engine engine, int threads) {
    ConnectPlan plan = ConnectPlan.of(experiment, spec);
    Costs costs = new Costs(experiment, engine);
    Path directory = experiment.paths().directory();
    List<PlannedRun> missing =
        plan.trainings().stream()
            .filter(run -> !Experiment.connectFiles(directory, run.key()).done())
            .toList();
    long iterations = 0;
    double operations = 0;
    for (PlannedRun run : missing) {
      long steps = costs.steps(run.key(), plan);
      iterations += steps;
      operations += steps * (double) costs.of(run.key().replicate(), run.key().level()).step();
    }
    Lottery lottery = experiment.lottery(experiment.spec().seed());
    long examples =
        (long) lottery.split().test().size()
            + Math.min(spec.examples(), lottery.split().train().size());
    for (Pair pair : plan.pairs()) {
      Cost cost = costs.of(pair.key().replicate(), pair.key().level());
      operations += cost.example() * (double) examples * spec.points();
    }
    double dense =
        lottery.length() * (double) costs.of(plan.pairs().getFirst().replicate(), 0).step();
    return new ConnectEstimate(
        plan.trainings().size(),
        plan.trainings().size() - missing.size(),
        iterations,
        plan.pairs().size(),
        operations,
        operations / dense,
        operations / dense * denseSeconds(experiment) / threads);
  }

  /// Of the slowest dense training: one that was interrupted has the seconds of its last part.
  private static double denseSeconds(Experiment experiment) {
    return experiment.spec().seeds().stream()
        .map(seed -> experiment.files(RunKey.ticket(seed, 0)))
        .filter(RunFiles::done)
        .mapToDouble(files -> files.timing().path("seconds").asDouble(0))
        .max()
        .orElse(0);
  }

  /// Costs by replicate and level: a random mask has as many survivors as its ticket.
  private static final class Costs {
    private final Experiment experiment;
    private final Engine engine;
    private final long length;
    private final Map<RunKey, Cost> costs = new HashMap<>();

    Costs(Experiment experiment, Engine engine) {
      this.experiment = experiment;
      this.engine = engine;
      length = experiment.lottery(experiment.spec().seed()).length();
    }

    Cost of(long replicate, int level) {
      RunKey key = RunKey.ticket(replicate, level);
      return costs.computeIfAbsent(key, this::cost);
    }

    private Cost cost(RunKey key) {
      Lottery lottery = experiment.lottery(key.replicate());
      Mask mask = experiment.files(key).mask(lottery.network());
      Ticket ticket = new Ticket(lottery.network(), mask, lottery.dense().start());
      Training training = lottery.copy(ticket, 0, 1);
      try (Engine.Session session = engine.open(training)) {
        return session.cost();
      }
    }

    long steps(RunKey key, ConnectPlan plan) {
      if (EarlyWeights.isEarly(key)) {
        return new EarlyWeights(experiment, key.replicate(), plan.steps())
            .missingSteps().stream().mapToLong(Long::longValue).max().orElse(0);
      }
      return length - plan.copies(key).at();
    }
  }
}
