package dev.tombola.app.bench;

import java.util.List;

/// Seconds for one call, or a ratio of two such, over windows: the middle half of them, and how
/// many there were.
public record Spread(double lowerQuartile, double median, double upperQuartile, int windows) {
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Spread(
        quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75), sorted.size());
  }

  /// Between two values, a part of the way from one to the next.
  private static double quantile(List<Double> sorted, double fraction) {
    double position = fraction * (sorted.size() - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
  }

  /// The interquartile range as a part of the median.
  double relative() {
    return (upperQuartile - lowerQuartile) / median;
  }
}
