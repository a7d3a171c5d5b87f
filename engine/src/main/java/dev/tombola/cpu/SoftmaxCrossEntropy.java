package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import dev.tombola.train.Cost;
import jdk.incubator.vector.FloatVector;

/// The loss of a block: softmax over the classes, every lane an example of its own.
final class SoftmaxCrossEntropy {
  private final int classes;
  private final float[] top = new float[Lanes.COUNT];
  private final float[] sum = new float[Lanes.COUNT];
  private final float[] logOfSum = new float[Lanes.COUNT];

  /// `e^(z − top)`, `[classes][64]`: what the loss leaves for its gradient.
  private final float[] powers;

  SoftmaxCrossEntropy(int classes) {
    this.classes = classes;
    powers = new float[classes * Lanes.COUNT];
  }

  /// For each class its part in the maximum, a difference, a power and its part in their sum; for
  /// the gradient one more multiplication.
  Cost cost(int batch) {
    return new Cost(5L * classes * batch, 0, 4L * classes, 0);
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
    System.arraycopy(sum, 0, logOfSum, 0, Lanes.COUNT);
    Transcendentals.log(logOfSum, Lanes.COUNT);
    double loss = 0;
    for (int n = 0; n < examples; n++) {
      loss += (double) logOfSum[n] + top[n] - z[Lanes.at(labels[n]) + n];
    }
    return loss;
  }

  /// `d = (softmax(z) − onehot(label)) · scale` for the first `examples` lanes, zero in the others;
  /// `z` is that of the last call of [#loss]. `d [classes][64]`.
  void gradient(float[] d, int[] labels, int examples, float scale) {
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      FloatVector factor =
          FloatVector.broadcast(SPECIES, scale).div(FloatVector.fromArray(SPECIES, sum, lane));
      for (int c = 0; c < classes; c++) {
        FloatVector.fromArray(SPECIES, powers, c * Lanes.COUNT + lane)
            .mul(factor)
            .intoArray(d, Lanes.at(c) + lane);
      }
    }
    for (int n = 0; n < examples; n++) {
      d[Lanes.at(labels[n]) + n] -= scale;
    }
    for (int n = examples; n < Lanes.COUNT; n++) {
      for (int c = 0; c < classes; c++) {
        d[Lanes.at(c) + n] = 0;
      }
    }
  }

  /// Adds one to `hits[label]` for each of the first `examples` lanes whose greatest logit is at
  /// its label; of equal logits the lower class counts.
  void countHits(float[] z, int[] labels, int examples, int[] hits) {
    for (int n = 0; n < examples; n++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (z[Lanes.at(c) + n] > z[Lanes.at(best) + n]) {
          best = c;
        }
      }
      hits[labels[n]] += best == labels[n] ? 1 : 0;
    }
  }

  /// The greatest logits of one vector of lanes, and how far each logit lies below them.
  private void belowTop(float[] z, int lane) {
    FloatVector max = FloatVector.fromArray(SPECIES, z, Lanes.at(0) + lane);
    for (int c = 1; c < classes; c++) {
      max = max.max(FloatVector.fromArray(SPECIES, z, Lanes.at(c) + lane));
    }
    max.intoArray(top, lane);
    for (int c = 0; c < classes; c++) {
      FloatVector.fromArray(SPECIES, z, Lanes.at(c) + lane)
          .sub(max)
          .intoArray(powers, c * Lanes.COUNT + lane);
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
