package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both halves of a batch normalisation, of batches whose last block is partly filled.
final class BatchStatisticsTest {
  private static final ImageShape SHAPE = new ImageShape(5, 3, 4);
  private static final int BLOCKS = 3;

  private final Layer.BatchNorm layer = new Layer.BatchNorm("bn", SHAPE, 0.3, 1e-3);
  private final Pass pass = new Pass();
  private final Images x = new Images(SHAPE, 1, BLOCKS, true);
  private final Images y = new Images(SHAPE, 1, BLOCKS, true);
  private final BatchStatistics norm;
  private final MomentsStage moments;
  private final NormaliseStage normalise;

  BatchStatisticsTest() {
    Network network = new Network(List.of(layer, new Layer.Dense("fc", SHAPE.features(), 2)));
    Weights weights = VariedWeights.of(network, Streams.of(3));
    Setup setup = new Setup(Mask.dense(network), weights, new Team(), pass);
    x.handOnGradient();
    y.handOnGradient();
    y.claimGradient();
    norm = new BatchStatistics(layer, setup);
    moments = new MomentsStage(norm, x, y, setup);
    normalise = new NormaliseStage(norm, null, x, y, setup);
    moments.layOutBackward();
    normalise.tensors().forEach(tensor -> tensor.layOutBackward(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 37, 48})
  void a_batch_has_mean_bias_and_deviation_scale_in_every_channel(int examples) {
    forward(examples, 0);
    for (int c = 0; c < SHAPE.channels(); c++) {
      double[] mean = new double[2];
      double[] squares = new double[2];
      for (int at : positions(c, examples)) {
        mean[0] += x.planes.lanes[at];
        mean[1] += y.planes.lanes[at];
        squares[0] += (double) x.planes.lanes[at] * x.planes.lanes[at];
        squares[1] += (double) y.planes.lanes[at] * y.planes.lanes[at];
      }
      double count = positions(c, examples).length;
      double variance = squares[0] / count - mean[0] / count * (mean[0] / count);
      double got = squares[1] / count - mean[1] / count * (mean[1] / count);
      double scale = norm.scale.values[c];
      assertThat(mean[1] / count).isCloseTo(norm.bias.values[c], within(1e-5));
      assertThat(got)
          .isCloseTo(scale * scale * variance / (variance + layer.epsilon()), within(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 37})
  void what_lies_in_unused_lanes_shows_in_nothing_and_gets_no_gradient(int examples) {
    forward(examples, 0);
    backward(examples);
    float[] dx = x.gradient().clone();
    float[] scaleGradient = norm.scale.gradient.clone();
    float[] biasGradient = norm.bias.gradient.clone();
    BatchStatisticsTest other = new BatchStatisticsTest();
    other.forward(examples, 1000);
    other.backward(examples);
    assertThat(other.norm.mean).isEqualTo(norm.mean);
    assertThat(other.norm.inverse).isEqualTo(norm.inverse);
    assertThat(other.norm.runningMean.values).isEqualTo(norm.runningMean.values);
    assertThat(other.norm.runningVariance.values).isEqualTo(norm.runningVariance.values);
    assertThat(other.norm.scale.gradient).isEqualTo(scaleGradient);
    assertThat(other.norm.bias.gradient).isEqualTo(biasGradient);
    int given = 0;
    for (int c = 0; c < SHAPE.channels(); c++) {
      for (int at : positions(c, examples)) {
        assertThat(other.x.gradient()[at]).isEqualTo(dx[at]);
        given += dx[at] != 0 ? 1 : 0;
        dx[at] = 0;
      }
    }
    for (float beyond : dx) {
      assertThat(beyond).isZero();
    }
    // One example has fewer values than a gradient needs to be anything but rounding.
    assertThat(given).isGreaterThan(examples * SHAPE.features() / 2);
  }

  @Test
  void evaluation_takes_the_running_statistics_and_leaves_them() {
    float[] mean = norm.runningMean.values.clone();
    float[] variance = norm.runningVariance.values.clone();
    forward(20, 0, false);
    assertThat(norm.runningMean.values).isEqualTo(mean).isEqualTo(norm.mean);
    assertThat(norm.runningVariance.values).isEqualTo(variance);
    double scale = norm.scale.values[2] / Math.sqrt(variance[2] + layer.epsilon());
    for (int at : positions(2, 20)) {
      double expected = (x.planes.lanes[at] - mean[2]) * scale + norm.bias.values[2];
      assertThat((double) y.planes.lanes[at]).isCloseTo(expected, within(1e-5));
    }
  }

  /// @param beyond what unused lanes have
  private void forward(int examples, float beyond) {
    forward(examples, beyond, true);
  }

  private void forward(int examples, float beyond, boolean training) {
    pass.begin(examples, training);
    float[] drawn = TestNetworks.gaussians(x.planes.lanes.length, "x");
    for (int c = 0; c < SHAPE.channels(); c++) {
      for (int at : positions(c, BLOCKS * Planes.LANES)) {
        x.planes.lanes[at] = beyond;
      }
      for (int at : positions(c, examples)) {
        x.planes.lanes[at] = 2 * drawn[at] + c;
      }
    }
    for (int block = 0; block < pass.blocks(Planes.LANES); block++) {
      moments.forward(block);
    }
    moments.forwardDone();
    for (int block = 0; block < pass.blocks(Planes.LANES); block++) {
      normalise.forward(block);
    }
  }

  /// With a gradient that is zero in unused lanes.
  private void backward(int examples) {
    float[] drawn = TestNetworks.gaussians(y.gradient().length, "dy");
    Arrays.fill(x.gradient(), 0);
    for (int c = 0; c < SHAPE.channels(); c++) {
      for (int at : positions(c, examples)) {
        y.gradient()[at] = drawn[at];
      }
    }
    for (int block = 0; block < pass.blocks(Planes.LANES); block++) {
      normalise.backward(block, null);
    }
    normalise.backwardDone();
    for (int block = 0; block < pass.blocks(Planes.LANES); block++) {
      moments.backward(block, null);
    }
  }

  /// Where a channel's values lie, of the first so many examples.
  private int[] positions(int channel, int examples) {
    int area = SHAPE.height() * SHAPE.width();
    int[] at = new int[examples * area];
    for (int i = 0; i < at.length; i++) {
      int n = i / area;
      int row = i % area / SHAPE.width();
      int block = n / Planes.LANES;
      at[i] = x.planes.at(block, channel, row, i % SHAPE.width()) + n % Planes.LANES;
    }
    return at;
  }
}
