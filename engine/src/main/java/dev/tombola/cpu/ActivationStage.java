package dev.tombola.cpu;

import dev.tombola.nn.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A non-linearity, in place.
final class ActivationStage implements Stage {
  private final Activation kind;
  private final int length;
  private final float[] powers = new float[Lanes.COUNT];

  /// @param length of its inputs, `features × 64`
  ActivationStage(Activation kind, int length) {
    this.kind = kind;
    this.length = length;
  }

  @Override
  public void forward(Inputs x, float[] y) {
    switch (kind) {
      case RELU -> ActivationKernels.relu(y, length);
      case TANH -> Transcendentals.tanh(y, length, powers);
    }
  }

  @Override
  public void backward(Inputs x, float[] y, float[] dy, float[] dx, @Nullable Update update) {
    switch (kind) {
      case RELU -> ActivationKernels.reluGradient(y, dy, length);
      case TANH -> ActivationKernels.tanhGradient(y, dy, length);
    }
  }

  @Override
  public List<Tensor> tensors() {
    return List.of();
  }

  @Override
  public float[] rowMajor(Tensor tensor, float[] array) {
    throw new IllegalArgumentException("an activation has no parameters");
  }

  @Override
  public String plan() {
    return "";
  }
}
