package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// The loss of a block: softmax over the classes, every lane an example of its own.
final class SoftmaxCrossEntropy {
  private final int classes;
  private final float[] top = new float[Lanes.COUNT];
  private final float[] sum = new float[Lanes.COUNT];

  /// `e^(z − top)`, `[classes][64]`: what the loss leaves for its gradient.
  private final float[] powers;

  SoftmaxCrossEntropy(int classes) {
    this.classes = classes;
    powers = new float[classes * Lanes.COUNT];
  }

  /// Sum of `−ln softmax(z)[label]` over the first `examples` lanes of `z [classes][64]`.
  double loss(float[] z, int[] labels, int examples) {
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      belowTop(z, lane);
    }
    Transcendentals.exp(powers, powers.length);
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      sumPowers(lane);
    }
    double loss = 0;
    for (int n = 0; n < examples; n++) {
      loss += StrictMath.log(sum[n]) + top[n] - z[labels[n] * Lanes.COUNT + n];
    }
    return loss;
  }

  /// `d = (softmax(z) − onehot(label)) · scale` for the first `examples` lanes, zero in the others;
  /// `z` is that of the last call of [#loss]. `d [classes][64]`.
  void gradient(float[] d, int[] labels, int examples, float scale) {
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      FloatVector factor =
          FloatVector.broadcast(SPECIES, scale).div(FloatVector.fromArray(SPECIES, sum, lane));
      for (int at = lane; at < d.length; at += Lanes.COUNT) {
        FloatVector.fromArray(SPECIES, powers, at).mul(factor).intoArray(d, at);
      }
    }
    for (int n = 0; n < examples; n++) {
      d[labels[n] * Lanes.COUNT + n] -= scale;
    }
    for (int n = examples; n < Lanes.COUNT; n++) {
      for (int c = 0; c < classes; c++) {
        d[c * Lanes.COUNT + n] = 0;
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

  /// The greatest logits of one vector of lanes, and how far each logit lies below them.
  private void belowTop(float[] z, int lane) {
    FloatVector max = FloatVector.fromArray(SPECIES, z, lane);
    for (int at = lane + Lanes.COUNT; at < powers.length; at += Lanes.COUNT) {
      max = max.max(FloatVector.fromArray(SPECIES, z, at));
    }
    max.intoArray(top, lane);
    for (int at = lane; at < powers.length; at += Lanes.COUNT) {
      FloatVector.fromArray(SPECIES, z, at).sub(max).intoArray(powers, at);
    }
  }

  private void sumPowers(int lane) {
    FloatVector total = FloatVector.zero(SPECIES);
    for (int at = lane; at < powers.length; at += Lanes.COUNT) {
      total = total.add(FloatVector.fromArray(SPECIES, powers, at));
    }
    total.intoArray(sum, lane);
  }
}
