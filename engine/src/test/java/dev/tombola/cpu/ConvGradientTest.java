package dev.tombola.cpu;

import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The weight gradient of a convolution against its scalar twin, bit for bit.
final class ConvGradientTest {
  private static final int SUMMANDS = 21;
  private static final int CHANNELS = 16;
  private static final int IN = 2 * Planes.LANES;
  private static final int OUT = 5 * Planes.LANES;

  /// Whole tiles, parts of one, and none.
  private static final int[][] RANGES = {
    {0, 1}, {0, 4}, {3, 8}, {0, 21}, {8, 17}, {16, 21}, {5, 5}
  };

  static Stream<Arguments> areas() {
    return Stream.of(1, 2, 5)
        .flatMap(rows ->
            IntStream.of(1, 2, 3, 8, 9)
                .boxed()
                .flatMap(columns ->
                    Stream.of(Arguments.of(rows, columns, 1), Arguments.of(rows, columns, 2))));
  }

  @ParameterizedTest
  @MethodSource("areas")
  void all_products_are_chains_over_rows_and_columns_and_then_the_fixed_tree(
      int rows, int columns, int stride) {
    ConvGradient.Area area = area(rows, columns, stride);
    int[] offset = ConvGradient.beyond(offsets());
    float[] x = x(area, offset);
    float[] d = d(area);
    for (int[] range : RANGES) {
      for (int channels : new int[] {8, CHANNELS}) {
        float[] g = DenseKernelsTest.nothing(SUMMANDS * 48);
        float[] before = TestNetworks.gaussians(g.length, "g");
        float[] twin = g.clone();
        for (int k = range[0]; k < range[1]; k++) {
          for (int o = 0; o < channels; o++) {
            int at = k * 48 + o;
            g[at] = before[at];
            twin[at] = before[at] + sum(x, offset[k], d, o * area.outChannel(), area);
          }
        }
        float[] scratch = DenseKernelsTest.nothing(ConvGradient.SCRATCH);
        ConvGradient.dense(
            x, offset, range[0], range[1], IN, d, OUT, channels, area, g, 48, scratch);
        TestLanes.assertSame(g, twin);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("areas")
  void products_of_entries_are_the_same_chains(int rows, int columns, int stride) {
    ConvGradient.Area area = area(rows, columns, stride);
    int[] offset = ConvGradient.beyond(offsets());
    float[] x = x(area, offset);
    float[] d = d(area);
    for (int[] range : RANGES) {
      float[] g = DenseKernelsTest.nothing(SUMMANDS);
      float[] before = TestNetworks.gaussians(g.length, "g");
      float[] twin = g.clone();
      int channel = range[1] % CHANNELS * area.outChannel();
      for (int e = range[0]; e < range[1]; e++) {
        g[e] = before[e];
        twin[e] = before[e] + sum(x, offset[e], d, channel, area);
      }
      float[] scratch = DenseKernelsTest.nothing(ConvGradient.SCRATCH);
      ConvGradient.sparse(x, offset, range[0], range[1], IN, d, OUT + channel, area, g, scratch);
      TestLanes.assertSame(g, twin);
    }
  }

  private static float sum(float[] x, int offset, float[] d, int channel, ConvGradient.Area area) {
    float[] slots = new float[Planes.LANES];
    for (int slot = 0; slot < slots.length; slot++) {
      for (int r = 0; r < area.rows(); r++) {
        for (int c = 0; c < area.columns(); c++) {
          float in = x[IN + offset + r * area.inRow() + c * area.inStep() + slot];
          float out = d[OUT + channel + r * area.outRow() + c * Planes.LANES + slot];
          slots[slot] = Math.fma(in, out, slots[slot]);
        }
      }
    }
    return TestLanes.tree(slots);
  }

  private static ConvGradient.Area area(int rows, int columns, int stride) {
    int outChannel = (columns | 1) * Planes.LANES;
    return new ConvGradient.Area(
        rows,
        columns,
        stride * 23 * Planes.LANES,
        stride * Planes.LANES,
        CHANNELS * outChannel,
        outChannel);
  }

  private static int[] offsets() {
    RandomStream random = Streams.of(3).named("offsets");
    return IntStream.range(0, SUMMANDS).map(_ -> random.nextInt(40) * Planes.LANES).toArray();
  }

  private static float[] x(ConvGradient.Area area, int[] offset) {
    int length =
        IN
            + IntStream.of(offset).max().orElseThrow()
            + area.rows() * area.inRow()
            + area.columns() * area.inStep();
    return TestNetworks.gaussians(length, "x");
  }

  private static float[] d(ConvGradient.Area area) {
    return TestNetworks.gaussians(OUT + area.rows() * area.outRow(), "d");
  }
}
