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
  private final Inputs x;
  private final float[] y;
  private final long survivors;

  /// @param mask of the layer's weights
  public LayerProduct(Layer.Dense layer, Mask mask, Weights weights, KernelChoice kernels) {
    stage = kernels.stage(layer, null, mask, weights, 0, new Team());
    x = new Inputs(layer.inputs());
    y = Lanes.rows(layer.outputs());
    survivors = mask.survivors(layer.parameters().getFirst());
    RandomStream random = Streams.of(1).named("examples");
    for (int i = 0; i < x.lanes.length; i++) {
      x.lanes[i] = (float) random.nextGaussian();
    }
    x.examples(EXAMPLES);
  }

  public void multiply() {
    stage.forward(x, y);
  }

  /// Floating-point operations on surviving weights; a multiply-add counts two.
  public long operations() {
    return 2 * survivors * EXAMPLES;
  }
}
