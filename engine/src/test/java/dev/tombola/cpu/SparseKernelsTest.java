package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Products of sparse layers against scalar twins over the entries, bit for bit: the twins define
/// the kernels. What lies outside the rows asked for is NaN before and after.
final class SparseKernelsTest {
  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(1, 1, 1.0),
        Arguments.of(1, 1, 0.0),
        Arguments.of(2, 3, 0.5),
        Arguments.of(5, 17, 0.5),
        Arguments.of(7, 40, 0.0),
        Arguments.of(15, 16, 0.1),
        Arguments.of(16, 31, 0.9),
        Arguments.of(17, 65, 0.02),
        Arguments.of(10, 100, 1.0),
        Arguments.of(16, 200, 0.3),
        Arguments.of(10, 300, 0.05),
        Arguments.of(3, 784, 0.9),
        Arguments.of(31, 784, 0.2));
  }

  /// With rows in one part and in as many as there may be.
  @ParameterizedTest
  @MethodSource("layers")
  void a_product_sums_even_and_odd_entries_of_each_part_by_themselves(
      int outputs, int inputs, double density) {
    Layer.Dense layer = new Layer.Dense("fc1", inputs, outputs);
    int[] survivors = survivors(layer, density);
    int[] offset = new int[survivors.length];
    for (int e = 0; e < offset.length; e++) {
      offset[e] = Lanes.at(survivors[e] % inputs);
    }
    float[] w = TestNetworks.gaussians(survivors.length, "w");
    float[] b = TestNetworks.gaussians(outputs, "b");
    float[] x = TestLanes.gaussians(inputs, "x");
    for (int least : new int[] {1, 20, Integer.MAX_VALUE}) {
      RowParts rows = new RowParts(layer, survivors, least);
      for (int[] range : ranges(outputs)) {
        float[] y = TestLanes.nothing(outputs);
        float[] twin = y.clone();
        SparseKernels.forward(rows, offset, w, b, x, y, range[0], range[1]);
        for (int row = range[0]; row < range[1]; row++) {
          for (int lane = 0; lane < Lanes.COUNT; lane++) {
            float sum = b[row];
            for (int part = 0; part < rows.count; part++) {
              int to = rows.cut(row, part + 1);
              float odd = 0;
              for (int e = rows.cut(row, part); e < to; e++) {
                float value = x[offset[e] + lane];
                if ((e - rows.cut(row, part)) % 2 == 0) {
                  sum = Math.fma(w[e], value, sum);
                } else {
                  odd = Math.fma(w[e], value, odd);
                }
              }
              sum = rows.cut(row, part) < to ? sum + odd : sum;
            }
            twin[Lanes.at(row) + lane] = sum;
          }
        }
        TestLanes.assertSame(y, twin);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void an_input_gradient_sums_even_and_odd_entries_of_each_column_by_themselves(
      int outputs, int inputs, double density) {
    int[] survivors = survivors(new Layer.Dense("fc1", inputs, outputs), density);
    int[] cuts = new int[inputs + 1];
    int[] offset = new int[survivors.length];
    int[] at = new int[survivors.length];
    int next = 0;
    for (int i = 0; i < inputs; i++) {
      for (int e = 0; e < survivors.length; e++) {
        if (survivors[e] % inputs == i) {
          offset[next] = Lanes.at(survivors[e] / inputs);
          at[next++] = e;
        }
      }
      cuts[i + 1] = next;
    }
    float[] w = TestNetworks.gaussians(survivors.length, "w");
    float[] d = TestLanes.gaussians(outputs, "d");
    for (int[] range : ranges(inputs)) {
      float[] dx = TestLanes.nothing(inputs);
      float[] twin = dx.clone();
      SparseKernels.inputGradient(cuts, offset, at, w, d, dx, range[0], range[1]);
      for (int i = range[0]; i < range[1]; i++) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          float[] sums = new float[2];
          for (int e = cuts[i]; e < cuts[i + 1]; e++) {
            int parity = (e - cuts[i]) % 2;
            sums[parity] = Math.fma(w[at[e]], d[offset[e] + lane], sums[parity]);
          }
          twin[Lanes.at(i) + lane] = sums[0] + sums[1];
        }
      }
      TestLanes.assertSame(dx, twin);
    }
  }

  private static int[] survivors(Layer.Dense layer, double density) {
    Network network = new Network(List.of(layer));
    return TestNetworks.randomMask(network, density, 4).indices(network.prunable().getFirst());
  }

  /// All rows, some in the middle, none.
  private static int[][] ranges(int rows) {
    return new int[][] {{0, rows}, {rows / 3, rows - rows / 3}, {rows / 2, rows / 2}};
  }
}
