package dev.tombola.experiment;

import dev.tombola.train.Watcher;
import java.util.List;
import java.util.Set;

/// Follows a running experiment, and may cancel it. Called from many threads.
public interface RunListener {
  RunListener NONE = new RunListener() {};

  /// Called once, with all runs and those that were finished before.
  default void planned(List<Plan.PlannedRun> runs, Set<RunKey> done) {}

  default void started(RunKey key, long survivors, long weights) {}

  default void progressed(RunKey key, Watcher.Progress progress) {}

  default void finished(RunRecord run, double seconds) {}

  /// True ends the experiment as soon as each thread has noticed; run it again to continue.
  default boolean cancelled() {
    return false;
  }
}
