package dev.tombola.data;

import dev.tombola.UserException;
import java.util.List;

/// What must hold of every data set, wherever it comes from.
final class DatasetRules {
  private static final int EXPONENT = 0x7f800000;

  private DatasetRules() {}

  static void check(
      String name, int features, int classes, int values, int[] labels, List<String> classNames) {
    if (labels.length == 0) {
      throw new UserException(name + ": has no example");
    }
    if (features < 1) {
      throw new UserException(name + ": an example needs at least one feature");
    }
    if (values != (long) labels.length * features) {
      throw new UserException(
          "%s: %d values do not fit %d labels of %d features each"
              .formatted(name, values, labels.length, features));
    }
    if (classes < 2 || classes > Dataset.MOST_CLASSES) {
      throw new UserException(
          "%s: %d classes; there must be at least 2 and at most %d"
              .formatted(name, classes, Dataset.MOST_CLASSES));
    }
    if (!classNames.isEmpty() && classNames.size() != classes) {
      throw new UserException(
          "%s: %d class names for %d classes".formatted(name, classNames.size(), classes));
    }
    Labels.check(name, labels, classes);
  }

  /// Whether every value is a finite number. The first loop only looks for the greatest exponent,
  /// which the compiler can vectorise; the place is sought only if there is something to find.
  static void checkFinite(String name, int features, float[] values) {
    int greatest = 0;
    for (float value : values) {
      greatest = Math.max(greatest, Float.floatToRawIntBits(value) & EXPONENT);
    }
    if (greatest < EXPONENT) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new UserException(
            "%s: row %d, column %d is %s; every value must be a finite number"
                .formatted(name, i / features, i % features, values[i]));
      }
    }
  }
}
