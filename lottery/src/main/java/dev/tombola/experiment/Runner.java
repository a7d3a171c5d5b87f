package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.experiment.Trainings.Start;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.train.Engine;
import dev.tombola.train.Trajectory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

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
      trainings.run(experiment.paths(), plan.runs(), new Work(experiment)::start);
    }
  }

  private static final class Work {
    private final Experiment experiment;
    private final Map<Long, Lottery> lotteries = new HashMap<>();

    Work(Experiment experiment) {
      this.experiment = experiment;
    }

    /// Lotteries share their data; a replicate's is made when its first run comes.
    private synchronized Lottery lottery(long replicate) {
      return lotteries.computeIfAbsent(replicate, experiment::lottery);
    }

    private Trajectory trajectory(RunKey key) {
      return experiment.files(key).trajectory(experiment.network());
    }

    Start start(PlannedRun planned) {
      RunKey key = planned.key();
      Lottery lottery = lottery(key.replicate());
      if (planned.after().isEmpty()) {
        Ticket dense = lottery.dense();
        return new Start(dense, lottery.training(dense, 0), "", false);
      }
      RunKey after = planned.after().get();
      String factor = planned.branch().map(lottery::factor).orElse("");
      Trajectory before = trajectory(after);
      Mask mask = experiment.files(after).mask(lottery.network());
      Lottery own = planned.branch().map(lottery::of).orElse(lottery);
      if (before.diverged()) {
        Mask pruned = own.prune(key.level(), mask, before);
        Ticket lost = new Ticket(own.network(), pruned, own.dense().start());
        return new Start(lost, own.training(lost, key.level()), factor, true);
      }
      Trajectory first =
          after.level() == 0 ? before : trajectory(RunKey.ticket(key.replicate(), 0));
      Ticket ticket = own.next(key.level(), mask, first, before);
      if (planned.hasChain()) {
        return new Start(ticket, own.training(ticket, key.level()), factor, false);
      }
      Branch branch = planned.branch().orElseThrow();
      Ticket control = own.control(branch, key.level(), key.draw(), ticket, first);
      return new Start(control, own.training(control, branch), factor, false);
    }
  }
}
