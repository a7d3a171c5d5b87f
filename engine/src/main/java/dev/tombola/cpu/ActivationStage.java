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
    if (!first) {
      throw new IllegalStateException("an activation of which something else branches off");
    }
  }

  @Override
  public void forward(int block) {
    int from = x.from(block);
    System.arraycopy(x.values(block), from, y.values(block), from, x.length());
    ActivationKernels.forward(activation, y.values(block), from, from + x.length(), scratch);
  }

  @Override
  public void backward(int block, @Nullable Update update) {
    if (x.differentiable()) {
      int from = x.from(block);
      float[] d = x.gradient(block);
      System.arraycopy(y.gradient(block), from, d, from, x.length());
      ActivationKernels.gradient(activation, y.values(block), d, from, from + x.length());
    }
  }

  @Override
  public Cost cost(int batch, long update) {
    return ActivationKernels.cost(activation, features, batch);
  }
}
