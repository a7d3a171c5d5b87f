package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.Examples;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each kernel against its scalar twin, bit for bit: the twins define them.
final class KernelsTest {
  private static final String SIZES =
      """
      1, 1
      1, 17
      3, 5
      4, 16
      5, 15
      7, 64
      10, 100
      13, 65
      31, 63
      33, 129
      """;

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void a_dense_product_equals_its_scalar_twin(int rows, int inner) {
    int stride = Lanes.padded(inner);
    float[] w = TestNetworks.gaussians(rows * stride, "w");
    float[] b = TestNetworks.gaussians(rows, "b");
    float[] x = TestNetworks.gaussians(inner * Lanes.COUNT, "x");
    // Every third input is left out, as those are that do not vary.
    int[] live = IntStream.range(0, inner).filter(i -> inner < 3 || i % 3 != 1).toArray();
    float[] y = new float[rows * Lanes.COUNT];
    DenseKernels.product(w, stride, 1, b, x, live, live.length, y, rows);

    float[] twin = new float[y.length];
    for (int r = 0; r < rows; r++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        float sum = b[r];
        for (int k : live) {
          sum = Math.fma(w[r * stride + k], x[k * Lanes.COUNT + lane], sum);
        }
        twin[r * Lanes.COUNT + lane] = sum;
      }
    }
    assertThat(y).containsExactly(twin);
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void a_transposed_dense_product_equals_its_scalar_twin(int outputs, int inputs) {
    int stride = Lanes.padded(inputs);
    float[] w = TestNetworks.gaussians(outputs * stride, "w");
    float[] d = TestNetworks.gaussians(outputs * Lanes.COUNT, "d");
    int[] every = IntStream.range(0, outputs).toArray();
    float[] dx = new float[inputs * Lanes.COUNT];
    DenseKernels.product(w, 1, stride, new float[0], d, every, outputs, dx, inputs);

    float[] twin = new float[dx.length];
    for (int i = 0; i < inputs; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        float sum = 0;
        for (int o = 0; o < outputs; o++) {
          sum = Math.fma(w[o * stride + i], d[o * Lanes.COUNT + lane], sum);
        }
        twin[i * Lanes.COUNT + lane] = sum;
      }
    }
    assertThat(dx).containsExactly(twin);
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 1", "60, 20, 5", "64, 33, 4", "17, 100, 10", "5, 16, 7"})
  void a_dense_weight_gradient_equals_its_scalar_twin(int examples, int features, int outputs) {
    Inputs x = inputs(examples, features);
    float[] d = deltas(outputs, examples);
    float[] db = new float[outputs];
    float[] scratch = new float[4 * Lanes.padded(features)];
    DenseKernels.biasGradient(d, db, new float[16]);
    int stride = Lanes.padded(features);
    float[] rows = x.rows();
    for (int o = 0; o < outputs; o += 4) {
      int count = Math.min(4, outputs - o);
      float[] tile = new float[4 * stride];
      DenseKernels.gradientTile(d, db, x, rows, o, count, tile, stride, scratch);
      for (int r = 0; r < count; r++) {
        for (int i = 0; i < features; i++) {
          float expected = Math.fma(x.constant[i], db[o + r], 0f);
          if (isLive(x, i)) {
            float sum = 0;
            for (int n = 0; n < examples; n++) {
              sum = Math.fma(d[(o + r) * Lanes.COUNT + n], x.lanes[i * Lanes.COUNT + n], sum);
            }
            expected = sum;
          }
          assertThat(tile[r * stride + i]).as("[%d][%d]", o + r, i).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "60, 20", "64, 33", "17, 300"})
  void sums_of_constant_inputs_go_through_the_fixed_tree(int examples, int features) {
    Inputs x = inputs(examples, features);
    int stride = Lanes.padded(features);
    float[] w = TestNetworks.gaussians(3 * stride, "w");
    float[] b = TestNetworks.gaussians(3, "b");
    float[] base = new float[3];
    DenseKernels.constants(w, stride, b, x.constant, base, new float[16]);
    for (int o = 0; o < 3; o++) {
      float[] slots = new float[16];
      for (int i = 0; i < stride; i++) {
        slots[i % 16] = Math.fma(w[o * stride + i], x.constant[i], slots[i % 16]);
      }
      assertThat(base[o]).isEqualTo(b[o] + tree(slots));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1.0",
    "5, 17, 0.5",
    "3, 784, 0.9",
    "10, 300, 0.05",
    "7, 40, 0.0",
    "16, 200, 0.3"
  })
  void a_sparse_layer_equals_its_scalar_twin(int outputs, int inputs, double density) {
    Layer.Dense layer = new Layer.Dense("fc1", inputs, outputs);
    Network network = new Network(List.of(layer));
    Mask mask = TestNetworks.randomMask(network, density, 4);
    Weights start = Initialiser.KAIMING_UNIFORM.draw(network, Streams.of(1)).masked(mask);
    SparseStage stage = new SparseStage(layer, mask, start, 0);
    Inputs x = inputs(60, inputs);
    float[] y = new float[outputs * Lanes.COUNT];
    stage.forward(x, y);
    float[] d = deltas(outputs, 60);
    float[] dx = new float[inputs * Lanes.COUNT];
    stage.backward(x, y, d, dx, null);
    Tensor weight = stage.tensors().getFirst();
    float[] gradient = stage.rowMajor(weight, weight.gradient);

    float[] w = start.values("fc1.weight");
    int[] kept = mask.indices(network.prunable().getFirst());
    float[] twin = new float[y.length];
    float[] twinDx = new float[dx.length];
    float[] twinGradient = new float[w.length];
    for (int at : kept) {
      int o = at / inputs;
      int i = at % inputs;
      float[] slots = new float[16];
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        int out = o * Lanes.COUNT + lane;
        int in = i * Lanes.COUNT + lane;
        twin[out] = Math.fma(w[at], x.lanes[in], twin[out]);
        twinDx[in] = Math.fma(w[at], d[out], twinDx[in]);
        slots[lane % 16] =
            lane < 16 ? d[out] * x.lanes[in] : Math.fma(d[out], x.lanes[in], slots[lane % 16]);
      }
      twinGradient[at] = tree(slots);
    }
    assertThat(y).containsExactly(twin);
    assertThat(dx).containsExactly(twinDx);
    assertThat(gradient).containsExactly(twinGradient);
  }

  @Test
  void features_that_do_not_vary_over_the_block_are_found() {
    Examples examples = TestNetworks.examples(61, 11, 3, 2);
    Inputs x = new Inputs(11);
    x.fill(examples, IntStream.range(0, 61).toArray(), 0, 61, new float[64 * 16]);
    assertThat(x.liveCount()).isEqualTo(8);
    assertThat(x.constant[0]).isEqualTo(-0.42f);
    assertThat(x.constant[1]).isZero();
    assertThat(x.rowStride()).isEqualTo(16);
  }

  @Test
  void the_exponential_is_within_two_units_in_the_last_place() {
    for (float argument = -86.9f; argument < 88; argument += 0.0137f) {
      float got = lane(Transcendentals.exp(vector(argument)));
      double exact = StrictMath.exp(argument);
      assertThat(Math.abs(got - exact) / Math.ulp((float) exact))
          .as("exp(%s)", argument)
          .isLessThan(2);
    }
    assertThat(lane(Transcendentals.exp(vector(Float.NaN)))).isNaN();
    assertThat(lane(Transcendentals.exp(vector(0)))).isEqualTo(1);
  }

  @Test
  void the_hyperbolic_tangent_is_within_two_units_in_the_last_place() {
    for (float argument = -9; argument < 9; argument += 0.00371f) {
      float got = lane(Transcendentals.tanh(vector(argument)));
      double exact = StrictMath.tanh(argument);
      assertThat(Math.abs(got - exact) / Math.ulp((float) exact))
          .as("tanh(%s)", argument)
          .isLessThan(2.5);
    }
    assertThat(lane(Transcendentals.tanh(vector(Float.NaN)))).isNaN();
    assertThat(lane(Transcendentals.tanh(vector(100)))).isEqualTo(1);
  }

  @Test
  void softmax_cross_entropy_equals_its_definition() {
    int classes = 7;
    float[] z = TestNetworks.gaussians(classes * Lanes.COUNT, "z");
    int[] labels = IntStream.range(0, Lanes.COUNT).map(n -> n % classes).toArray();
    float[] d = z.clone();
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(classes);
    double loss = softmax.loss(z, labels, 50);
    softmax.gradient(d, labels, 50, 0.25f);
    double expected = 0;
    for (int n = 0; n < Lanes.COUNT; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(z[c * Lanes.COUNT + n]);
      }
      expected += n < 50 ? Math.log(sum) - z[labels[n] * Lanes.COUNT + n] : 0;
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(z[c * Lanes.COUNT + n]) / sum - (c == labels[n] ? 1 : 0);
        assertThat((double) d[c * Lanes.COUNT + n]).isCloseTo(n < 50 ? 0.25 * p : 0, within(1e-6));
      }
    }
    assertThat(loss).isCloseTo(expected, within(1e-4));
  }

  private static float tree(float[] s) {
    float[] eight = new float[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = s[i] + s[i + 8];
    }
    return ((eight[0] + eight[4]) + (eight[2] + eight[6]))
        + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
  }

  private static boolean isLive(Inputs x, int feature) {
    return IntStream.range(0, x.liveCount()).anyMatch(j -> x.live[j] == feature);
  }

  private static Inputs inputs(int examples, int features) {
    Inputs x = new Inputs(features);
    Examples source = TestNetworks.examples(examples, features, 2, 7);
    x.fill(
        source,
        IntStream.range(0, examples).toArray(),
        0,
        examples,
        new float[Lanes.COUNT * Lanes.padded(features)]);
    return x;
  }

  /// Gradients by outputs: zero in the lanes that are not in use.
  private static float[] deltas(int outputs, int examples) {
    RandomStream random = Streams.of(3).named("d");
    float[] d = new float[outputs * Lanes.COUNT];
    for (int i = 0; i < d.length; i++) {
      float drawn = (float) random.nextGaussian();
      d[i] = i % Lanes.COUNT < examples ? drawn : 0;
    }
    return d;
  }

  private static FloatVector vector(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }

  private static float lane(FloatVector vector) {
    return vector.lane(0);
  }
}
