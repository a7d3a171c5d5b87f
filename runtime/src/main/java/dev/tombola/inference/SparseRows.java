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

  /// For one example whose features lie side by side: `y[r] = f(b[r] + Σ_e w[e] x[in +
  /// offset[e]])`.
  ///
  /// Four rows at a time, as each sum is a chain whose steps wait for one another.
  void single(float[] x, int in, float[] y, int out, boolean relu) {
    int row = 0;
    for (; row + 4 <= rows(); row += 4) {
      four(row, x, in, y, out);
    }
    for (; row < rows(); row++) {
      y[out + row] = sum(bias[row], cuts[row], cuts[row + 1], x, in);
    }
    if (relu) {
      for (int i = out; i < out + rows(); i++) {
        y[i] = Math.max(0, y[i]);
      }
    }
  }

  private void four(int row, float[] x, int in, float[] y, int out) {
    int a = cuts[row];
    int b = cuts[row + 1];
    int c = cuts[row + 2];
    int d = cuts[row + 3];
    int end = cuts[row + 4];
    int common = Math.min(Math.min(b - a, c - b), Math.min(d - c, end - d));
    float sumA = bias[row];
    float sumB = bias[row + 1];
    float sumC = bias[row + 2];
    float sumD = bias[row + 3];
    for (int k = 0; k < common; k++) {
      sumA = Math.fma(w[a + k], x[in + offset[a + k]], sumA);
      sumB = Math.fma(w[b + k], x[in + offset[b + k]], sumB);
      sumC = Math.fma(w[c + k], x[in + offset[c + k]], sumC);
      sumD = Math.fma(w[d + k], x[in + offset[d + k]], sumD);
    }
    y[out + row] = sum(sumA, a + common, b, x, in);
    y[out + row + 1] = sum(sumB, b + common, c, x, in);
    y[out + row + 2] = sum(sumC, c + common, d, x, in);
    y[out + row + 3] = sum(sumD, d + common, end, x, in);
  }

  private float sum(float start, int from, int to, float[] x, int in) {
    float sum = start;
    for (int e = from; e < to; e++) {
      sum = Math.fma(w[e], x[in + offset[e]], sum);
    }
    return sum;
  }
}
