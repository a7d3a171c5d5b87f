package dev.tombola.data;

/// The three parts of the data, disjoint and normalised alike.
///
/// @param train what a network learns from
/// @param validation what iterations are chosen by
/// @param test looked at only where validation said, and at the last step
public record Split(Examples train, Examples validation, Examples test) {
  public Split {
    if (validation.features() != train.features() || test.features() != train.features()) {
      throw new IllegalArgumentException(
          "train, validation and test have %d, %d and %d features"
              .formatted(train.features(), validation.features(), test.features()));
    }
  }
}
