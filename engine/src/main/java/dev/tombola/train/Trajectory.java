package dev.tombola.train;

import dev.tombola.nn.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What one training recorded.
///
/// @param plan what the engine decided, a line per layer
/// @param work what the training did; null when its record is older than that figure
/// @param curve what validation saw, in order of iteration
/// @param weights recorded weights by iteration, the first and the last always among them (a
///   diverged training's last are those at which it diverged)
/// @param earlyStop the iteration of least validation loss with test results there; null when
///   diverged
/// @param last test results after the last iteration; null when diverged
/// @param divergedAt the iteration after which the loss was no longer finite; null when it always
///   was
public record Trajectory(
    List<String> plan,
    @Nullable Work work,
    List<Point> curve,
    SequencedMap<Long, Weights> weights,
    @Nullable EarlyStop earlyStop,
    @Nullable Evaluation last,
    @Nullable Long divergedAt) {

  /// One look at the validation examples, after `step` iterations; `trainingLoss` is the mean since
  /// the look before (NaN at the first).
  public record Point(long step, double trainingLoss, Evaluation validation) {}

  /// The iteration of least validation loss (the earliest of equals) and the test results there.
  /// `censored` when it was the last iteration of some: the loss was still falling.
  public record EarlyStop(long step, double validationLoss, boolean censored, Evaluation test) {}

  /// The trajectory of a training that cannot start, because what it was to start from diverged.
  public static Trajectory lost(Training training) {
    SequencedMap<Long, Weights> weights = new LinkedHashMap<>();
    weights.put(training.from(), training.start());
    return new Trajectory(List.of(), Work.NOTHING, List.of(), weights, null, null, training.from());
  }

  public boolean diverged() {
    return divergedAt != null;
  }
}
