package dev.tombola.inference;

import java.util.Arrays;

/// The weights of a layer that is dense, or nearly so, in panels of 16 rows: within a panel the
/// weights of an input lie side by side, a cache line of them, and those of the next input follow.
/// Whole rows or columns of a large layer would lie powers of two apart, and so in the same few
/// places of a cache.
final class DenseRows {
  /// What kernels round a number of rows up to.
  static final int TILE = 4;

  /// Rows of a panel; results are padded to whole ones.
  static final int PANEL = 16;

  /// Where an input begins, in positions, `[inputs]`.
  final int[] offset;

  /// `[padded / PANEL][inputs][PANEL]`.
  final float[] w;

  /// Rows, padded to whole panels.
  final int padded;

  /// `[padded]`.
  final float[] bias;

  /// @param value row by row, `[rows][inputs]`
  DenseRows(int[] offset, float[] value, float[] bias) {
    this.offset = offset;
    padded = Math.ceilDiv(bias.length, PANEL) * PANEL;
    this.bias = Arrays.copyOf(bias, padded);
    int inputs = offset.length;
    w = new float[Math.multiplyExact(padded, inputs)];
    for (int row = 0; row < bias.length; row++) {
      for (int k = 0; k < inputs; k++) {
        w[begin(row) + k * PANEL] = value[row * inputs + k];
      }
    }
  }

  /// Where a row's weight of the first input is; the next ones follow, each [#PANEL] later.
  int begin(int row) {
    return row / PANEL * PANEL * offset.length + row % PANEL;
  }
}
