package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Non-linearities, in place on `[features][64]`: lengths are multiples of 64 ([Transcendentals]
/// has tanh itself). Backward passes need the outputs only.
final class ActivationKernels {
  private ActivationKernels() {}

  /// `y ← max(0, y)`; NaN stays NaN, so that a diverging training is seen.
  static void relu(float[] y, int length) {
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, y, i).max(0).intoArray(y, i);
    }
  }

  /// `d ← d where y > 0, else 0`.
  static void reluGradient(float[] y, float[] d, int length) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      zero.blend(FloatVector.fromArray(SPECIES, d, i), out.compare(VectorOperators.GT, 0))
          .intoArray(d, i);
    }
  }

  /// `d ← d (1 − y²)`.
  static void tanhGradient(float[] y, float[] d, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      FloatVector slope = out.neg().fma(out, one);
      FloatVector.fromArray(SPECIES, d, i).mul(slope).intoArray(d, i);
    }
  }
}
