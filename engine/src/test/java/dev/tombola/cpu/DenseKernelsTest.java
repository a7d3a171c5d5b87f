package dev.tombola.cpu;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each dense kernel against its scalar twin, bit for bit: the twins define them. What lies outside
/// the rows asked for is NaN before and after.
final class DenseKernelsTest {
  private static final int[] SIZES = {1, 2, 3, 5, 15, 16, 17, 31, 63, 64, 65, 100, 300, 784};

  /// Which inputs vary: all, none, two of three, the last alone.
  private static final IntPredicate[] LIVE = {_ -> true, _ -> false, i -> i % 3 != 1, i -> i == 0};

  static Stream<Arguments> shapes() {
    return IntStream.of(1, 3, 5, 8, 17, 33, 48)
        .boxed()
        .flatMap(rows -> IntStream.of(SIZES).mapToObj(inner -> Arguments.of(rows, inner)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_product_equals_its_scalar_twin(int outputs, int inputs) {
    int stride = DenseStage.stride(outputs);
    float[] w = TestNetworks.gaussians(inputs * stride, "w");
    float[] b = TestNetworks.gaussians(stride, "b");
    float[] x = TestLanes.gaussians(inputs, "x");
    for (IntPredicate varies : LIVE) {
      int[] live = IntStream.range(0, inputs).filter(i -> varies.test(inputs - 1 - i)).toArray();
      for (int[] range : ranges(outputs)) {
        float[] y = TestLanes.nothing(outputs);
        float[] twin = y.clone();
        DenseKernels.forward(w, stride, b, x, live, live.length, y, range[0], range[1]);
        for (int r = range[0]; r < range[1]; r++) {
          for (int lane = 0; lane < Lanes.COUNT; lane++) {
            float sum = b[r];
            for (int k : live) {
              sum = Math.fma(w[k * stride + r], x[Lanes.at(k) + lane], sum);
            }
            twin[Lanes.at(r) + lane] = sum;
          }
        }
        TestLanes.assertSame(y, twin);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void an_input_gradient_equals_its_scalar_twin(int outputs, int inputs) {
    int stride = DenseStage.stride(outputs);
    float[] w = TestNetworks.gaussians(Lanes.padded(inputs) * stride, "w");
    float[] d = TestLanes.gaussians(outputs, "d");
    for (int[] range : ranges(inputs)) {
      float[] dx = TestLanes.nothing(inputs);
      float[] twin = dx.clone();
      DenseKernels.inputGradient(w, stride, d, outputs, dx, range[0], range[1]);
      for (int i = range[0]; i < range[1]; i++) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          float sum = 0;
          for (int o = 0; o < outputs; o++) {
            sum = Math.fma(w[i * stride + o], d[Lanes.at(o) + lane], sum);
          }
          twin[Lanes.at(i) + lane] = sum;
        }
      }
      TestLanes.assertSame(dx, twin);
    }
  }

  /// All rows, with those that pad them, and if there are more than one step's, the last step's.
  private static int[][] ranges(int rows) {
    int end = Lanes.padded(rows);
    return end == Lanes.PADDING
        ? new int[][] {{0, end}, {0, 0}}
        : new int[][] {{0, end}, {end - Lanes.PADDING, end}};
  }

  /// Whole arrays of NaN.
  static float[] nothing(int length) {
    float[] array = new float[length];
    Arrays.fill(array, Float.NaN);
    return array;
  }
}
