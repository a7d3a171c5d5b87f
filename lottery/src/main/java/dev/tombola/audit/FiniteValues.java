package dev.tombola.audit;

import dev.tombola.nn.Weights;
import java.util.Optional;

/// Looks for values that are no finite numbers.
final class FiniteValues {
  private FiniteValues() {}

  /// `fc1.weight[3] is NaN`, if there is one.
  static Optional<String> firstOther(Weights weights) {
    for (String name : weights.names()) {
      float[] values = weights.values(name);
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          return Optional.of("%s[%d] is %s".formatted(name, i, values[i]));
        }
      }
    }
    return Optional.empty();
  }
}
