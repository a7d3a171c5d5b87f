package dev.tombola.data;

import org.jspecify.annotations.Nullable;

/// Where examples come from. Paths are absolute, or relative to the working directory, else to the
/// data directory ([DataDirectory]); every format may be gzipped.
public sealed interface DataSource {
  /// A data set known by name (`mnist`, `fashion-mnist`, `cifar-10`), or one that the caller has
  /// put into the [DataDirectory].
  record Named(String name) implements DataSource {}

  /// The IDX files of MNIST's authors: unsigned bytes of images, divided by 255, and of labels.
  ///
  /// @param classes how many there are; one more than the greatest label if null
  record Idx(
      String trainImages,
      String trainLabels,
      @Nullable String testImages,
      @Nullable String testLabels,
      @Nullable Integer classes)
      implements DataSource {}

  /// Comma-separated values (RFC 4180), one example a line, UTF-8.
  ///
  /// @param test a second file of the same columns, if there is one
  /// @param label the column of the label: its name in the header, or its index from 0, or from −1
  ///   backwards from the end
  /// @param header true if the first line names the columns
  /// @param separator one character; a comma if null; `tab` or `\t` for tabulators
  record Csv(
      String train, @Nullable String test, String label, boolean header, @Nullable String separator)
      implements DataSource {}

  /// NumPy arrays: `x [size][…]` and integer `y [size]`.
  ///
  /// @param train an `.npz` archive with the keys `x` and `y`, or `x_train`, `y_train` and maybe
  ///   `x_test`, `y_test`; or the `.npy` file of x
  /// @param trainLabels the `.npy` file of y, if `train` is an `.npy` file
  /// @param test likewise, if the test part has files of its own
  /// @param testLabels likewise
  /// @param classes how many there are; one more than the greatest label if null
  record Numpy(
      String train,
      @Nullable String trainLabels,
      @Nullable String test,
      @Nullable String testLabels,
      @Nullable Integer classes)
      implements DataSource {}
}
