package dev.tombola.train;

/// Follows a long call and may end it.
public interface Watcher {
  Watcher NONE = progress -> true;

  /// Called every few iterations with the number done; false ends the training with a
  /// [java.util.concurrent.CancellationException], to be continued from its last checkpoint.
  boolean at(Progress progress);

  /// @param step iterations done
  /// @param from the training's first iteration
  /// @param to its end
  /// @param accuracy the newest validation accuracy in percent, NaN before the first
  record Progress(long step, long from, long to, double accuracy) {}
}
