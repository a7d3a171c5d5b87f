package dev.tombola.connect;

import java.util.List;

/// What lies on the straight line between two networks: `α W₁ + (1 − α) W₂` at equal distances,
/// both ends among them.
///
/// @param survivors of the mask on the path: of weights that either end keeps
/// @param recalibrated whether the network has batch normalisation, whose running statistics were
///   then computed anew at every point, the ends too, so that like is compared with like
/// @param points in order of α, from 0; none where the training of an end diverged
public record LinearPath(Pair pair, long survivors, boolean recalibrated, List<Point> points) {
  public LinearPath {
    points = List.copyOf(points);
  }

  /// @param alpha the share of the first network
  /// @param test on the test examples
  /// @param train on some training examples, the same ones everywhere, as they are: not augmented
  public record Point(double alpha, Fit test, Fit train) {}

  /// Whether there was nothing to connect.
  public boolean diverged() {
    return points.isEmpty();
  }

  /// The barrier on the test examples.
  public Barrier onTest() {
    return Barrier.of(points.stream().map(Point::test).toList());
  }

  /// The barrier on the training examples.
  public Barrier onTrain() {
    return Barrier.of(points.stream().map(Point::train).toList());
  }
}
