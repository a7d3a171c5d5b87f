package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each dense kernel against its scalar twin, bit for bit: the twins define them.
final class DenseKernelsTest {
  private static final int[] SIZES = {1, 2, 3, 5, 15, 16, 17, 31, 63, 64, 65, 100, 300, 784};

  /// Which inputs vary: all, none, two of three, the last alone.
  private static final IntPredicate[] LIVE = {_ -> true, _ -> false, i -> i % 3 != 1, i -> i == 0};

  static Stream<Arguments> shapes() {
    return IntStream.of(1, 2, 3, 4, 5, 7, 17)
        .boxed()
        .flatMap(rows -> IntStream.of(SIZES).mapToObj(inner -> Arguments.of(rows, inner)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_product_equals_its_scalar_twin(int rows, int inner) {
    int stride = Lanes.padded(inner);
    float[] w = TestNetworks.gaussians(rows * stride, "w");
    float[] b = TestNetworks.gaussians(rows, "b");
    float[] x = TestNetworks.gaussians(inner * Lanes.COUNT, "x");
    for (IntPredicate varies : LIVE) {
      int[] live = IntStream.range(0, inner).filter(i -> varies.test(inner - 1 - i)).toArray();
      float[] y = new float[rows * Lanes.COUNT];
      Arrays.fill(y, Float.NaN);
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
      assertThat(y).as("%d of %d live", live.length, inner).containsExactly(twin);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_transposed_product_equals_its_scalar_twin(int outputs, int inputs) {
    int stride = Lanes.padded(inputs);
    float[] w = TestNetworks.gaussians(outputs * stride, "w");
    float[] d = TestNetworks.gaussians(outputs * Lanes.COUNT, "d");
    int[] every = IntStream.range(0, outputs).toArray();
    float[] dx = new float[inputs * Lanes.COUNT];
    Arrays.fill(dx, Float.NaN);
    DenseKernels.product(w, 1, stride, new float[0], d, every, outputs, dx, inputs);

    float[] twin = new float[dx.length];
    for (int i = 0; i < inputs; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        for (int o = 0; o < outputs; o++) {
          int in = i * Lanes.COUNT + lane;
          twin[in] = Math.fma(w[o * stride + i], d[o * Lanes.COUNT + lane], twin[in]);
        }
      }
    }
    assertThat(dx).containsExactly(twin);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1",
    "2, 1, 4",
    "15, 17, 2",
    "16, 5, 3",
    "17, 100, 10",
    "60, 300, 5",
    "63, 65, 7",
    "64, 31, 4",
    "60, 784, 6"
  })
  void a_weight_gradient_equals_its_scalar_twin(int examples, int features, int outputs) {
    int stride = Lanes.padded(features);
    float[] d = deltas(outputs, examples);
    float[] db = new float[outputs];
    DenseKernels.biasGradient(d, db, new float[16]);
    for (IntPredicate varies : LIVE) {
      Inputs x = InputsTest.block(examples, features, i -> !varies.test(i));
      boolean[] live = new boolean[features];
      IntStream.of(x.live).limit(x.liveCount()).forEach(i -> live[i] = true);
      float[] rows = x.rows();
      float[] tile = new float[4 * stride];
      float[] scratch = new float[4 * stride];
      Arrays.fill(scratch, Float.NaN);
      for (int o = 0; o < outputs; o += 4) {
        Arrays.fill(tile, Float.NaN);
        int count = Math.min(4, outputs - o);
        DenseKernels.gradientTile(d, db, x, rows, o, count, tile, stride, scratch);
        for (int r = 0; r < count; r++) {
          for (int i = 0; i < stride; i++) {
            float expected = 0;
            if (i < features && !live[i]) {
              expected = Math.fma(x.constant[i], db[o + r], 0f);
            } else if (i < features) {
              for (int n = 0; n < examples; n++) {
                float delta = d[(o + r) * Lanes.COUNT + n];
                expected = Math.fma(delta, x.lanes[i * Lanes.COUNT + n], expected);
              }
            }
            assertThat(tile[r * stride + i]).as("[%d][%d]", o + r, i).isEqualTo(expected);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void sums_of_constant_inputs_go_through_the_fixed_tree(int outputs, int inputs) {
    int stride = Lanes.padded(inputs);
    float[] w = TestNetworks.gaussians(outputs * stride, "w");
    float[] b = TestNetworks.gaussians(outputs, "b");
    float[] c = InputsTest.block(60, inputs, i -> i % 5 != 4).constant;
    float[] base = new float[outputs];
    DenseKernels.constants(w, stride, b, c, base, new float[16]);
    for (int o = 0; o < outputs; o++) {
      float[] slots = new float[16];
      for (int i = 0; i < stride; i++) {
        slots[i % 16] = Math.fma(w[o * stride + i], c[i], slots[i % 16]);
      }
      assertThat(base[o]).isEqualTo(b[o] + tree(slots));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 17", "10, 64", "5, 60"})
  void a_bias_gradient_goes_through_the_fixed_tree(int outputs, int examples) {
    float[] d = deltas(outputs, examples);
    float[] db = new float[outputs];
    DenseKernels.biasGradient(d, db, new float[16]);
    for (int o = 0; o < outputs; o++) {
      float[] slots = new float[16];
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        slots[lane % 16] += d[o * Lanes.COUNT + lane];
      }
      assertThat(db[o]).isEqualTo(tree(slots));
    }
  }

  /// The fixed tree over 16 slots.
  static float tree(float[] s) {
    float[] eight = new float[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = s[i] + s[i + 8];
    }
    return ((eight[0] + eight[4]) + (eight[2] + eight[6]))
        + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
  }

  /// Gradients by outputs: zero in the lanes that are not in use.
  static float[] deltas(int outputs, int examples) {
    float[] d = TestNetworks.gaussians(outputs * Lanes.COUNT, "d");
    for (int i = 0; i < d.length; i++) {
      d[i] = i % Lanes.COUNT < examples ? d[i] : 0;
    }
    return d;
  }
}
