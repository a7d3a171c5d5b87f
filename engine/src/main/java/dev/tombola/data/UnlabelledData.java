package dev.tombola.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// Examples whose classes are not known, `[size][features]`, as a file gives them: unsigned bytes
/// are divided by 255 as they are read, as [Dataset]'s are. Immutable.
public final class UnlabelledData {
  private final List<Integer> shape;
  private final Values values;

  UnlabelledData(List<Integer> shape, Values values) {
    this.shape = shape;
    this.values = values;
  }

  /// Reads the `x [size][…]` of an `.npy` file, of any type of numbers.
  ///
  /// @throws dev.tombola.UserException if it is missing or damaged, or a value is not finite
  public static UnlabelledData read(Path file) {
    return NumpyArray.read(Input.file(file)).unlabelled();
  }

  /// Number of examples, at least 1.
  public int size() {
    return shape.getFirst();
  }

  /// Number of values per example.
  public int features() {
    return values.count() / size();
  }

  /// Of an example, as the file has it: `[features]`, or `[channels, height, width]`.
  public List<Integer> shape() {
    return shape.subList(1, shape.size());
  }

  /// Writes the values of an example to `to[offset … offset + features − 1]`.
  public void copy(int row, float[] to, int offset) {
    Objects.checkIndex(row, size());
    values.copy(row * features(), to, offset, features());
  }
}
