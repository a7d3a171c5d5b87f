package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import java.util.List;

/// What the two halves of a batch normalisation share: parameters, running statistics, and by
/// channel what a batch comes to.
///
/// A slot's sums over one block are chains of floats, of differences to the running mean so that
/// they stay small; from block to block they are added up in double precision.
final class BatchStatistics {
  final int channels;
  final Layer.BatchNorm layer;
  final Tensor scale;
  final Tensor bias;
  final Tensor runningMean;
  final Tensor runningVariance;

  /// Sums over the block, `[channels][16 slots]` each.
  final float[] slots;

  final float[] otherSlots;

  /// Sums over the batch.
  final double[] sum;

  final double[] otherSum;

  /// The batch's mean or the running one, and `1 / √(σ² + ε)`.
  final float[] mean;

  final float[] inverse;

  /// `y = x · factor + term`.
  final float[] factor;

  final float[] term;

  /// `dx = dy · factor + (x − mean) · slope + level`.
  final float[] slope;

  final float[] level;

  BatchStatistics(Layer.BatchNorm layer, Setup setup) {
    this.layer = layer;
    channels = layer.in().channels();
    List<Parameter> parameters = layer.parameters();
    scale = setup.tensor(parameters.get(0));
    bias = setup.tensor(parameters.get(1));
    runningMean = setup.tensor(parameters.get(2));
    runningVariance = setup.tensor(parameters.get(3));
    slots = new float[channels * Planes.LANES];
    otherSlots = new float[channels * Planes.LANES];
    sum = new double[channels];
    otherSum = new double[channels];
    mean = new float[channels];
    inverse = new float[channels];
    factor = new float[channels];
    term = new float[channels];
    slope = new float[channels];
    level = new float[channels];
  }

  void clear() {
    Arrays.fill(sum, 0);
    Arrays.fill(otherSum, 0);
  }

  /// Takes the slots of a channel's block into its sums, and clears them.
  void gather(int channel) {
    int at = channel * Planes.LANES;
    sum[channel] += Lanes.tree(slots, at);
    otherSum[channel] += Lanes.tree(otherSlots, at);
    Arrays.fill(slots, at, at + Planes.LANES, 0);
    Arrays.fill(otherSlots, at, at + Planes.LANES, 0);
  }

  /// From sums of `x − running mean` and their squares over `count` values to the batch's
  /// statistics.
  ///
  /// @param momentum how much of them the running ones take on
  void useBatch(double count, double momentum) {
    for (int c = 0; c < channels; c++) {
      double difference = sum[c] / count;
      double variance = Math.max(0, otherSum[c] / count - difference * difference);
      double unbiased = variance * count / Math.max(1, count - 1);
      double before = runningMean.values[c];
      use(c, before + difference, variance);
      runningMean.values[c] = (float) (before + momentum * difference);
      double old = runningVariance.values[c];
      runningVariance.values[c] = (float) (old + momentum * (unbiased - old));
    }
  }

  void useRunning() {
    for (int c = 0; c < channels; c++) {
      use(c, runningMean.values[c], runningVariance.values[c]);
    }
  }

  private void use(int c, double batchMean, double variance) {
    double deviation = StrictMath.sqrt(variance + layer.epsilon());
    double by = scale.values[c] / deviation;
    mean[c] = (float) batchMean;
    inverse[c] = (float) (1 / deviation);
    factor[c] = (float) by;
    term[c] = (float) (bias.values[c] - batchMean * by);
  }

  /// From sums of `dy` and `dy (x − mean)` over `count` values to the parameters' gradients, and to
  /// what the inputs' takes: `dx = γ / √(σ² + ε) · (dy − Σdy / N − x̂ Σ(dy x̂) / N)` (Ioffe &
  /// Szegedy 2015, §3).
  void differentiate(double count) {
    for (int c = 0; c < channels; c++) {
      double product = otherSum[c] * inverse[c];
      bias.gradient[c] += (float) sum[c];
      scale.gradient[c] += (float) product;
      slope[c] = (float) (-factor[c] * inverse[c] * product / count);
      level[c] = (float) (-factor[c] * sum[c] / count);
    }
  }
}
