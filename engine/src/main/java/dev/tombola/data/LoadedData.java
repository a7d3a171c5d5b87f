package dev.tombola.data;

import dev.tombola.UserException;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The data of an experiment in memory, before it is split: shared by all its runs. Immutable.
public final class LoadedData {
  private final Dataset train;
  private final @Nullable Dataset test;
  private final DataSpec spec;

  private LoadedData(SourceParts parts, DataSpec spec) {
    this.train = parts.train();
    this.test = parts.test();
    this.spec = spec;
    checkSplit();
    Statistics.check(spec.normalise(), train);
    spec.augment().check(train);
  }

  /// Reads what the specification asks for.
  ///
  /// @throws UserException if a file is missing or wrong, or the split, the normalisation or the
  ///   augmentation does not fit the data
  public static LoadedData load(DataSpec spec, DataDirectory where) {
    return new LoadedData(new SourceReader(where).read(spec.source()), spec);
  }

  private void checkSplit() {
    if (test == null && spec.test() == 0) {
      throw new UserException(
          "data.test: 0, but %s has no test part of its own; hold out some of its %d examples, say %d"
              .formatted(train.name(), train.size(), Math.max(1, train.size() / 10)));
    }
    if (test != null && spec.test() != 0 && spec.test() != test.size()) {
      throw new UserException(
          "data.test: %d, but %s has a test part of its own with %d examples; use 0 for that"
              .formatted(spec.test(), train.name(), test.size()));
    }
    long held = (long) spec.validation() + heldOutForTest();
    if (held >= train.size()) {
      throw new UserException(
          "data.validation: %d for validation%s leave none of the %d examples of %s for training"
              .formatted(
                  spec.validation(),
                  test == null ? " and " + spec.test() + " for testing" : "",
                  train.size(),
                  train.name()));
    }
  }

  private int heldOutForTest() {
    return test == null ? spec.test() : 0;
  }

  /// What training and validation examples are drawn from (and test examples, if there is no
  /// [#test]).
  public Dataset train() {
    return train;
  }

  /// The source's own test part, if it has one.
  public Optional<Dataset> test() {
    return Optional.ofNullable(test);
  }

  /// SHA-256, in hexadecimal, of the contents of all parts, wherever they were read from.
  public String checksum() {
    return Checksum.ofText(train.checksum() + (test == null ? "" : test.checksum()));
  }

  /// Training, validation and test examples, chosen by the stream `split`, each part in the order
  /// of the files, and normalised as the specification says. Held-out test examples are drawn
  /// first, so they stay the same when the number for validation changes.
  public Split split(Streams streams) {
    int[] order = streams.named("split").permutation(train.size());
    int testEnd = heldOutForTest();
    int validationEnd = testEnd + spec.validation();
    int[] training = ascending(order, validationEnd, order.length);
    Affine affine = Statistics.affine(spec.normalise(), train, training);
    return new Split(
        new Examples(train, training, affine),
        new Examples(train, ascending(order, testEnd, validationEnd), affine),
        test == null
            ? new Examples(train, ascending(order, 0, testEnd), affine)
            : Examples.all(test, affine));
  }

  private static int[] ascending(int[] order, int from, int to) {
    int[] rows = Arrays.copyOfRange(order, from, to);
    Arrays.sort(rows);
    return rows;
  }
}
