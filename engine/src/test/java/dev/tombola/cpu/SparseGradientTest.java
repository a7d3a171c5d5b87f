package dev.tombola.cpu;

import dev.tombola.nn.Layer;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The weight gradient at surviving entries against its scalar twin, bit for bit. Which form
/// computes a row depends on its entries and on the vector's width: `EveryWidthTest` runs this with
/// each.
final class SparseGradientTest {
  private static final int INPUTS = 310;

  /// Entries of the rows.
  private static final int[] ENTRIES = {
    0, 1, 3, 4, 5, 0, 15, 16, 17, 19, 20, 21, 31, 32, 33, 63, 64, 65, 66, 67, 128, 131, 300, 0
  };

  /// With rows in as many parts as there may be, in some and in one.
  @ParameterizedTest
  @CsvSource({"1, 64", "20, 60", "2147483647, 64", "2147483647, 1", "2147483647, 33"})
  void a_row_of_any_length_equals_its_scalar_twin(int least, int examples) {
    int outputs = ENTRIES.length;
    int[] survivors = survivors();
    RowParts rows = new RowParts(new Layer.Dense("fc1", INPUTS, outputs), survivors, least);
    int[] offset = new int[survivors.length + SparseGradient.BEYOND];
    Arrays.fill(offset, Lanes.at(0));
    for (int e = 0; e < survivors.length; e++) {
      offset[e] = Lanes.at(survivors[e] % INPUTS);
    }
    float[] x = TestLanes.gaussians(INPUTS, "x");
    float[] d = TestLanes.deltas(outputs, examples);
    for (int[] range : new int[][] {{0, outputs}, {4, 11}, {17, 17}, {22, 24}, {15, 23}}) {
      float[] g = DenseKernelsTest.nothing(survivors.length);
      float[] twin = g.clone();
      float[] scratch = DenseKernelsTest.nothing(SparseGradient.SCRATCH);
      SparseGradient.rows(rows, offset, d, x, g, range[0], range[1], scratch);
      for (int e = 0; e < twin.length; e++) {
        int o = survivors[e] / INPUTS;
        if (o >= range[0] && o < range[1]) {
          twin[e] = product(d, Lanes.at(o), x, offset[e]);
        }
      }
      TestLanes.assertSame(g, twin);
    }
  }

  private static float product(float[] d, int row, float[] x, int in) {
    float[] slots = new float[16];
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      slots[lane % 16] =
          lane < 16
              ? d[row + lane] * x[in + lane]
              : Math.fma(d[row + lane], x[in + lane], slots[lane % 16]);
    }
    return TestLanes.tree(slots);
  }

  private static int[] survivors() {
    List<Integer> survivors = new ArrayList<>();
    RandomStream random = Streams.of(5).named("entries");
    for (int o = 0; o < ENTRIES.length; o++) {
      BitSet kept = new BitSet();
      while (kept.cardinality() < ENTRIES[o]) {
        kept.set(random.nextInt(INPUTS));
      }
      int row = o * INPUTS;
      kept.stream().forEach(i -> survivors.add(row + i));
    }
    return survivors.stream().mapToInt(i -> i).toArray();
  }
}
