package dev.tombola.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/// Some rows of a data set, normalised as they are read. Immutable; any thread may read it.
public final class Examples {
  private final Dataset dataset;
  private final int[] rows;
  private final Affine affine;

  /// @param rows which examples of the data set, in this order; copied
  public Examples(Dataset dataset, int[] rows, Affine affine) {
    affine.requireFeatures(dataset.features());
    for (int row : rows) {
      Objects.checkIndex(row, dataset.size());
    }
    this.dataset = dataset;
    this.rows = rows.clone();
    this.affine = affine;
  }

  /// Every row of a data set, in its own order.
  public static Examples all(Dataset dataset, Affine affine) {
    return new Examples(dataset, IntStream.range(0, dataset.size()).toArray(), affine);
  }

  /// The first `count` of these examples, or all if there are no more.
  public Examples first(int count) {
    return new Examples(dataset, Arrays.copyOf(rows, Math.min(count, rows.length)), affine);
  }

  public Dataset dataset() {
    return dataset;
  }

  public Affine affine() {
    return affine;
  }

  public int size() {
    return rows.length;
  }

  public int features() {
    return dataset.features();
  }

  public int classes() {
    return dataset.classes();
  }

  /// Which row of the data set example `i` is.
  public int row(int i) {
    return rows[i];
  }

  /// The class of example `i`.
  public int label(int i) {
    return dataset.labels()[rows[i]];
  }

  /// How many examples each class has, `[classes]`.
  public int[] classSizes() {
    int[] sizes = new int[classes()];
    for (int i = 0; i < rows.length; i++) {
      sizes[label(i)]++;
    }
    return sizes;
  }

  /// Writes the normalised features of example `i` to `to[offset … offset + features − 1]`.
  public void copy(int i, float[] to, int offset) {
    dataset.copy(rows[i], to, offset);
    affine.apply(to, offset, dataset.features());
  }

  /// The bytes of the whole data set, `[dataset size][features]`, not to be modified; empty if it
  /// is not made of image bytes. Example `i` is row [#row] of it, its byte k (unsigned) stands for
  /// the value k / 255f, and [#affine] is still to be applied: then it is what [#copy] writes.
  public byte[] pixels() {
    return dataset.values().pixels();
  }

  /// The values of the whole data set, `[dataset size][features]`, not to be modified; empty if it
  /// is made of image bytes ([#pixels]). Example `i` is row [#row] of it, and [#affine] is still to
  /// be applied: then it is what [#copy] writes.
  public float[] values() {
    return dataset.values().floats();
  }
}
