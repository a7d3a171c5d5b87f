package dev.tombola.cpu;

import dev.tombola.train.Cost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One layer with weights as this machine computes it, and the activation that follows it, with
/// parameters, gradients and scratch laid out once.
///
/// Blocks are `[features][64 lanes]` ([Lanes#rows]).
sealed interface Stage permits DenseStage, SparseStage {
  /// `x [inputs][64]` to `y [outputs][64]`.
  void forward(Inputs x, float[] y);

  /// Takes in `dy`, the loss's gradient by `y`: turns it into `dx`, unless `dx` is empty (nothing
  /// below has parameters), and then either moves the parameters at once by `update`, when the
  /// block is a whole batch, or, without one, adds the block's part to their gradients.
  ///
  /// Follows [#forward] with the same `x`; `dy` is zero in lanes that are not in use.
  void backward(Inputs x, float[] y, float[] dy, float[] dx, @Nullable Update update);

  /// The parameters in this stage's own layout: weights before biases.
  List<Tensor> tensors();

  /// An array in a stage's layout (values or gradient of a parameter) row-major, zero where pruned.
  float[] rowMajor(Tensor tensor, float[] array);

  /// What this layer and its activation do, see [Cost].
  ///
  /// @param inputGradient whether anything below needs one
  /// @param update operations of the optimiser for each value
  Cost cost(int batch, boolean inputGradient, long update);

  /// What was decided for this layer, for the record.
  String plan();
}
