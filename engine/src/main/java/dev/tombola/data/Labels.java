package dev.tombola.data;

import dev.tombola.UserException;

/// Labels that are numbers: classes count from 0, so there is one more than the greatest label.
final class Labels {
  private Labels() {}

  /// @throws UserException if a label is negative or too great to be a class
  static int classes(String place, int[] labels) {
    int greatest = 1;
    for (int row = 0; row < labels.length; row++) {
      greatest = Math.max(greatest, checked(place, row, labels[row], Dataset.MOST_CLASSES));
    }
    return greatest + 1;
  }

  /// @throws UserException if a label is not in 0 … classes − 1
  static void check(String place, int[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      checked(place, row, labels[row], classes);
    }
  }

  private static int checked(String place, int row, int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new UserException(
          "%s: row %d has the label %d, out of range; labels go from 0 to %d"
              .formatted(place, row, label, classes - 1));
    }
    return label;
  }
}
