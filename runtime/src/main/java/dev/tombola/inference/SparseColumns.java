package dev.tombola.inference;

/// The surviving weights of a layer, input by input: for one example, whose zeros are skipped.
///
/// @param cuts where the entries of input j begin, `[inputs + 1]`
/// @param row which output an entry adds to
/// @param w `[entries]`
/// @param bias `[rows]`
record SparseColumns(int[] cuts, int[] row, float[] w, float[] bias) {
  /// From this many entries for each input on, skipping the inputs that are zero, half of them
  /// after a ReLU, is worth the branches that it takes (InferenceBenchmark).
  private static final int WORTH_SKIPPING = 8;

  static boolean suits(SparseRows rows, int inputs) {
    return rows.w().length >= (long) WORTH_SKIPPING * inputs;
  }

  /// Of a layer whose offsets are the numbers of its inputs.
  static SparseColumns of(SparseRows rows, int inputs) {
    int entries = rows.w().length;
    int[] cuts = new int[inputs + 1];
    for (int input : rows.offset()) {
      cuts[input + 1]++;
    }
    for (int j = 0; j < inputs; j++) {
      cuts[j + 1] += cuts[j];
    }
    int[] next = cuts.clone();
    int[] row = new int[entries];
    float[] w = new float[entries];
    for (int r = 0; r < rows.rows(); r++) {
      for (int e = rows.cuts()[r]; e < rows.cuts()[r + 1]; e++) {
        int at = next[rows.offset()[e]]++;
        row[at] = r;
        w[at] = rows.w()[e];
      }
    }
    return new SparseColumns(cuts, row, w, rows.bias());
  }

  /// `y[r] = f(b[r] + Σ_e w[e] x[in + j])`, as [SparseRows#single].
  void single(float[] x, int in, float[] y, int out, boolean relu) {
    int rows = bias.length;
    System.arraycopy(bias, 0, y, out, rows);
    for (int j = 0; j < cuts.length - 1; j++) {
      float value = x[in + j];
      if (value != 0) {
        int end = cuts[j + 1];
        for (int e = cuts[j]; e < end; e++) {
          int at = out + row[e];
          y[at] = Math.fma(w[e], value, y[at]);
        }
      }
    }
    if (relu) {
      for (int i = out; i < out + rows; i++) {
        y[i] = Math.max(0, y[i]);
      }
    }
  }
}
