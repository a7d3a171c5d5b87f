package dev.tombola.data;

import dev.tombola.UserException;
import java.util.Locale;

/// How values are brought to a common scale before a network sees them.
public sealed interface Normalisation {
  /// Values as they were read; image bytes lie in 0 … 1.
  record None() implements Normalisation {}

  /// `(value − mean) / deviation`, the same for all features, in the units of the values as read.
  record Stated(double mean, double deviation) implements Normalisation {
    public Stated {
      if (!Double.isFinite(mean)) {
        throw new UserException("normalise.mean: " + mean + " is not a finite number");
      }
      if (!(deviation > 0) || Double.isInfinite(deviation)) {
        throw new UserException(
            String.format(
                Locale.ROOT, "normalise.deviation: %s is not a finite number above 0", deviation));
      }
    }
  }

  /// `(value − mean) / deviation` with the mean and deviation (of the population, n) of the
  /// training examples alone: never of validation or test.
  ///
  /// @param perFeature one mean and deviation per feature, else one for all; a feature that never
  ///   changes is shifted to 0 and not scaled
  record FromTraining(boolean perFeature) implements Normalisation {}
}
