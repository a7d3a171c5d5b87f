package dev.tombola.train;

/// What one program does, in floating-point operations: of its masked network, at its batch size,
/// with its optimiser. A multiply-add counts two.
///
/// Counted is what the kernels chosen do for each example of a batch: a layer by dense kernels
/// multiplies all its weights, pruned or not, one by sparse kernels its survivors alone. A training
/// step is the forward pass, the gradients of weights and biases, that of the inputs (but of the
/// first layer's, which nothing needs), non-linearities, loss and optimiser. An elementary function
/// (exponential, tanh, root) counts one. Not counted are batch assembly, comparisons that only
/// guard a kernel, and lanes that pad a block.
///
/// It is an upper bound that no data can change: what dense kernels save where an input has one
/// value throughout a block is not taken off. So it is the same on every machine and for any number
/// of threads.
///
/// @param step of one training step
/// @param sparseStep the part of it that sparse kernels do
/// @param example of the evaluation of one example
/// @param sparseExample the part of it that sparse kernels do
public record Cost(long step, long sparseStep, long example, long sparseExample) {
  public static final Cost NOTHING = new Cost(0, 0, 0, 0);

  public Cost plus(Cost other) {
    return new Cost(
        step + other.step,
        sparseStep + other.sparseStep,
        example + other.example,
        sparseExample + other.sparseExample);
  }
}
