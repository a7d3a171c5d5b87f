package dev.tombola.cpu;

import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows of products of convolutions against their scalar twins, bit for bit: the twins define the
/// kernels. What lies outside the positions asked for is NaN before and after.
final class ConvKernelsTest {
  /// As many as tiles of any width and their remainders need.
  private static final int MOST_COLUMNS = 19;

  /// Summands of a turn of the dense product: part of its numerics.
  private static final int TURN = 144;

  private static final int GAP = 3 * Planes.LANES;
  private static final int CHANNEL = (2 * MOST_COLUMNS + 1) * Planes.LANES;

  /// Entries of the rows of a sparse product.
  private static final int[] ENTRIES = {0, 1, 2, 7, 0, 33, 0};

  static IntStream columns() {
    return IntStream.rangeClosed(1, MOST_COLUMNS);
  }

  @ParameterizedTest
  @MethodSource("columns")
  void a_dense_row_sums_in_turns_of_144_from_the_biases_on(int columns) {
    for (int count : new int[] {0, 1, TURN, TURN + 1, 2 * TURN + 3}) {
      dense(columns, columns % 2 == 0 ? 8 : 24, count, false);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void a_dense_row_that_is_added_keeps_what_there_was_until_a_turn_is_done(int columns) {
    for (int count : new int[] {0, 2, TURN, TURN + 1}) {
      dense(columns, columns % 2 == 0 ? 16 : 8, count, true);
    }
  }

  private static void dense(int columns, int channels, int count, boolean add) {
    int stride = DenseConvKernels.stride(channels);
    float[] w = TestNetworks.gaussians(count * stride, "w");
    float[] b = TestNetworks.gaussians(channels, "b");
    float[] x = TestNetworks.gaussians(CHANNEL * 4, "x");
    int[] offset = offsets(count);
    int[] weightAt = new int[count];
    Arrays.setAll(weightAt, k -> (count - 1 - k) * stride);
    for (Positions row : rows(columns, channels)) {
      float[] y = results(row, add);
      float[] twin = y.clone();
      DenseConvKernels.row(w, weightAt, offset, count, b, x, GAP, y, GAP, row, add);
      for (int r = 0; r < channels; r++) {
        for (int element = 0; element < columns * Planes.LANES; element++) {
          int in = in(row, element);
          int at = at(row, r, element);
          float total = add ? twin[at] : b[r];
          for (int from = 0; from < count; from += TURN) {
            float sum = from == 0 && !add ? total : 0;
            for (int k = from; k < Math.min(count, from + TURN); k++) {
              sum = Math.fma(w[weightAt[k] + r], x[offset[k] + in], sum);
            }
            total = from == 0 && !add ? sum : total + sum;
          }
          twin[at] = total;
        }
      }
      TestLanes.assertSame(y, twin);
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void a_sparse_row_is_one_chain_of_its_entries_from_the_bias_on(int columns) {
    sparse(columns, false);
  }

  @ParameterizedTest
  @MethodSource("columns")
  void a_sparse_row_that_is_added_is_one_chain_of_its_own(int columns) {
    sparse(columns, true);
  }

  private static void sparse(int columns, boolean add) {
    int[] cuts = new int[ENTRIES.length + 1];
    for (int r = 0; r < ENTRIES.length; r++) {
      cuts[r + 1] = cuts[r] + ENTRIES[r];
    }
    int count = cuts[ENTRIES.length];
    float[] w = TestNetworks.gaussians(count, "w");
    float[] b = TestNetworks.gaussians(ENTRIES.length, "b");
    float[] x = TestNetworks.gaussians(CHANNEL * 4, "x");
    int[] offset = offsets(count);
    for (Positions row : rows(columns, ENTRIES.length)) {
      float[] y = results(row, add);
      float[] twin = y.clone();
      if (add) {
        SparseConvSums.row(cuts, offset, w, x, GAP, y, GAP, row);
      } else {
        SparseConvKernels.row(cuts, offset, w, b, x, GAP, y, GAP, row);
      }
      for (int r = 0; r < ENTRIES.length; r++) {
        for (int element = 0; element < columns * Planes.LANES; element++) {
          float sum = add ? 0 : b[r];
          for (int e = cuts[r]; e < cuts[r + 1]; e++) {
            sum = Math.fma(w[e], x[offset[e] + in(row, element)], sum);
          }
          int at = at(row, r, element);
          twin[at] = add ? twin[at] + sum : sum;
        }
      }
      TestLanes.assertSame(y, twin);
    }
  }

  /// As a convolution has them forward, with a stride of one and two, and for the input gradient
  /// with a stride of two.
  private static Positions[] rows(int columns, int channels) {
    int one = Planes.LANES;
    return new Positions[] {
      new Positions(columns, one, one, channels, CHANNEL),
      new Positions(columns, 2 * one, one, channels, CHANNEL),
      new Positions(columns, one, 2 * one, channels, CHANNEL)
    };
  }

  private static int[] offsets(int count) {
    RandomStream random = Streams.of(3).named("offsets");
    int positions = 4 * CHANNEL / Planes.LANES - 2 * MOST_COLUMNS - 3;
    return IntStream.range(0, count).map(_ -> random.nextInt(positions) * Planes.LANES).toArray();
  }

  /// NaN, but what is to be added to.
  private static float[] results(Positions row, boolean add) {
    float[] y = DenseKernelsTest.nothing(2 * GAP + row.channels() * CHANNEL);
    if (add) {
      float[] before = TestNetworks.gaussians(y.length, "y");
      for (int r = 0; r < row.channels(); r++) {
        for (int element = 0; element < row.columns() * Planes.LANES; element++) {
          int at = at(row, r, element);
          y[at] = before[at];
        }
      }
    }
    return y;
  }

  private static int in(Positions row, int element) {
    return GAP + element / Planes.LANES * row.inStep() + element % Planes.LANES;
  }

  private static int at(Positions row, int channel, int element) {
    return GAP
        + channel * row.outChannel()
        + element / Planes.LANES * row.outStep()
        + element % Planes.LANES;
  }
}
