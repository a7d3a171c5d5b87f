package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;

/// One forward product of a dense layer with one block of random examples, to be timed: what the
/// kernels do by themselves.
public final class LayerProduct {
  /// Examples in the block.
  public static final int EXAMPLES = Lanes.COUNT;

  private final Stage stage;
  private final long survivors;

  /// @param mask of the layer's weights
  public LayerProduct(Layer.Dense layer, Mask mask, Weights weights, KernelChoice kernels) {
    Features from = new Features(layer.inputs(), 1, false);
    Features to = new Features(layer.outputs(), 1, false);
    Pass pass = new Pass();
    pass.begin(EXAMPLES, false);
    stage = kernels.stage(layer, null, from, to, new Setup(mask, weights, new Team(), pass));
    survivors = mask.survivors(layer.parameters().getFirst());
    RandomStream random = Streams.of(1).named("examples");
    float[] x = from.values(0);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    from.block(0).examples(EXAMPLES);
  }

  public void multiply() {
    stage.forward(0);
  }

  /// Floating-point operations on surviving weights; a multiply-add counts two.
  public long operations() {
    return 2 * survivors * EXAMPLES;
  }
}
