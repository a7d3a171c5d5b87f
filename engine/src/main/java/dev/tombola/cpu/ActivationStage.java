package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import dev.tombola.train.Cost;
import org.jspecify.annotations.Nullable;

/// An activation behind a layer that does not compute it itself.
final class ActivationStage implements Stage {
  private final Activation activation;
  private final int features;
  private final Activations x;
  private final Activations y;
  private final float[] scratch = new float[ActivationKernels.SCRATCH];
  private boolean first;

  ActivationStage(Activation activation, int features, Activations x, Activations y) {
    this.activation = activation;
    this.features = features;
    this.x = x;
    this.y = y;
  }

  @Override
  public void link() {
    first = x.claimGradient();
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
    float[] dx = x.gradient(block);
    float[] dy = y.gradient(block);
    int in = from + y.gradientShift(block);
    int out = from + x.gradientShift(block);
    ActivationKernels.gradient(
        activation, y.values(block), dy, from, from + x.length(), y.gradientShift(block));
    if (first) {
      System.arraycopy(dy, in, dx, out, x.length());
    } else {
      DenseGradient.add(dy, in, dx, out, x.length());
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    return ActivationKernels.cost(activation, features, batch);
  }
}
