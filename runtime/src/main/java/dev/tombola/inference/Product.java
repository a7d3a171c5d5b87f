package dev.tombola.inference;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import java.util.Arrays;

/// The weights of a layer as its kernels want them.
///
/// @param rows number of rows: outputs or channels
/// @param inputs number of weights of a row, pruned or not
/// @param value weights, row by row, pruned ones zero, `[rows][inputs]`
/// @param bias `[rows]`
record Product(int rows, int inputs, float[] value, float[] bias, int survivors) {
  /// Below this density the sparse kernel is the faster one, for rows of examples or positions
  /// (docs/benchmarks.md).
  private static final double SPARSE_BELOW = 0.4;

  /// The same for a single example: a dense kernel reads whole vectors of weights there, a sparse
  /// one a weight at a time.
  private static final double SINGLE_SPARSE_BELOW = 0.08;

  static Product of(Parameter weight, float[] value, Mask mask, float[] bias) {
    int rows = weight.shape().getFirst();
    return new Product(rows, value.length / rows, value, bias, mask.survivors(weight));
  }

  double density() {
    return (double) survivors / value.length;
  }

  boolean sparse() {
    return density() < SPARSE_BELOW;
  }

  boolean sparseSingle() {
    return density() < SINGLE_SPARSE_BELOW;
  }

  /// @param kept whether weight i is kept
  SparseRows sparseRows(Mask mask, Parameter weight, int[] offset) {
    int[] cuts = new int[rows + 1];
    int[] at = new int[survivors];
    float[] w = new float[survivors];
    int entries = 0;
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < inputs; k++) {
        if (mask.keeps(weight, row * inputs + k)) {
          at[entries] = offset[k];
          w[entries++] = value[row * inputs + k];
        }
      }
      cuts[row + 1] = entries;
    }
    return new SparseRows(cuts, at, w, bias);
  }

  DenseRows denseRows(int[] offset) {
    int stride = Math.ceilDiv(rows, 16) * 16;
    float[] w = new float[Math.multiplyExact(inputs, stride)];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < inputs; k++) {
        w[k * stride + row] = value[row * inputs + k];
      }
    }
    return new DenseRows(offset, w, stride, Arrays.copyOf(bias, stride));
  }
}
