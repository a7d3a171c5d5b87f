package dev.tombola.inference;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Workspaces that are free. As many are kept as there are processors, since no more predictions
/// make progress at a time; what a burst of threads took beyond that is the garbage collector's, as
/// is the workspace of a prediction that failed.
final class Workspaces {
  private static final int MOST = Runtime.getRuntime().availableProcessors();

  private final Supplier<Workspace> made;
  private final ConcurrentLinkedQueue<Workspace> free = new ConcurrentLinkedQueue<>();

  /// How many are free; never below that, as it counts up before one is there and down after it is
  /// gone.
  private final AtomicInteger count = new AtomicInteger();

  Workspaces(Supplier<Workspace> made) {
    this.made = made;
  }

  /// One that is the caller's alone.
  Workspace take() {
    Workspace workspace = free.poll();
    if (workspace == null) {
      return made.get();
    }
    count.decrementAndGet();
    return workspace;
  }

  void giveBack(Workspace workspace) {
    if (count.incrementAndGet() <= MOST) {
      free.offer(workspace);
    } else {
      count.decrementAndGet();
    }
  }

  /// For tests.
  int free() {
    return free.size();
  }
}
