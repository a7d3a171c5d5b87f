package dev.tombola.data;

import dev.tombola.random.Streams;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The data of an experiment in memory, before it is split: shared by all its runs.
public final class LoadedData {
  private final Dataset train;
  private final @Nullable Dataset test;
  private final DataSpec spec;

  private LoadedData(Dataset train, @Nullable Dataset test, DataSpec spec) {
    this.train = train;
    this.test = test;
    this.spec = spec;
  }

  /// Reads what the specification asks for.
  ///
  /// @throws dev.tombola.UserException if a file is missing or wrong, or the split does not fit the data
  public static LoadedData load(DataSpec spec, DataDirectory where) {
    throw new UnsupportedOperationException("being written");
  }

  /// What training and validation examples are drawn from (and test examples, if there is no [#test]).
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

  /// Training, validation and test examples, chosen by the stream `split` and normalised as stated.
  public Split split(Streams streams) {
    throw new UnsupportedOperationException("being written " + spec);
  }
}
