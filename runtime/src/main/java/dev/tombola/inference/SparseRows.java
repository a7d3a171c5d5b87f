package dev.tombola.inference;

/// The surviving weights of a layer, row by row, each row's in the order of the inputs.
final class SparseRows {
  /// Where the entries of row r begin, `[rows + 1]`.
  final int[] cuts;

  /// Where an entry's input begins, in positions.
  final int[] offset;

  /// `[entries]`.
  final float[] w;

  /// `[rows]`.
  final float[] bias;

  SparseRows(int[] cuts, int[] offset, float[] w, float[] bias) {
    this.cuts = cuts;
    this.offset = offset;
    this.w = w;
    this.bias = bias;
  }

  int rows() {
    return bias.length;
  }

  /// Entries of a row.
  int length(int row) {
    return cuts[row + 1] - cuts[row];
  }
}
