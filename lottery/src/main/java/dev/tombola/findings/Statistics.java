package dev.tombola.findings;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
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
  private static final Map<Quantile, Double> QUANTILES = new ConcurrentHashMap<>();

  private Statistics() {}

  /// A mean with the half width of its interval, which is null below two values.
  record Estimate(double mean, @Nullable Double half) {}

  /// @param confidence of the two-sided interval: 0.95, or 0.90 for one-sided bounds at 95 %, or
  ///   more where several are to hold at once
  static Estimate estimate(List<Double> values, double confidence) {
    return estimate(values, confidence, 0);
  }

  /// @param leastDeviation that the values are taken to have, however little they scatter
  private static Estimate estimate(List<Double> values, double confidence, double leastDeviation) {
    double[] data = values.stream().mapToDouble(Double::doubleValue).toArray();
    DoubleStatistics statistics =
        DoubleStatistics.of(EnumSet.of(Statistic.MEAN, Statistic.STANDARD_DEVIATION), data);
    double mean = statistics.getAsDouble(Statistic.MEAN);
    if (data.length < 2) {
      return new Estimate(mean, null);
    }
    double deviation =
        Math.max(leastDeviation, statistics.getAsDouble(Statistic.STANDARD_DEVIATION));
    double error = deviation / StrictMath.sqrt(data.length);
    return new Estimate(mean, quantile(data.length, confidence) * error);
  }

  static Interval interval(List<Double> values) {
    return interval(values, 0.95, 0);
  }

  /// @param confidence as of [#estimate]
  /// @param leastDeviation that the values are taken to have, however little they scatter
  static Interval interval(List<Double> values, double confidence, double leastDeviation) {
    if (values.isEmpty()) {
      return Interval.NONE;
    }
    Estimate estimate = estimate(values, confidence, leastDeviation);
    Double half = estimate.half();
    return half == null
        ? new Interval(estimate.mean(), null, null)
        : new Interval(estimate.mean(), estimate.mean() - half, estimate.mean() + half);
  }

  /// The mean of a measure over all pairs of replicates. Pairs that share a replicate are not
  /// independent, so the error is the jackknife's over replicates (Arvesen 1969): it takes three.
  static <T> Interval pairwise(List<T> replicates, ToDoubleBiFunction<T, T> measure) {
    int n = replicates.size();
    if (n < 2) {
      return Interval.NONE;
    }
    double sum = 0;
    double[] sumOf = new double[n];
    for (int a = 0; a < n; a++) {
      for (int b = a + 1; b < n; b++) {
        double value = measure.applyAsDouble(replicates.get(a), replicates.get(b));
        sum += value;
        sumOf[a] += value;
        sumOf[b] += value;
      }
    }
    double pairs = n * (n - 1) / 2.0;
    double mean = sum / pairs;
    if (n < 3) {
      return new Interval(mean, null, null);
    }
    double squares = 0;
    for (double with : sumOf) {
      double without = (sum - with) / (pairs - n + 1);
      squares += (without - mean) * (without - mean);
    }
    double half = quantile(n, 0.95) * StrictMath.sqrt((n - 1.0) / n * squares);
    return new Interval(mean, mean - half, mean + half);
  }

  /// Of Student's t for the mean of `n` values. Remembered, since it takes long to find and data of
  /// many classes ask for the same ones again and again.
  private static double quantile(int n, double confidence) {
    return QUANTILES.computeIfAbsent(
        new Quantile(n, confidence),
        _ -> TDistribution.of(n - 1).inverseCumulativeProbability(0.5 + confidence / 2));
  }

  private record Quantile(int n, double confidence) {}
}
