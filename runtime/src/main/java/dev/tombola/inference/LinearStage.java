package dev.tombola.inference;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A dense layer, in the sense of fully connected, and its ReLU.
///
/// @param sparse for many examples; null where the layer is dense
/// @param dense for many examples or one; null where the layer is sparse for both
/// @param single for one example; null where the layer is dense then
/// @param x first position of its inputs
/// @param inputs how many
/// @param y first position of its outputs
record LinearStage(
    @Nullable SparseRows sparse,
    @Nullable DenseRows dense,
    @Nullable SingleProduct single,
    boolean relu,
    int x,
    int inputs,
    int y)
    implements Stage {
  @Override
  public void run(Workspace at, Kernels kernels) {
    if (at.isSingle()) {
      single(at, kernels);
    } else {
      many(at, kernels);
    }
  }

  private void many(Workspace at, Kernels kernels) {
    int shift = at.featureShift;
    int length = 1 << shift;
    MemorySegment rows = at.features;
    int in = at.feature(x);
    int out = at.feature(y);
    if (sparse != null) {
      kernels.sparse(sparse, 0, sparse.rows(), rows, in, shift, rows, out, length, length, relu);
    } else if (dense != null) {
      kernels.dense(dense, 0, dense.padded, rows, in, shift, rows, out, length, length, relu);
    }
  }

  private void single(Workspace at, Kernels kernels) {
    if (single != null) {
      single.multiply(at, x, y, relu);
    } else if (dense != null) {
      int count = at.findLive(x, inputs);
      kernels.denseSingle(dense, at.values, x, at.live, count, at.values, y, relu);
    }
  }
}
