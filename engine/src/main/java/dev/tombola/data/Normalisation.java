package dev.tombola.data;

import dev.tombola.UserException;
import java.util.List;

/// How values are brought to a common scale before a network sees them.
public sealed interface Normalisation {
  /// Values as they were read; image bytes lie in 0 … 1.
  record None() implements Normalisation {}

  /// `(value − mean) / deviation`, in the units of the values as read.
  ///
  /// @param mean one for all features, or one per channel of the images
  /// @param deviation as many
  record Stated(List<Double> mean, List<Double> deviation) implements Normalisation {
    public Stated {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
      for (double value : mean) {
        if (!Double.isFinite(value)) {
          throw new UserException("normalise.mean: " + value + " is not a finite number");
        }
      }
      for (double value : deviation) {
        if (!(value > 0) || Double.isInfinite(value)) {
          throw new UserException(
              "normalise.deviation: " + value + " is not a finite number above 0");
        }
      }
      if (mean.isEmpty() || mean.size() != deviation.size()) {
        throw new UserException(
            "normalise.deviation: %d numbers, but %d in normalise.mean; give one of each, or one per channel"
                .formatted(deviation.size(), mean.size()));
      }
    }

    /// The same for all features.
    public Stated(double mean, double deviation) {
      this(List.of(mean), List.of(deviation));
    }
  }

  /// `(value − mean) / deviation` with the mean and deviation (of the population, n) of the
  /// training examples alone, as they are before augmentation: never of validation or test.
  record FromTraining(By by) implements Normalisation {}

  /// What has a mean and deviation of its own; one that never changes is shifted to 0 and not
  /// scaled.
  enum By {
    /// All features together have one.
    ALL,
    /// Each channel of the images.
    CHANNEL,
    /// Each feature.
    FEATURE
  }
}
