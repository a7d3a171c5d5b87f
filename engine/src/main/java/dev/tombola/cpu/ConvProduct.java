package dev.tombola.cpu;

/// The weights of a convolution in the layout of its kernels, and the three products with them.
sealed interface ConvProduct permits DenseConvProduct, SparseConvProduct {
  Tensor weight();

  /// Lays out what only the input's and the weight's gradient need, once.
  void layOutBackward();

  /// A row of results, from the biases on.
  ///
  /// @param in where the windows of the first position begin
  /// @param out where the first result of channel 0 lies
  void forward(float[] biases, float[] x, int in, float[] y, int out);

  /// Lays out for [#inputGradient] what [#forward] has otherwise, once a batch.
  void turn(int share, int shares);

  /// A row of a phase of the input gradient.
  ///
  /// @param out where the first position's gradient of channel 0 lies
  /// @param fresh whether the sums are new, else they are added to what `dx` has
  void inputGradient(int phase, float[] dy, int in, float[] dx, int out, boolean fresh);

  /// Adds the products of some rows to a share of the weight's gradient.
  void weightGradient(
      int share,
      int shares,
      float[] x,
      int in,
      float[] dy,
      int out,
      ConvGradient.Area area,
      float[] scratch);

  /// Sets to zero the gradients of pruned weights that the products have given.
  void prune();

  /// An array in the weight's layout row-major, zero where pruned.
  float[] rowMajor(float[] array);

  /// Multiplications of each position.
  long entries();

  /// Weights that are kept.
  long survivors();

  boolean isSparse();
}
