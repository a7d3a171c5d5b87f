package dev.tombola.experiment;

import dev.tombola.experiment.Plan.PlannedRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Runs that wait, runs that are trained, runs that are done.
///
/// Of the runs that may start, one of a chain goes before a control, and the earlier replicate
/// first: the chains of the ticket and of other ways to retrain are the longest way through the
/// plan, and controls fill the gaps that they leave.
public final class Queue {
  static final Comparator<PlannedRun> URGENCY =
      Comparator.comparing((PlannedRun run) -> !run.hasChain()).thenComparing(PlannedRun::key);

  private final List<PlannedRun> waiting = new ArrayList<>();
  private final Set<RunKey> done = new HashSet<>();
  private int threads = 1;
  private int underWay;
  private @Nullable Throwable failure;

  /// @param isDone asked once for each run
  public Queue(List<PlannedRun> runs, Predicate<RunKey> isDone) {
    for (PlannedRun run : runs) {
      if (isDone.test(run.key())) {
        done.add(run.key());
      } else {
        waiting.add(run);
      }
    }
    waiting.sort(URGENCY);
  }

  public synchronized Set<RunKey> done() {
    return Set.copyOf(done);
  }

  /// Whether a run failed, so that the others had better end.
  public synchronized boolean failed() {
    return failure != null;
  }

  /// How many threads each run under way may use now: all of them, shared equally and rounded down.
  synchronized int share() {
    return Math.max(1, threads / Math.max(1, underWay));
  }

  /// Works everything off with this many threads; rethrows the first failure.
  ///
  /// @throws CancellationException when this thread is interrupted
  public void workOff(int threads, Consumer<PlannedRun> work) {
    this.threads = threads;
    List<Thread> workers = new ArrayList<>();
    for (int t = 1; t <= threads; t++) {
      workers.add(Thread.ofPlatform().name("run-" + t).daemon().start(() -> workOff(work)));
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      interrupted |= join(worker);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  /// Waits for a worker whatever happens, since it writes under the caller's lock; whether this
  /// thread was interrupted meanwhile, which cancels the rest.
  private boolean join(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new CancellationException("interrupted"));
      }
    }
  }

  private void workOff(Consumer<PlannedRun> work) {
    try {
      Optional<PlannedRun> next = take();
      while (next.isPresent()) {
        work.accept(next.get());
        finished(next.get().key());
        next = take();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /// The most urgent run that may start; waits while there may come one; empty when nothing is
  /// left.
  private synchronized Optional<PlannedRun> take() {
    while (failure == null && !waiting.isEmpty()) {
      for (PlannedRun run : waiting) {
        if (run.after().isEmpty() || done.contains(run.after().get())) {
          waiting.remove(run);
          underWay++;
          return Optional.of(run);
        }
      }
      if (underWay == 0) {
        throw new IllegalStateException("a plan whose runs wait for one another");
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private synchronized void finished(RunKey key) {
    done.add(key);
    underWay--;
    notifyAll();
  }

  private synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    notifyAll();
  }

  private synchronized void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
