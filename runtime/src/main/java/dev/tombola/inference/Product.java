package dev.tombola.inference;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import java.util.Arrays;

/// The weights of a layer, from which its kernels' own forms are made.
final class Product {
  /// Below this density the sparse kernel is the faster one, for rows of examples or positions:
  /// about where the training engine's cross, too (docs/benchmarks.md, "Which kernels a layer
  /// gets").
  private static final double SPARSE_BELOW = 0.4;

  /// Outputs or channels.
  final int rows;

  /// Weights of a row, pruned or not.
  final int inputs;

  /// Row by row, pruned ones zero, `[rows][inputs]`.
  final float[] value;

  /// `[rows]`.
  final float[] bias;

  /// Weights that are kept.
  final int survivors;

  Product(int rows, int inputs, float[] value, float[] bias, int survivors) {
    this.rows = rows;
    this.inputs = inputs;
    this.value = value;
    this.bias = bias;
    this.survivors = survivors;
  }

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

  /// @param offset where the input of each weight of a row begins, in positions, `[inputs]`
  SparseRows sparseRows(Mask mask, Parameter weight, int[] offset) {
    int[] kept = mask.indices(weight);
    int[] cuts = new int[rows + 1];
    int[] at = new int[kept.length];
    float[] w = new float[kept.length];
    for (int e = 0; e < kept.length; e++) {
      cuts[kept[e] / inputs + 1]++;
      at[e] = offset[kept[e] % inputs];
      w[e] = value[kept[e]];
    }
    Arrays.parallelPrefix(cuts, Integer::sum);
    return new SparseRows(cuts, at, w, bias);
  }

  DenseRows denseRows(int[] offset) {
    return new DenseRows(offset, value, bias);
  }
}
