package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/// The loops that inference spends its time in. All values are float32; a *row* is a stretch of
/// `length` floats: the same feature of several examples, or positions of one example's channel.
///
/// Rows lie in memory outside the heap, because only there they can be made to begin at whole cache
/// lines: rows that straddle them cost sparse kernels a third of their speed. Places are counted in
/// floats. Kernels read and write whole vectors, so up to [#SLACK] floats beyond a row.
interface Kernels {
  /// The most floats by which a kernel may read and write beyond the end of a row.
  int SLACK = 64;

  /// Those that suit this Java: with the Vector API where its module was added, else without.
  static Kernels fastest() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? new VectorKernels()
        : new PlainKernels();
  }

  /// `y[r][i] = f(b[r] + Σ_e w[e] x[in + (offset[e] << shift) + i])` over the entries e of row r,
  /// for the rows `first` to `end`, i below `length`; f is ReLU or nothing.
  ///
  /// @param y of which row `first` begins at `out`, each further one `step` later
  void sparse(
      SparseRows rows,
      int first,
      int end,
      MemorySegment x,
      int in,
      int shift,
      MemorySegment y,
      int out,
      int step,
      int length,
      boolean relu);

  /// The same where every row has every entry. Rows are computed in multiples of [DenseRows#TILE]
  /// from `first`, which is one, so that up to three beyond `end` may be written.
  void dense(
      DenseRows rows,
      int first,
      int end,
      MemorySegment x,
      int in,
      int shift,
      MemorySegment y,
      int out,
      int step,
      int length,
      boolean relu);

  /// For one example: `y[out + r] = f(b[r] + Σ_j w[j][r] x[in + j])` over the first `count` inputs
  /// j of `live`, for all rows.
  void denseSingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu);

  /// Below this density a layer is faster sparse than dense for one example: a dense kernel reads
  /// whole vectors of weights there, and skips inputs that are zero (docs/benchmarks.md, "One
  /// example or many").
  double singleSparseBelow();

  /// The form of a sparse layer that is the fastest for one example.
  ///
  /// @param rows whose offsets are the numbers of their inputs
  SingleProduct single(SparseRows rows, int inputs);

  /// Whether several examples are faster side by side than one after another.
  boolean takesMany();

  /// Brings sixteen features of sixteen examples to their rows:
  ///
  /// `y[((row + f) << shift) + lane + e] = x[in + e · stride + f]`
  ///
  /// @param row of feature 0
  void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane);

  /// As [#lay], of `size` features and examples.
  static void layPlainly(
      float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane, int size) {
    for (int f = 0; f < size; f++) {
      for (int e = 0; e < size; e++) {
        y.setAtIndex(JAVA_FLOAT, ((row + f) << shift) + lane + e, x[in + e * stride + f]);
      }
    }
  }

  /// Brings eight rows of eight examples to the examples:
  ///
  /// `y[out + e · stride + r] = 0 + x[in + r · step + e]`
  ///
  /// so that every zero is a positive one: which it was depends on what was skipped.
  void take(MemorySegment x, int in, int step, float[] y, int out, int stride);

  /// As [#take].
  static void takePlainly(MemorySegment x, int in, int step, float[] y, int out, int stride) {
    for (int e = 0; e < 8; e++) {
      for (int r = 0; r < 8; r++) {
        y[out + e * stride + r] = x.getAtIndex(JAVA_FLOAT, in + r * step + e) + 0f;
      }
    }
  }

  /// `y ← max(0, y)`; NaN stays NaN.
  void relu(MemorySegment y, int from, int length);

  /// `y ← y + x`, then ReLU or nothing.
  void add(MemorySegment x, int in, MemorySegment y, int out, int length, boolean relu);

  /// `y ← y · factor + term`.
  void affine(MemorySegment y, int from, int length, float factor, float term);

  /// `y ← max(y, x)`.
  void max(MemorySegment x, int in, MemorySegment y, int out, int length);
}
