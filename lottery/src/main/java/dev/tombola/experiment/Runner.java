package dev.tombola.experiment;

import dev.tombola.lottery.Lottery;
import dev.tombola.train.Engine;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/// Trains the runs of an experiment that are not there yet ([Trainings] says how).
///
/// Holds the experiment's lock meanwhile.
public final class Runner {
  private final Trainings trainings;

  public Runner(Engine engine, int threads, RunListener listener) {
    trainings = new Trainings(engine, threads, listener);
  }

  /// Trains what is missing and returns when all is there.
  ///
  /// @throws dev.tombola.UserException when another process trains this experiment, or the disk
  ///   fails
  /// @throws CancellationException when the listener cancels or the thread is interrupted
  public void run(Experiment experiment) {
    try (ExperimentLock _ = ExperimentLock.of(experiment.paths())) {
      experiment.begin();
      Plan plan = Plan.of(experiment.spec());
      Map<Long, Lottery> lotteries = new ConcurrentHashMap<>();
      Starts starts =
          new Starts(
              experiment.paths(),
              replicate -> lotteries.computeIfAbsent(replicate, experiment::lottery));
      trainings.run(experiment.paths(), plan.runs(), starts::of);
    }
  }
}
