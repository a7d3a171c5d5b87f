package dev.tombola.data;

import dev.tombola.UserException;
import java.util.BitSet;

/// Labels that are numbers: classes count from 0, so there is one more than the greatest label.
final class Labels {
  /// Classes that may be missing in a small set of many.
  private static final int SPARE = 8;

  private Labels() {}

  /// @throws UserException if a label is negative or too great to be a class, or if most classes up
  ///   to the greatest label have no example: then that label is most likely a mistake
  static int classes(String place, int[] labels) {
    int greatest = 1;
    int of = 0;
    BitSet classes = new BitSet();
    for (int row = 0; row < labels.length; row++) {
      classes.set(checked(place, row, labels[row], Dataset.MOST_CLASSES));
      if (labels[row] > greatest) {
        greatest = labels[row];
        of = row;
      }
    }
    int used = classes.cardinality();
    if (greatest + 1 > 2 * used + SPARE) {
      throw new UserException(
          "%s: row %d has the label %d, but only %d classes occur, so it seems out of range; set data.source.classes if it is not"
              .formatted(place, of, greatest, used));
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
