package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// The loss of a block: softmax over the classes, every lane an example of its own.
final class SoftmaxCrossEntropy {
  private final int classes;
  private final float[] top = new float[Lanes.COUNT];
  private final float[] sum = new float[Lanes.COUNT];

  SoftmaxCrossEntropy(int classes) {
    this.classes = classes;
  }

  /// Sum of `−ln softmax(z)[label]` over the first `examples` lanes of `z [classes][64]`.
  double loss(float[] z, int[] labels, int examples) {
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      FloatVector max = max(z, lane);
      FloatVector total = FloatVector.zero(SPECIES);
      for (int c = 0; c < classes; c++) {
        total = total.add(exponential(z, c, lane, max));
      }
      max.intoArray(top, lane);
      total.intoArray(sum, lane);
    }
    double loss = 0;
    for (int n = 0; n < examples; n++) {
      loss += StrictMath.log(sum[n]) + top[n] - z[labels[n] * Lanes.COUNT + n];
    }
    return loss;
  }

  /// `d = (softmax(z) − onehot(label)) · scale` for the first `examples` lanes, zero in the others.
  /// Follows a call of [#loss] with the same `z`, which it overwrites with `d`.
  void gradient(float[] z, int[] labels, int examples, float scale) {
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      FloatVector max = FloatVector.fromArray(SPECIES, top, lane);
      FloatVector factor =
          FloatVector.broadcast(SPECIES, scale).div(FloatVector.fromArray(SPECIES, sum, lane));
      for (int c = 0; c < classes; c++) {
        exponential(z, c, lane, max).mul(factor).intoArray(z, c * Lanes.COUNT + lane);
      }
    }
    for (int n = 0; n < examples; n++) {
      z[labels[n] * Lanes.COUNT + n] -= scale;
    }
    for (int n = examples; n < Lanes.COUNT; n++) {
      for (int c = 0; c < classes; c++) {
        z[c * Lanes.COUNT + n] = 0;
      }
    }
  }

  /// How many of the first `examples` lanes have their greatest logit at their label; of equal
  /// logits the lower class counts.
  int correct(float[] z, int[] labels, int examples) {
    int correct = 0;
    for (int n = 0; n < examples; n++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (z[c * Lanes.COUNT + n] > z[best * Lanes.COUNT + n]) {
          best = c;
        }
      }
      correct += best == labels[n] ? 1 : 0;
    }
    return correct;
  }

  private FloatVector max(float[] z, int lane) {
    FloatVector max = FloatVector.fromArray(SPECIES, z, lane);
    for (int c = 1; c < classes; c++) {
      max = max.max(FloatVector.fromArray(SPECIES, z, c * Lanes.COUNT + lane));
    }
    return max;
  }

  private FloatVector exponential(float[] z, int c, int lane, FloatVector max) {
    return Transcendentals.exp(FloatVector.fromArray(SPECIES, z, c * Lanes.COUNT + lane).sub(max));
  }
}
