package dev.tombola.connect;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// How much worse a path gets than its ends are in the mean, at its worst: `max E(α) − (E(0) +
/// E(1)) / 2`. Frankle et al. 2020, §2, call it the instability. As the ends belong to the path it
/// is never negative: half of what the ends differ by, where nothing between them is worse.
///
/// @param error in percentage points
/// @param loss in natural logarithms
public record Barrier(double error, double loss) {
  /// In percentage points: a network with less between its copies is stable (Frankle et al. 2020,
  /// §3).
  public static final double STABLE = 2;

  static Barrier of(List<Fit> path) {
    return new Barrier(height(path, Fit::error), height(path, Fit::loss));
  }

  private static double height(List<Fit> path, ToDoubleFunction<Fit> value) {
    double highest = path.stream().mapToDouble(value).max().orElseThrow();
    double ends = (value.applyAsDouble(path.getFirst()) + value.applyAsDouble(path.getLast())) / 2;
    return highest - ends;
  }
}
