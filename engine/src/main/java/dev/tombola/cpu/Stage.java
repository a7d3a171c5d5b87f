package dev.tombola.cpu;

import java.util.List;

/// One layer as this machine computes it, with its parameters, gradients and scratch laid out once.
///
/// Blocks are `[features][64 lanes]`. Activations work in place: their inputs' lanes and `y` are one array.
sealed interface Stage permits DenseStage, SparseStage, ActivationStage {
  /// `x [inputs][64]` to `y [outputs][64]`.
  void forward(Inputs x, float[] y);

  /// Adds this block's part to the parameters' gradients, and turns `dy`, the loss's gradient by `y`, into
  /// `dx`, unless `dx` is empty (nothing below has parameters). Follows [#forward] with the same `x`; `dy`
  /// is zero in lanes that are not in use.
  void backward(Inputs x, float[] y, float[] dy, float[] dx);

  /// The parameters in this stage's own layout: weights before biases.
  List<Tensor> tensors();

  /// Values of one parameter with their gradient, in a stage's layout.
  record Tensor(String name, float[] values, float[] gradient) {}

  /// An array in a stage's layout (values or gradient of a parameter) row-major, zero where pruned.
  float[] rowMajor(Tensor tensor, float[] array);

  /// What was decided for this layer, for the record; empty when there was nothing to decide.
  String plan();
}
