package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.train.Clock;
import dev.tombola.train.Engine;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/// Trains the runs of an experiment that are not there yet, several at a time, each on one thread.
///
/// Holds the experiment's lock meanwhile. Which runs are trained when, and on how many threads,
/// changes no byte of them.
public final class Runner {
  private final Engine engine;
  private final int threads;
  private final RunListener listener;

  public Runner(Engine engine, int threads, RunListener listener) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.engine = engine;
    this.threads = threads;
    this.listener = listener;
  }

  /// Trains what is missing and returns when all is there.
  ///
  /// @throws dev.tombola.UserException when another process trains this experiment, or the disk
  ///   fails
  /// @throws CancellationException when the listener cancels
  public void run(Experiment experiment) {
    try (ExperimentLock _ = ExperimentLock.of(experiment.paths())) {
      experiment.begin();
      new Work(experiment).run();
    }
  }

  private final class Work {
    private final Experiment experiment;
    private final Queue queue;
    private final Map<Long, Lottery> lotteries = new HashMap<>();

    Work(Experiment experiment) {
      this.experiment = experiment;
      Plan plan = Plan.of(experiment.spec());
      queue = new Queue(plan.runs(), key -> experiment.files(key).done());
      listener.planned(plan.runs(), queue.done());
    }

    void run() {
      queue.workOff(threads, this::train);
    }

    private void train(PlannedRun planned) {
      RunKey key = planned.key();
      RunFiles files = experiment.files(key);
      Lottery lottery = lottery(key.replicate());
      long began = System.nanoTime();
      long cpu = cpuNanos();
      Optional<Trajectory> before = planned.after().map(this::trajectory);
      boolean lost = before.map(Trajectory::diverged).orElse(false);
      Ticket ticket = lost ? stillborn(lottery, planned) : ticket(lottery, planned, before);
      Training training = lottery.training(ticket, key.level());
      listener.started(key, ticket.mask().survivors(), ticket.network().weights());
      Trajectory trajectory = lost ? Trajectory.lost(training) : train(key, training, ticket);
      Lottery.check(ticket, trajectory);
      RunRecord run = record(planned, training, trajectory);
      double seconds = (System.nanoTime() - began) / 1e9;
      files.write(
          run,
          ticket,
          trajectory,
          Environment.json(engine.version()),
          timing(seconds, (cpuNanos() - cpu) / 1e9));
      listener.finished(run, seconds);
    }

    /// Lotteries share their data; a replicate's is made when its first run comes.
    private synchronized Lottery lottery(long replicate) {
      return lotteries.computeIfAbsent(replicate, experiment::lottery);
    }

    private Trajectory train(RunKey key, Training training, Ticket ticket) {
      Watcher watcher =
          progress -> {
            listener.progressed(key, progress);
            return !listener.cancelled() && !queue.failed();
          };
      return Trainer.train(
          engine, training, watcher, experiment.files(key).checkpoint().of(ticket));
    }

    private Trajectory trajectory(RunKey key) {
      return experiment.files(key).trajectory(experiment.network());
    }

    private Ticket ticket(Lottery lottery, PlannedRun planned, Optional<Trajectory> earlier) {
      if (earlier.isEmpty()) {
        return lottery.dense();
      }
      RunKey key = planned.key();
      Trajectory before = earlier.get();
      Trajectory first = key.level() == 1 ? before : trajectory(RunKey.ticket(key.replicate(), 0));
      Mask mask = experiment.files(planned.after().orElseThrow()).mask(lottery.network());
      Ticket ticket = lottery.next(mask, key.level(), first, before);
      Weights rewindPoint = lottery.rewindPoint(first, before);
      return planned
          .branch()
          .map(branch -> lottery.control(branch, key.level(), key.draw(), ticket, rewindPoint))
          .orElse(ticket);
    }

    /// What stands for a run whose mask was to come from a training that diverged: it is never
    /// trained, and counts as diverged too.
    private Ticket stillborn(Lottery lottery, PlannedRun planned) {
      RunFiles files = experiment.files(planned.after().orElseThrow());
      return new Ticket(lottery.network(), files.mask(lottery.network()), lottery.dense().start());
    }
  }

  private static RunRecord record(PlannedRun planned, Training training, Trajectory trajectory) {
    return new RunRecord(
        planned.key(),
        planned.branch().map(Branch::factor).orElse(""),
        training.mask().survivors(),
        training.network().weights(),
        training.network().classes(),
        training.from(),
        training.to(),
        1 / new Clock(training.split().train().size(), training.batch()).epochs(1),
        trajectory.plan(),
        trajectory.curve(),
        trajectory.earlyStop(),
        trajectory.last(),
        trajectory.divergedAt());
  }

  /// Of the part that ran since the last interruption.
  private static String timing(double seconds, double cpuSeconds) {
    return SpecFormat.JSON
            .createObjectNode()
            .put("seconds", seconds)
            .put("cpuSeconds", cpuSeconds)
            .toPrettyString()
        + "\n";
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
