package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Rounds;
import dev.tombola.train.Engine;
import dev.tombola.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What the runs of an experiment that are not there yet will take.
///
/// @param weights prunable weights of the dense network
/// @param parameters all its values
/// @param runs trainings in all
/// @param done those that are there
/// @param iterations of the others together
/// @param operations floating-point operations of the others, a multiply-add counting two
/// @param seconds until all are done
/// @param bytes on disk, of all runs
public record Estimate(
    long weights,
    long parameters,
    int runs,
    int done,
    long iterations,
    double operations,
    double seconds,
    double bytes) {
  private static final double MEASURE_SECONDS = 0.3;
  private static final int WARM_UP = 30;

  /// Measures a few training steps and a validation pass at every level's density, with masks drawn
  /// at random.
  public static Estimate of(Experiment experiment, Engine engine, int threads) {
    Lottery lottery = experiment.lottery(experiment.spec().seed());
    List<Level> levels = new ArrayList<>();
    Mask mask = Mask.dense(lottery.network());
    Pruning random =
        new Pruning(lottery.pruning().rounds(), new Criterion.Random(), lottery.pruning().scope());
    for (int level = 0; level <= experiment.spec().levels(); level++) {
      if (level > 0) {
        mask =
            random.prune(
                lottery.network(),
                mask,
                lottery.dense().start(),
                lottery.streams().within("estimate/" + level));
      }
      Ticket ticket = new Ticket(lottery.network(), mask, lottery.dense().start());
      levels.add(Level.measure(lottery.training(ticket, level), engine));
    }
    return sum(experiment, levels, threads);
  }

  private static Estimate sum(Experiment experiment, List<Level> levels, int threads) {
    List<PlannedRun> runs = Plan.of(experiment.spec()).runs();
    List<PlannedRun> missing =
        runs.stream().filter(run -> !experiment.files(run.key()).done()).toList();
    double cpuSeconds = missing.stream().mapToDouble(run -> level(levels, run).seconds()).sum();
    Rounds rounds = experiment.spec().pruning().rounds();
    double chain =
        IntStream.range(0, levels.size())
            .mapToDouble(level -> chain(level, rounds, levels))
            .max()
            .orElse(0);
    boolean wholeChain = missing.stream().anyMatch(run -> run.key().level() == 0);
    Network network = experiment.network();
    return new Estimate(
        network.weights(),
        network.parameters().stream().mapToLong(Parameter::size).sum(),
        runs.size(),
        runs.size() - missing.size(),
        missing.stream().mapToLong(run -> level(levels, run).iterations()).sum(),
        missing.stream().mapToDouble(run -> level(levels, run).operations()).sum(),
        Math.max(cpuSeconds / threads, wholeChain ? chain : 0),
        runs.stream().mapToDouble(run -> level(levels, run).bytes()).sum());
  }

  /// Until a level is done, after those that it waits for.
  private static double chain(int level, Rounds rounds, List<Level> levels) {
    double own = levels.get(level).seconds();
    return level == 0 ? own : own + chain(rounds.before(level), rounds, levels);
  }

  /// A fresh control is trained from the beginning; a small dense network costs up to twice a
  /// sparse one of as many weights.
  private static Level level(List<Level> levels, PlannedRun run) {
    Level level = levels.get(run.key().level());
    if (run.branch().isEmpty() || !run.branch().get().fresh()) {
      return level;
    }
    double cost = run.branch().get() instanceof Branch.SmallDense ? 2 : 1;
    return level.stretched(levels.getFirst().iterations, cost);
  }

  /// A training of one level.
  private record Level(long iterations, double operations, double seconds, double bytes) {

    /// As long as `to`, at another cost in time.
    Level stretched(long to, double cost) {
      double longer = (double) to / iterations;
      return new Level(to, longer * operations, longer * cost * seconds, bytes);
    }

    static Level measure(Training training, Engine engine) {
      long iterations = training.to() - training.from();
      Engine.Session session = engine.open(training);
      long step = Math.min(training.to(), training.from() + WARM_UP);
      session.advance(step);
      long began = System.nanoTime();
      long measured = 0;
      while (seconds(began) < MEASURE_SECONDS && step < training.to()) {
        session.advance(++step);
        measured++;
      }
      double perStep = seconds(began) / Math.max(1, measured);
      session.evaluate(training.split().validation());
      began = System.nanoTime();
      session.evaluate(training.split().validation());
      double perLook = seconds(began);
      long looks = iterations / training.evaluateEvery() + 2;
      double forward = 2.0 * training.mask().survivors();
      Parameter first = training.network().prunable().getFirst();
      double step3 = 3 * forward - 2.0 * training.mask().survivors(first);
      double operations =
          iterations * training.batch() * step3
              + looks * forward * training.split().validation().size();
      double bytes =
          2 * 4.0 * training.mask().survivors() + training.network().weights() / 8.0 + 8000;
      double tests = 2.0 * training.split().test().size() / training.split().validation().size();
      return new Level(
          iterations, operations, iterations * perStep + (looks + tests) * perLook, bytes);
    }

    private static double seconds(long began) {
      return (System.nanoTime() - began) / 1e9;
    }
  }
}
