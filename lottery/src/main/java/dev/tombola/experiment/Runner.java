package dev.tombola.experiment;

import dev.tombola.branch.Branch;
import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.train.Clock;
import dev.tombola.train.Engine;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// Trains the runs of an experiment that are not there yet, several at a time: independent runs
/// side by side, and where there are fewer of them than threads, several threads on each.
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
  /// @throws CancellationException when the listener cancels or the thread is interrupted
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
      queue = new Queue(plan.runs(), key -> experiment.files(key).finish());
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
      Start start = start(lottery, planned);
      Ticket ticket = start.ticket;
      listener.started(key, ticket.mask().survivors(), ticket.network().weights());
      Trajectory trajectory =
          start.lost ? Trajectory.lost(start.training) : train(key, start.training, ticket);
      Lottery.check(ticket, trajectory);
      String factor = planned.branch().map(lottery::factor).orElse("");
      RunRecord run = record(key, factor, start.training, trajectory);
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
          engine, training, watcher, experiment.files(key).checkpoint().of(ticket), queue::share);
    }

    private Trajectory trajectory(RunKey key) {
      return experiment.files(key).trajectory(experiment.network());
    }

    private Start start(Lottery lottery, PlannedRun planned) {
      if (planned.after().isEmpty()) {
        Ticket dense = lottery.dense();
        return new Start(dense, lottery.training(dense, 0), false);
      }
      RunKey key = planned.key();
      RunKey after = planned.after().get();
      Trajectory before = trajectory(after);
      Mask mask = experiment.files(after).mask(lottery.network());
      Lottery own = planned.branch().map(lottery::of).orElse(lottery);
      if (before.diverged()) {
        Mask pruned = own.prune(key.level(), mask, before);
        Ticket lost = new Ticket(own.network(), pruned, own.dense().start());
        return new Start(lost, own.training(lost, key.level()), true);
      }
      Trajectory first =
          after.level() == 0 ? before : trajectory(RunKey.ticket(key.replicate(), 0));
      Ticket ticket = own.next(key.level(), mask, first, before);
      if (planned.hasChain()) {
        return new Start(ticket, own.training(ticket, key.level()), false);
      }
      Branch branch = planned.branch().orElseThrow();
      Ticket control = own.control(branch, key.level(), key.draw(), ticket, first);
      return new Start(control, own.training(control, branch), false);
    }
  }

  /// What a run starts from. It is lost when the training that it was to be pruned from diverged:
  /// then it has as many survivors as it would have had, is never trained, and counts as diverged.
  private record Start(Ticket ticket, Training training, boolean lost) {}

  private static RunRecord record(
      RunKey key, String factor, Training training, Trajectory trajectory) {
    return new RunRecord(
        key,
        factor,
        training.mask().survivors(),
        training.network().weights(),
        emptyLayers(training.mask()),
        training.network().classes(),
        training.from(),
        training.to(),
        1 / new Clock(training.split().train().size(), training.batch()).epochs(1),
        trajectory.plan(),
        trajectory.work(),
        trajectory.curve(),
        trajectory.earlyStop(),
        trajectory.last(),
        trajectory.divergedAt());
  }

  private static List<String> emptyLayers(Mask mask) {
    return mask.parameters().stream()
        .filter(weight -> mask.survivors(weight) == 0)
        .map(weight -> weight.name().replaceFirst("\\.weight$", ""))
        .toList();
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
