package dev.tombola.cpu;

import dev.tombola.train.Cost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One layer as this machine computes it, or a part of one, with its parameters and scratch, laid
/// out once, and in a program that learns with its gradients; it knows what it reads and what it
/// writes.
///
/// A program is stages one after another. They work block by block, all stages of a [Segment] on a
/// block while it is in the cache; where one needs the whole batch, a segment ends.
sealed interface Stage
    permits ActivationStage,
        ConvStage,
        DenseStage,
        DropoutStage,
        FlattenStage,
        JoinStage,
        MomentsStage,
        NormaliseStage,
        SparseStage,
        UnflattenStage,
        WindowStage {

  void forward(int block);

  /// Takes in the loss's gradient by what this stage wrote, turns it into that by what it read,
  /// unless nothing below has parameters, and then either moves the parameters at once by `update`,
  /// when the block is a whole batch, or, without one, adds the block's part to their gradients.
  ///
  /// Follows [#forward] of the same block; the gradient is zero in lanes that are not in use,
  /// before and after.
  void backward(int block, @Nullable Update update);

  /// Lays out what only [#backward] needs, but for the parameters' own gradients, and claims the
  /// gradient that it writes. A program that learns calls this once, before anything is computed,
  /// from the last stage to the first, so that a stage knows whether it is the first to write that
  /// gradient; one that only looks never does.
  default void layOutBackward() {}

  /// All blocks have passed forward.
  default void forwardDone() {}

  /// All blocks have passed backward.
  default void backwardDone() {}

  /// The parameters in this stage's own layout, in its layer's order.
  default List<Tensor> tensors() {
    return List.of();
  }

  /// Moves the parameters against their gradients, which are zero then.
  default void move(Update update) {
    List<Tensor> tensors = tensors();
    for (int t = 0; t < tensors.size(); t++) {
      tensors.get(t).move(update);
    }
  }

  /// An array in a stage's layout (values or gradient of a parameter) row-major, zero where pruned.
  default float[] rowMajor(Tensor tensor, float[] array) {
    return array.clone();
  }

  /// What this stage does, see [Cost].
  ///
  /// @param update operations of the optimiser for each value
  Cost cost(int batch, long update);

  /// What was decided for this layer, for the record; empty where there is nothing to decide.
  default String plan() {
    return "";
  }
}
