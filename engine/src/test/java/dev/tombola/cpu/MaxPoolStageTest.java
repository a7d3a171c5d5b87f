package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Greatest values among small integers, of which most windows have several alike.
final class MaxPoolStageTest {
  private static final int BLOCKS = 2;

  @ParameterizedTest
  @CsvSource({
    "2, 2, true, 1",
    "2, 1, true, 2",
    "3, 2, true, 3",
    "3, 3, false, 1",
    "3, 1, false, 5"
  })
  void the_first_of_equal_values_row_by_row_gets_the_gradient(
      int size, int stride, boolean firstWriter, int threads) {
    ImageShape in = new ImageShape(3, 7, 5);
    Layer.MaxPool layer = new Layer.MaxPool("pool", in, size, stride);
    Images x = new Images(in, 1, BLOCKS, true);
    Images y = new Images(layer.out(), 1, BLOCKS, true);
    x.handOnGradient();
    y.handOnGradient();
    y.claimGradient();
    if (!firstWriter) {
      x.claimGradient();
    }
    try (Team team = new Team(Integer.MAX_VALUE)) {
      team.resize(threads);
      MaxPoolStage stage = new MaxPoolStage(layer, x, y, setup(layer, team));
      stage.layOutBackward();
      fill(x.planes, x.planes.lanes, "x");
      fill(x.planes, x.gradient(), "dx");
      fill(y.planes, y.gradient(), "dy");
      float[] values = new float[y.planes.lanes.length];
      float[] gradient = firstWriter ? new float[x.gradient().length] : x.gradient().clone();
      twin(layer, x, y, values, gradient);
      for (int block = 0; block < BLOCKS; block++) {
        stage.forward(block);
        stage.backward(block, null);
      }
      assertThat(y.planes.lanes).isEqualTo(values);
      assertThat(x.gradient()).isEqualTo(gradient);
    }
  }

  private static void twin(
      Layer.MaxPool layer, Images x, Images y, float[] values, float[] gradient) {
    ImageShape out = layer.out();
    for (int n = 0; n < BLOCKS * Planes.LANES; n++) {
      int block = n / Planes.LANES;
      int lane = n % Planes.LANES;
      for (int k = 0; k < out.features(); k++) {
        int channel = k / (out.height() * out.width());
        int row = k / out.width() % out.height();
        int column = k % out.width();
        int best = -1;
        for (int tap = 0; tap < layer.size() * layer.size(); tap++) {
          int down = row * layer.stride() + tap / layer.size();
          int right = column * layer.stride() + tap % layer.size();
          int at = x.planes.at(block, channel, down, right) + lane;
          if (best < 0 || x.planes.lanes[at] > x.planes.lanes[best]) {
            best = at;
          }
        }
        int at = y.planes.at(block, channel, row, column) + lane;
        values[at] = x.planes.lanes[best];
        gradient[best] += y.gradient()[at];
      }
    }
  }

  private static void fill(Planes planes, float[] lanes, String name) {
    RandomStream random = Streams.of(2).named(name);
    ImageShape shape = planes.shape;
    for (int block = 0; block < BLOCKS; block++) {
      for (int k = 0; k < shape.features(); k++) {
        int channel = k / (shape.height() * shape.width());
        int at = planes.at(block, channel, k / shape.width() % shape.height(), k % shape.width());
        for (int lane = 0; lane < Planes.LANES; lane++) {
          lanes[at + lane] = random.nextInt(3) - 1;
        }
      }
    }
  }

  private static Setup setup(Layer.MaxPool layer, Team team) {
    Network network = new Network(List.of(new Layer.Dense("fc", layer.outputs(), 2)));
    Weights weights = Initialiser.KAIMING_NORMAL.draw(network, Streams.of(1));
    return new Setup(Mask.dense(network), weights, team, new Pass());
  }
}
