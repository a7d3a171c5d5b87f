package dev.tombola.train;

import dev.tombola.nn.Weights;
import dev.tombola.train.Checkpoints.Checkpoint;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Trajectory.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The loop that every training shares: advance, look at the validation examples, remember the
/// best.
///
/// Test examples are looked at twice, at the end: with the weights of least validation loss and
/// with the last ones.
public final class Trainer {
  /// Iterations between two calls of the watcher; slicing changes no result.
  private static final long SLICE = 50;

  private final Engine engine;
  private final Training training;
  private final Engine.Session session;
  private final Watcher watcher;
  private final Checkpoints checkpoints;
  private final IntSupplier threads;
  private final List<Point> curve = new ArrayList<>();
  private final SequencedMap<Long, Weights> kept = new LinkedHashMap<>();
  private Weights best;

  /// Of the training losses since the last look.
  private double lossSum;

  private Trainer(
      Engine engine,
      Training training,
      Engine.Session session,
      Watcher watcher,
      Checkpoints checkpoints,
      IntSupplier threads) {
    this.engine = engine;
    this.training = training;
    this.session = session;
    this.watcher = watcher;
    this.checkpoints = checkpoints;
    this.threads = threads;
    best = session.weights();
    kept.put(training.from(), best);
  }

  /// Trains from start to end, or from the newest checkpoint.
  ///
  /// @throws CancellationException when the watcher ends it
  public static Trajectory train(
      Engine engine, Training training, Watcher watcher, Checkpoints checkpoints) {
    return train(engine, training, watcher, checkpoints, () -> 1);
  }

  /// As above, on as many threads as `threads` says; it is asked again every few iterations.
  public static Trajectory train(
      Engine engine,
      Training training,
      Watcher watcher,
      Checkpoints checkpoints,
      IntSupplier threads) {
    try (Engine.Session session = engine.open(training)) {
      return new Trainer(engine, training, session, watcher, checkpoints, threads).run();
    }
  }

  private Trajectory run() {
    checkpoints.newest().ifPresent(this::restore);
    if (curve.isEmpty()) {
      look(Double.NaN);
    }
    while (session.step() < training.to()) {
      long from = curve.getLast().step();
      long to = nextLook(from);
      if (!advance(to)) {
        return diverged();
      }
      look(lossSum / (to - from));
      if (!Double.isFinite(curve.getLast().validation().loss())) {
        return diverged();
      }
    }
    kept.put(training.to(), session.weights());
    Evaluation last = session.evaluate(training.split().test());
    return trajectory(earlyStop(last), last, null);
  }

  private void restore(Checkpoint checkpoint) {
    session.restore(checkpoint.state());
    curve.addAll(checkpoint.curve());
    kept.putAll(checkpoint.weights());
    best = checkpoint.best();
    lossSum = checkpoint.lossSum();
  }

  private long nextLook(long step) {
    long every = training.evaluateEvery();
    return Math.min(training.to(), (step / every + 1) * every);
  }

  /// Advances in slices, stopping where weights are to be kept; false once it diverged.
  private boolean advance(long to) {
    TreeSet<Long> stops = new TreeSet<>(training.keep());
    while (session.step() < to) {
      long step = session.step();
      Long stop = stops.higher(step);
      long end = Math.min(Math.min(to, step + SLICE), stop == null ? to : stop);
      session.threads(threads.getAsInt());
      double loss = session.advance(end);
      if (!Double.isFinite(loss)) {
        return false;
      }
      lossSum += loss * (end - step);
      if (stops.contains(end)) {
        kept.put(end, session.weights());
      }
      double accuracy = curve.getLast().validation().accuracy();
      if (!watcher.at(new Watcher.Progress(end, training.from(), training.to(), accuracy))) {
        throw new CancellationException("cancelled after iteration " + end);
      }
      if (end < training.to() && checkpoints.due()) {
        checkpoints.save(
            new Checkpoint(session.state(), List.copyOf(curve), lossSum, copyOf(kept), best));
      }
    }
    return true;
  }

  private void look(double trainingLoss) {
    Evaluation validation = session.evaluate(training.split().validation());
    double least = curve.isEmpty() ? Double.POSITIVE_INFINITY : least().validation().loss();
    curve.add(new Point(session.step(), trainingLoss, validation));
    lossSum = 0;
    if (validation.loss() < least) {
      best = session.weights();
    }
  }

  private Point least() {
    return Collections.min(curve, Comparator.comparingDouble(point -> point.validation().loss()));
  }

  private EarlyStop earlyStop(Evaluation last) {
    Point least = least();
    boolean atEnd = least.step() == training.to();
    boolean censored = atEnd && training.from() < training.to();
    Evaluation test =
        atEnd
            ? last
            : engine.evaluate(training.network(), training.mask(), best, training.split().test());
    return new EarlyStop(least.step(), least.validation().loss(), censored, test);
  }

  private Trajectory diverged() {
    kept.put(session.step(), session.weights());
    return trajectory(null, null, session.step());
  }

  private Trajectory trajectory(
      @Nullable EarlyStop earlyStop, @Nullable Evaluation last, @Nullable Long divergedAt) {
    return new Trajectory(
        session.plan(),
        work(earlyStop, last),
        List.copyOf(curve),
        copyOf(kept),
        earlyStop,
        last,
        divergedAt);
  }

  /// From what was recorded, since a resumed training did not do all of it in this process. An
  /// early stop at the end has the last evaluation's result.
  private Work work(@Nullable EarlyStop earlyStop, @Nullable Evaluation last) {
    long examples = curve.stream().mapToLong(point -> point.validation().examples()).sum();
    examples += last == null ? 0 : last.examples();
    examples +=
        earlyStop == null || earlyStop.step() == training.to() ? 0 : earlyStop.test().examples();
    return new Work(session.cost(), session.step() - training.from(), examples);
  }

  private static SequencedMap<Long, Weights> copyOf(SequencedMap<Long, Weights> map) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
  }
}
