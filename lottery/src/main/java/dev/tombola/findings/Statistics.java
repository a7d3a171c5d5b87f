package dev.tombola.findings;

import java.util.EnumSet;
import java.util.List;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/// Means over replicates and their t intervals.
///
/// A sign or rank test cannot decide at five replicates, and a percentile bootstrap covers too
/// little there; Student's t assumes differences near normal, which accuracies of thousands of
/// examples are.
final class Statistics {
  private Statistics() {}

  /// A mean with the half width of its interval, which is null below two values.
  record Estimate(double mean, @Nullable Double half) {}

  /// @param confidence of the two-sided interval: 0.95, or 0.90 for one-sided bounds at 95 %
  static Estimate estimate(List<Double> values, double confidence) {
    double[] data = values.stream().mapToDouble(Double::doubleValue).toArray();
    DoubleStatistics statistics =
        DoubleStatistics.of(EnumSet.of(Statistic.MEAN, Statistic.STANDARD_DEVIATION), data);
    double mean = statistics.getAsDouble(Statistic.MEAN);
    if (data.length < 2) {
      return new Estimate(mean, null);
    }
    double error =
        statistics.getAsDouble(Statistic.STANDARD_DEVIATION) / StrictMath.sqrt(data.length);
    double quantile =
        TDistribution.of(data.length - 1).inverseCumulativeProbability(0.5 + confidence / 2);
    return new Estimate(mean, quantile * error);
  }

  static Interval interval(List<Double> values) {
    if (values.isEmpty()) {
      return Interval.NONE;
    }
    Estimate estimate = estimate(values, 0.95);
    Double half = estimate.half();
    return half == null
        ? new Interval(estimate.mean(), null, null)
        : new Interval(estimate.mean(), estimate.mean() - half, estimate.mean() + half);
  }
}
