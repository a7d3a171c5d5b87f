package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.train.Cost;
import org.jspecify.annotations.Nullable;

/// An activation behind a layer that does not compute it itself. It leaves the gradient that it
/// takes in as it is: at the end of a residual block's body that is the shortcut's too.
final class ActivationStage implements Stage {
  private final Activation activation;
  private final int features;
  private final Activations x;
  private final Activations y;
  private final float[] scratch = new float[ActivationKernels.SCRATCH];
  private boolean first;

  /// What is to be added to the gradient of a block; empty if this is the first to write it.
  private float[] own = {};

  ActivationStage(Activation activation, int features, Activations x, Activations y) {
    this.activation = activation;
    this.features = features;
    this.x = x;
    this.y = y;
  }

  @Override
  public void layOutBackward() {
    first = x.claimGradient();
    own = new float[first ? 0 : x.length()];
  }

  @Override
  public void forward(int block) {
    int from = x.from(block);
    System.arraycopy(x.values(block), from, y.values(block), from, x.length());
    ActivationKernels.forward(activation, y.values(block), from, from + x.length(), scratch);
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (!x.differentiable()) {
      return;
    }
    int from = x.from(block);
    int length = x.length();
    int in = from + y.gradientShift(block);
    int out = from + x.gradientShift(block);
    float[] values = y.values(block);
    float[] dx = x.gradient(block);
    if (first) {
      System.arraycopy(y.gradient(block), in, dx, out, length);
      ActivationKernels.gradient(
          activation, values, dx, from, from + length, x.gradientShift(block));
    } else {
      System.arraycopy(y.gradient(block), in, own, 0, length);
      ActivationKernels.gradient(activation, values, own, from, from + length, -from);
      DenseGradient.add(own, 0, dx, out, length);
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    return ActivationKernels.cost(activation, features, batch);
  }
}
