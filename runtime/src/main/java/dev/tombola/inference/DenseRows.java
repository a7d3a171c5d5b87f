package dev.tombola.inference;

/// The weights of a layer that is dense, or nearly so: those of an input side by side.
final class DenseRows {
  /// Rows that a tile computes at once; results are padded to it.
  static final int TILE = 4;

  /// Where an input begins, in positions, `[inputs]`.
  final int[] offset;

  /// `[inputs][stride]`.
  final float[] w;

  /// Rows, padded to a multiple of 16.
  final int stride;

  /// `[stride]`.
  final float[] bias;

  DenseRows(int[] offset, float[] w, int stride, float[] bias) {
    this.offset = offset;
    this.w = w;
    this.stride = stride;
    this.bias = bias;
  }
}
