package dev.tombola.connect;

import dev.tombola.experiment.RunListener;
import java.util.Optional;

/// Follows the trainings of copies, and the paths that are walked afterwards. Called from many
/// threads.
public interface ConnectListener extends RunListener {
  ConnectListener NOBODY = new ConnectListener() {};

  /// Called once, when all trainings are done.
  default void pathsPlanned(int all, int done) {}

  /// @param barrier on the test examples; empty where an end diverged
  default void connected(Pair pair, Optional<Barrier> barrier, double seconds) {}
}
