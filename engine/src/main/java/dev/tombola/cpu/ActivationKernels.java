package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.nn.Activation;
import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/// Non-linearities, in place on the floats `from` to `to` of some lanes, a multiple of 16, while a
/// layer's results are still in the cache. Backward passes need the outputs only.
final class ActivationKernels {
  /// Floats of scratch that [#forward] needs.
  static final int SCRATCH = Lanes.COUNT;

  private ActivationKernels() {}

  static Cost cost(@Nullable Activation kind, long features, int batch) {
    int backward =
        switch (kind) {
          case null -> -1;
          case RELU -> 1;
          case TANH -> 3;
        };
    return backward < 0
        ? Cost.NOTHING
        : new Cost((1 + backward) * features * batch, 0, features, 0);
  }

  /// `y ← f(y)`, or nothing where there is no activation.
  static void forward(@Nullable Activation kind, float[] y, int from, int to, float[] scratch) {
    switch (kind) {
      case null -> {}
      case RELU -> relu(y, from, to);
      case TANH -> Transcendentals.tanh(y, from, to, scratch);
    }
  }

  /// `d ← d f′`, where `y` is what [#forward] gave.
  static void gradient(@Nullable Activation kind, float[] y, float[] d, int from, int to) {
    gradient(kind, y, d, from, to, 0);
  }

  /// As above, where `d` lies `shift` floats further on in its array than `y` in its own.
  static void gradient(
      @Nullable Activation kind, float[] y, float[] d, int from, int to, int shift) {
    switch (kind) {
      case null -> {}
      case RELU -> reluGradient(y, d, from, to, shift);
      case TANH -> tanhGradient(y, d, from, to, shift);
    }
  }

  /// `y ← max(0, y)`; NaN stays NaN, so that a diverging training is seen.
  private static void relu(float[] y, int from, int to) {
    for (int i = from; i < to; i += WIDTH) {
      FloatVector.fromArray(SPECIES, y, i).max(0).intoArray(y, i);
    }
  }

  /// `d ← d where y > 0, else 0`.
  private static void reluGradient(float[] y, float[] d, int from, int to, int shift) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = from; i < to; i += WIDTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      zero.blend(FloatVector.fromArray(SPECIES, d, i + shift), out.compare(VectorOperators.GT, 0))
          .intoArray(d, i + shift);
    }
  }

  /// `d ← d (1 − y²)`.
  private static void tanhGradient(float[] y, float[] d, int from, int to, int shift) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = from; i < to; i += WIDTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      FloatVector slope = out.neg().fma(out, one);
      FloatVector.fromArray(SPECIES, d, i + shift).mul(slope).intoArray(d, i + shift);
    }
  }
}
