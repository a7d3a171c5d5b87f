package dev.tombola.train;

import dev.tombola.nn.Weights;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Where a training keeps what it needs to go on after an interruption.
public interface Checkpoints {
  /// Keeps nothing.
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<Checkpoint> newest() {
          return Optional.empty();
        }

        @Override
        public boolean due() {
          return false;
        }

        @Override
        public void save(Checkpoint checkpoint) {}
      };

  /// @param lossSum of the training losses since the curve's last point
  /// @param best the weights of least validation loss so far
  record Checkpoint(
      State state,
      List<Trajectory.Point> curve,
      double lossSum,
      SequencedMap<Long, Weights> weights,
      Weights best) {}

  Optional<Checkpoint> newest();

  /// Whether it is time for another one.
  boolean due();

  void save(Checkpoint checkpoint);
}
