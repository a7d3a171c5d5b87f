package dev.tombola.cpu;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What belongs to a dense layer's gradient and its constant inputs against scalar twins, bit for
/// bit.
final class DenseGradientTest {
  static Stream<Arguments> blocks() {
    return IntStream.of(1, 2, 17, 60, 63, 64)
        .boxed()
        .flatMap(examples ->
            IntStream.of(1, 10, 16, 17, 32, 33, 65, 100)
                .mapToObj(outputs -> Arguments.of(examples, outputs)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void a_tile_of_a_weight_gradient_equals_its_scalar_twin(int examples, int outputs) {
    int features = 37;
    int stride = DenseStage.stride(outputs);
    int[] live = IntStream.range(0, features).filter(i -> i % 4 != 2).toArray();
    float[] x = TestLanes.gaussians(features, "x");
    float[] d = TestLanes.deltas(outputs, examples);
    float[] xPanels = DenseKernelsTest.nothing(Lanes.padded(live.length) * Lanes.COUNT);
    Panels.fill(xPanels, x, live, live.length, 0, Lanes.padded(live.length), examples);
    float[] dPanels = DenseKernelsTest.nothing(stride * Lanes.COUNT);
    int[] every = IntStream.range(0, outputs).toArray();
    Panels.fill(dPanels, d, every, outputs, 0, stride, examples);
    for (int row = 0; row < Lanes.padded(live.length); row += DenseKernels.ROWS) {
      float[] g = DenseKernelsTest.nothing(DenseKernels.ROWS * stride + 1);
      float[] twin = g.clone();
      DenseGradient.tile(xPanels, row, dPanels, examples, g, stride);
      for (int r = 0; r < DenseKernels.ROWS; r++) {
        for (int o = 0; o < stride; o++) {
          float sum = 0;
          for (int n = 0; n < examples; n++) {
            boolean exists = row + r < live.length && o < outputs;
            float product = exists ? x[Lanes.at(live[row + r]) + n] : 0;
            sum = Math.fma(product, exists ? d[Lanes.at(o) + n] : 0, sum);
          }
          twin[r * stride + o] = sum;
        }
      }
      for (int i = 0; i < g.length; i++) {
        g[i] += 0f; // where nothing is summed, zeros have either sign
      }
      TestLanes.assertSame(g, twin);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 16",
    "10, 17, 0, 16",
    "33, 65, 16, 48",
    "100, 300, 96, 112",
    "40, 5, 0, 48"
  })
  void constant_inputs_are_added_to_the_biases_in_their_order(
      int outputs, int inputs, int from, int to) {
    int stride = DenseStage.stride(outputs);
    float[] w = TestNetworks.gaussians(inputs * stride, "w");
    float[] b = TestNetworks.gaussians(stride, "b");
    float[] c = TestNetworks.gaussians(inputs, "c");
    int[] constant = IntStream.range(0, inputs).filter(i -> i % 5 != 4).toArray();
    for (int count : new int[] {0, constant.length / 2, constant.length}) {
      float[] base = DenseKernelsTest.nothing(stride);
      float[] twin = base.clone();
      DenseGradient.constants(w, stride, b, c, constant, count, base, from, to);
      for (int o = from; o < to; o++) {
        twin[o] = b[o];
        for (int j = 0; j < count; j++) {
          int i = constant[j];
          twin[o] = Math.fma(w[i * stride + o], c[i], twin[o]);
        }
      }
      TestLanes.assertSame(base, twin);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 1", "3, 17, 0, 3", "10, 64, 4, 7", "5, 60, 5, 5", "17, 60, 0, 17"})
  void a_bias_gradient_goes_through_the_fixed_tree(int outputs, int examples, int from, int to) {
    float[] d = TestLanes.deltas(outputs, examples);
    float[] db = DenseKernelsTest.nothing(outputs);
    float[] twin = db.clone();
    DenseGradient.bias(d, db, from, to, new float[16]);
    for (int o = from; o < to; o++) {
      float[] slots = new float[16];
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        slots[lane % 16] += d[Lanes.at(o) + lane];
      }
      twin[o] = TestLanes.tree(slots);
    }
    TestLanes.assertSame(db, twin);
  }

  @Test
  void the_gradient_of_a_constant_feature_is_its_value_times_that_of_the_bias() {
    float[] db = TestNetworks.gaussians(48, "db");
    float[] to = DenseKernelsTest.nothing(64);
    float[] twin = to.clone();
    DenseGradient.constant(-0.42f, db, to, 48);
    for (int o = 0; o < 48; o++) {
      twin[o] = -0.42f * db[o];
    }
    TestLanes.assertSame(to, twin);
  }

  @Test
  void parts_are_added_where_they_belong_and_nowhere_else() {
    float[] sum = TestNetworks.gaussians(40, "sum");
    float[] part = TestNetworks.gaussians(30, "part");
    float[] twin = sum.clone();
    DenseGradient.add(part, 4, sum, 7, 19);
    for (int i = 0; i < 19; i++) {
      twin[7 + i] += part[4 + i];
    }
    TestLanes.assertSame(sum, twin);
  }
}
