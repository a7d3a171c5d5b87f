package dev.tombola.experiment;

import dev.tombola.nn.Density;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Trajectory.Point;
import dev.tombola.train.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a finished run without its weights.
///
/// @param factor in what the run differs from its level's ticket; empty for the ticket
/// @param survivors weights that are kept, of `weights` in the run's own network
/// @param emptyLayers those that have no weights left; records older than that say of none
/// @param classes of the data
/// @param from the training's first iteration
/// @param to its end
/// @param stepsPerEpoch iterations in an epoch
/// @param plan what the engine decided, a line per layer
/// @param work what the training did; null when the record is older than that figure
/// @param curve what validation saw
/// @param earlyStop null when diverged
/// @param last test results after the last iteration; null when diverged
/// @param divergedAt null when the loss was always finite
public record RunRecord(
    RunKey key,
    String factor,
    long survivors,
    long weights,
    List<String> emptyLayers,
    int classes,
    long from,
    long to,
    double stepsPerEpoch,
    List<String> plan,
    @Nullable Work work,
    List<Point> curve,
    @Nullable EarlyStop earlyStop,
    @Nullable Evaluation last,
    @Nullable Long divergedAt) {
  public RunRecord {
    emptyLayers = List.copyOf(emptyLayers);
    plan = List.copyOf(plan);
    curve = List.copyOf(curve);
  }

  public Density density() {
    return Density.of(survivors, weights);
  }

  public boolean diverged() {
    return divergedAt != null;
  }

  /// What validation saw at the early-stop iteration; null when diverged.
  public @Nullable Evaluation validation() {
    if (earlyStop == null) {
      return null;
    }
    long step = earlyStop.step();
    return curve.stream()
        .filter(point -> point.step() == step)
        .map(Point::validation)
        .findFirst()
        .orElse(null);
  }
}
