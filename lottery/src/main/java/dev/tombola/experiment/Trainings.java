package dev.tombola.experiment;

import dev.tombola.branch.Ticket;
import dev.tombola.experiment.Plan.PlannedRun;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Weights;
import dev.tombola.train.Checkpoints;
import dev.tombola.train.Clock;
import dev.tombola.train.Engine;
import dev.tombola.train.Trainer;
import dev.tombola.train.Training;
import dev.tombola.train.Trajectory;
import dev.tombola.train.Watcher;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/// Trains planned runs, several at a time: independent runs side by side, and where there are fewer
/// of them than threads, several threads on each. Those of a folder are trained if they are not
/// there yet, and kept; whoever calls for them holds the experiment's lock.
///
/// Which runs are trained when, and on how many threads, changes no byte of them.
public final class Trainings {
  private final Engine engine;
  private final int threads;
  private final RunListener listener;

  public Trainings(Engine engine, int threads, RunListener listener) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.engine = engine;
    this.threads = threads;
    this.listener = listener;
  }

  /// What a run starts from. It is lost when the training that it was to be pruned from diverged:
  /// then it has as many survivors as it would have had, is never trained, and counts as diverged.
  ///
  /// @param factor in what the run differs from its level's ticket; empty for the ticket
  /// @param keep whether the weights that it starts from are recorded, too
  public record Start(Ticket ticket, Training training, String factor, boolean lost, boolean keep) {
    public Start(Ticket ticket, Training training, String factor, boolean lost) {
      this(ticket, training, factor, lost, true);
    }
  }

  /// Takes what a training recorded. Called from many threads.
  public interface Taker {
    void take(RunRecord run, Trajectory trajectory);
  }

  /// Trains what is missing and returns when all is there.
  ///
  /// @param place where the runs lie
  /// @param starts asked for a run's start once the run that it waits for is there
  /// @throws dev.tombola.UserException when the disk fails, or a finished run was altered
  /// @throws CancellationException when the listener cancels or the thread is interrupted
  public void run(RunPaths place, List<PlannedRun> runs, Function<PlannedRun, Start> starts) {
    Queue queue = new Queue(runs, key -> files(place, key).finish());
    listener.planned(runs, queue.done());
    queue.workOff(threads, planned -> train(planned, starts, files(place, planned.key()), queue));
  }

  /// Trains all of them in memory; nothing is read and nothing is kept.
  ///
  /// @param starts asked for a run's start once what the run that it waits for recorded is taken
  /// @throws CancellationException when the listener cancels or the thread is interrupted
  public void run(List<PlannedRun> runs, Function<PlannedRun, Start> starts, Taker taker) {
    Queue queue = new Queue(runs, _ -> false);
    listener.planned(runs, queue.done());
    queue.workOff(
        threads,
        planned -> {
          long began = System.nanoTime();
          Start start = starts.apply(planned);
          Trajectory trajectory = train(planned.key(), start, Checkpoints.NONE, queue);
          RunRecord run = record(planned.key(), start, trajectory);
          taker.take(run, trajectory);
          listener.finished(run, (System.nanoTime() - began) / 1e9);
        });
  }

  private static RunFiles files(RunPaths place, RunKey key) {
    return new RunFiles(place.run(key));
  }

  private void train(
      PlannedRun planned, Function<PlannedRun, Start> starts, RunFiles files, Queue queue) {
    RunKey key = planned.key();
    long began = System.nanoTime();
    long cpu = cpuNanos();
    Start start = starts.apply(planned);
    Checkpoints checkpoints = whole(files.checkpoint().of(start.ticket), start.training);
    Trajectory trajectory = train(key, start, checkpoints, queue);
    RunRecord run = record(key, start, trajectory);
    double seconds = (System.nanoTime() - began) / 1e9;
    files.write(
        run,
        start.ticket,
        start.keep ? trajectory.weights() : end(trajectory),
        Environment.json(engine.version()),
        timing(seconds, (cpuNanos() - cpu) / 1e9));
    listener.finished(run, seconds);
  }

  private Trajectory train(RunKey key, Start start, Checkpoints checkpoints, Queue queue) {
    Ticket ticket = start.ticket;
    listener.started(key, ticket.mask().survivors(), ticket.network().weights());
    Watcher watcher =
        progress -> {
          listener.progressed(key, progress);
          return !listener.cancelled() && !queue.failed();
        };
    Trajectory trajectory =
        start.lost
            ? Trajectory.lost(start.training)
            : Trainer.train(engine, start.training, watcher, checkpoints, queue::share);
    Lottery.check(ticket, trajectory);
    return trajectory;
  }

  /// Checkpoints but for one of a training that was to keep other weights than this one, or that
  /// had come to its end already.
  private static Checkpoints whole(Checkpoints all, Training training) {
    return new Checkpoints() {
      @Override
      public Optional<Checkpoint> newest() {
        return all.newest().filter(this::serves);
      }

      private boolean serves(Checkpoint checkpoint) {
        long there = checkpoint.state().step();
        return there < training.to()
            && training.keep().stream()
                .filter(step -> step > training.from() && step <= there)
                .allMatch(checkpoint.weights()::containsKey);
      }

      @Override
      public boolean due() {
        return all.due();
      }

      @Override
      public void save(Checkpoint checkpoint) {
        all.save(checkpoint);
      }
    };
  }

  private static SequencedMap<Long, Weights> end(Trajectory trajectory) {
    SequencedMap<Long, Weights> end = new LinkedHashMap<>();
    Map.Entry<Long, Weights> last = trajectory.weights().lastEntry();
    end.put(last.getKey(), last.getValue());
    return end;
  }

  private static RunRecord record(RunKey key, Start start, Trajectory trajectory) {
    Training training = start.training;
    return new RunRecord(
        key,
        start.factor,
        training.mask().survivors(),
        training.network().weights(),
        start.lost ? List.of() : emptyLayers(training),
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

  /// Not of a training lost to a diverged one before it: its mask has the right number of weights,
  /// but nothing to choose them by.
  private static List<String> emptyLayers(Training training) {
    return training.mask().parameters().stream()
        .filter(weight -> training.mask().survivors(weight) == 0)
        .map(weight -> training.network().layer(weight).name())
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
