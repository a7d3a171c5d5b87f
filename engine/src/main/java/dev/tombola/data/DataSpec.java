package dev.tombola.data;

import dev.tombola.UserException;

/// Which data, and how it is split, normalised and, for training, augmented.
///
/// @param validation how many examples are held out of the training part for validation, at least 1
/// @param test how many examples are held out of the training part for testing: 0 if the source has
///   a test part of its own, else at least 1
/// @param augment what is done to training images; to validation and test never anything
public record DataSpec(
    DataSource source, int validation, int test, Normalisation normalise, Augmentation augment) {
  public DataSpec {
    if (validation < 1) {
      throw new UserException(
          "data.validation: %d; hold out at least 1 example, for validation chooses the iteration"
              .formatted(validation));
    }
    if (test < 0) {
      throw new UserException("data.test: " + test + " is negative");
    }
  }

  /// Without augmentation.
  public DataSpec(DataSource source, int validation, int test, Normalisation normalise) {
    this(source, validation, test, normalise, Augmentation.NONE);
  }
}
