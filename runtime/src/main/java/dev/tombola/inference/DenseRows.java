package dev.tombola.inference;

/// The weights of a layer that is dense, or nearly so: those of an input side by side.
///
/// @param offset where an input begins, in positions, `[inputs]`
/// @param w `[inputs][stride]`
/// @param stride rows, padded to a multiple of 16
/// @param bias `[stride]`
record DenseRows(int[] offset, float[] w, int stride, float[] bias) {
  /// Rows that a tile computes at once; results are padded to it.
  static final int TILE = 4;

  static int padded(int rows) {
    return Math.ceilDiv(rows, TILE) * TILE;
  }
}
