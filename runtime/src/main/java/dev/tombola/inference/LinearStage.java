package dev.tombola.inference;

import org.jspecify.annotations.Nullable;

/// A dense layer, in the sense of fully connected, and its ReLU.
///
/// @param sparse for many examples; null where the layer is dense
/// @param dense for many examples or one; null where the layer is sparse for both
/// @param singleRows for one example; null where another form is
/// @param singleColumns the same
/// @param x first position of its inputs
/// @param inputs how many
/// @param y first position of its outputs
record LinearStage(
    @Nullable SparseRows sparse,
    @Nullable DenseRows dense,
    @Nullable SparseRows singleRows,
    @Nullable SparseColumns singleColumns,
    boolean relu,
    int x,
    int inputs,
    int y)
    implements Stage {
  @Override
  public void run(Workspace at, Kernels kernels) {
    if (at.featureShift == 0) {
      single(at, kernels);
    } else {
      many(at, kernels);
    }
  }

  private void many(Workspace at, Kernels kernels) {
    int shift = at.featureShift;
    int length = at.examples();
    float[] lanes = at.features;
    int in = at.feature(x);
    int out = at.feature(y);
    if (sparse != null) {
      kernels.sparse(sparse, 0, sparse.rows(), lanes, in, shift, lanes, out, length, length, relu);
    } else if (dense != null) {
      for (int row = 0; row < dense.stride(); row += DenseRows.TILE) {
        int to = out + (row << shift);
        kernels.dense(dense, row, lanes, in, shift, lanes, to, length, length, relu);
      }
    }
  }

  private void single(Workspace at, Kernels kernels) {
    float[] values = at.features;
    int in = at.feature(x);
    int out = at.feature(y);
    if (singleRows != null) {
      singleRows.single(values, in, values, out, relu);
    } else if (singleColumns != null) {
      singleColumns.single(values, in, values, out, relu);
    } else if (dense != null) {
      int count = 0;
      for (int j = 0; j < inputs; j++) {
        at.live[count] = j;
        count += values[in + j] == 0 ? 0 : 1;
      }
      kernels.denseSingle(dense, values, in, at.live, count, values, out, relu);
    }
  }
}
