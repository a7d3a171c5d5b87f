package dev.tombola.cpu;

/// What goes from one stage to the next, for a whole batch block by block, and the loss's gradient
/// by it.
sealed interface Activations permits Images, Features {
  /// Examples in a block.
  int lanes();

  /// The array that has a block's values.
  float[] values(int block);

  /// The array that has a block's gradient, laid out as the values; empty where nothing below has
  /// parameters, or nobody has claimed it.
  float[] gradient(int block);

  /// Where a block begins in these arrays.
  int from(int block);

  /// From where a block begins in its array of values to where its gradient begins in its own.
  int gradientShift(int block);

  /// Floats of a block, padding included.
  int length();

  /// Says that somebody writes the gradient, which makes room for it, and returns whether it is the
  /// first to: others add to what is there. Stages ask from the last to the first, as the gradient
  /// flows.
  boolean claimGradient();

  /// Whether anything below has parameters, so that a gradient is needed.
  boolean differentiable();
}
