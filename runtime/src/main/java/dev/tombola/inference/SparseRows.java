package dev.tombola.inference;

/// The surviving weights of a layer, row by row, each row's in the order of the inputs.
///
/// @param cuts where the entries of row r begin, `[rows + 1]`
/// @param offset where an entry's input begins, in positions
/// @param w `[entries]`
/// @param bias `[rows]`
record SparseRows(int[] cuts, int[] offset, float[] w, float[] bias) {
  int rows() {
    return bias.length;
  }

  /// Entries of a row.
  int length(int row) {
    return cuts[row + 1] - cuts[row];
  }
}
