package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels of vectors against the plain ones, value by value the same, on segments that end where
/// the slack does: what reads or writes further throws.
final class KernelsTest {
  private static final int[] LENGTHS = {
    1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 66, 100, 127, 128
  };
  private static final int[] ROWS = {1, 3, 4, 5, 16, 17, 33, 130};
  private static final int INPUTS = 13;

  /// Before a row and beyond its slack.
  private static final int MARGIN = 5;

  private final Random random = new Random(5);

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void vectors_of_any_width_compute_what_plain_loops_do(int bits)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Dtombola.vectorBits=" + bits,
                "-cp",
                System.getProperty("java.class.path"),
                KernelsTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String answer = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(answer.lines()).last().isEqualTo(bits / 32 + " floats");
    assertThat(child.waitFor()).isZero();
  }

  @SuppressWarnings("JUnitMethodInvoked") // in another virtual machine, where nobody else would
  public static void main(String[] arguments) {
    KernelsTest test = new KernelsTest();
    test.sums_over_rows_are_the_same();
    test.sums_for_one_example_are_the_same();
    test.sums_of_surviving_weights_for_one_example_are_the_same();
    test.blocks_are_transposed();
    test.what_changes_rows_in_place_is_the_same();
    System.out.println(Vectors.WIDTH + " floats");
  }

  @Test
  void sums_over_rows_are_the_same() {
    for (int shift : new int[] {0, 4, 6}) {
      for (int length : LENGTHS) {
        for (int rows : ROWS) {
          int step = length + Kernels.SLACK;
          int[] offsets = IntStream.range(0, INPUTS).map(_ -> random.nextInt(20)).toArray();
          MemorySegment x = numbers(MARGIN + (19 << shift) + length + Kernels.SLACK);
          SparseRows sparse = sparseRows(rows, offsets);
          DenseRows dense = denseRows(rows, offsets);
          boolean relu = random.nextBoolean();
          String what = "%d rows of %d, shift %d".formatted(rows, length, shift);
          requireSame(
              what,
              MARGIN + rows * step,
              (kernels, y) ->
                  kernels.sparse(sparse, 0, rows, x, MARGIN, shift, y, MARGIN, step, length, relu),
              MARGIN,
              step,
              length);
          int first = DenseRows.TILE * random.nextInt(dense.padded / DenseRows.TILE);
          int end = rows <= first ? dense.padded : rows;
          int written = Math.ceilDiv(end - first, DenseRows.TILE) * DenseRows.TILE;
          requireSame(
              what,
              MARGIN + written * step,
              (kernels, y) -> {
                kernels.dense(dense, first, end, x, MARGIN, shift, y, MARGIN, step, length, relu);
                y.asSlice(4L * (MARGIN + (end - first) * step)).fill((byte) 0);
              },
              MARGIN,
              step,
              length);
        }
      }
    }
  }

  @Test
  void sums_for_one_example_are_the_same() {
    for (int rows : ROWS) {
      DenseRows dense = denseRows(rows, IntStream.range(0, INPUTS).toArray());
      float[] x = values(MARGIN + INPUTS);
      int[] live = IntStream.range(0, INPUTS).filter(_ -> random.nextBoolean()).toArray();
      for (boolean relu : new boolean[] {true, false}) {
        float[] expected = values(MARGIN + dense.padded + MARGIN);
        float[] got = expected.clone();
        new PlainKernels().denseSingle(dense, x, MARGIN, live, live.length, expected, MARGIN, relu);
        new VectorKernels().denseSingle(dense, x, MARGIN, live, live.length, got, MARGIN, relu);
        assertThat(got).as("%d rows", rows).isEqualTo(expected);
      }
    }
  }

  @Test
  void sums_of_surviving_weights_for_one_example_are_the_same() {
    for (int rows : ROWS) {
      for (int inputs : new int[] {1, 7, 31, 33, 300}) {
        for (double density : new double[] {0, 0.01, 0.1, 0.5, 1}) {
          SparseRows sparse = someOf(rows, inputs, density);
          String what = "%d rows of %d inputs, %s".formatted(rows, inputs, density);
          requireSameSums(what, sparse, inputs, new VectorKernels().single(sparse, inputs));
          if (Vectors.WIDTH >= 8) {
            requireSameSums(what, sparse, inputs, new Slices(sparse, Slices.cuts(sparse)));
          }
        }
      }
    }
  }

  /// What no row reads is no number.
  private void requireSameSums(String what, SparseRows rows, int inputs, SingleProduct product) {
    int out = MARGIN + inputs;
    int positions = out + rows.rows();
    Plan plan = new Plan(0, List.of(), null, List.of(), List.of(), 0, positions, 0);
    Workspace expected = Workspace.single(plan);
    Workspace got = Workspace.single(plan);
    Arrays.fill(expected.values, Float.NaN);
    for (int input : rows.offset) {
      expected.values[MARGIN + input] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
    }
    System.arraycopy(expected.values, 0, got.values, 0, got.values.length);
    boolean relu = random.nextBoolean();
    new OneByOne(rows, inputs).multiply(expected, MARGIN, out, relu);
    product.multiply(got, MARGIN, out, relu);
    assertThat(Arrays.copyOf(got.values, positions))
        .as(what)
        .isEqualTo(Arrays.copyOf(expected.values, positions));
  }

  /// Rows of a random mask and normal values.
  private SparseRows someOf(int rows, int inputs, double density) {
    int[] cuts = new int[rows + 1];
    int[] offset = new int[rows * inputs];
    for (int row = 0; row < rows; row++) {
      cuts[row + 1] = cuts[row];
      for (int input = 0; input < inputs; input++) {
        if (random.nextDouble() < density) {
          offset[cuts[row + 1]++] = input;
        }
      }
    }
    int entries = cuts[rows];
    return new SparseRows(cuts, Arrays.copyOf(offset, entries), normal(entries), normal(rows));
  }

  @Test
  void blocks_are_transposed() {
    float[] x = values(MARGIN + 16 * 21);
    requireSame(
        "lay", 23 << 5, (kernels, y) -> kernels.lay(x, MARGIN, 21, y, 7, 5, 11), 0, 0, 23 << 5);
    MemorySegment rows = numbers(MARGIN + 8 * 64);
    float[] expected = new float[MARGIN + 8 * 11];
    float[] got = new float[expected.length];
    new PlainKernels().take(rows, MARGIN, 64, expected, MARGIN, 11);
    new VectorKernels().take(rows, MARGIN, 64, got, MARGIN, 11);
    assertThat(got).isEqualTo(expected);
  }

  @Test
  void what_changes_rows_in_place_is_the_same() {
    for (int length : LENGTHS) {
      MemorySegment x = numbers(MARGIN + length);
      String what = "a row of " + length;
      int slack = Math.ceilDiv(length, 16) * 16;
      requireSame(
          what, MARGIN + slack, (kernels, y) -> kernels.relu(y, MARGIN, length), MARGIN, 0, length);
      int size = MARGIN + length;
      for (boolean relu : new boolean[] {true, false}) {
        requireSame(
            what,
            size,
            (kernels, y) -> kernels.add(x, MARGIN, y, MARGIN, length, relu),
            0,
            0,
            size);
      }
      requireSame(
          what, size, (kernels, y) -> kernels.affine(y, MARGIN, length, 1.7f, -0.3f), 0, 0, size);
      requireSame(
          what, size, (kernels, y) -> kernels.max(x, MARGIN, y, MARGIN, length), 0, 0, size);
    }
  }

  /// @param done to a segment of `size` floats, whose rows from `first` on, each `step` after the
  ///   one before, have to be the same; a step of 0 is of one row
  private void requireSame(
      String what,
      int size,
      BiConsumer<Kernels, MemorySegment> done,
      int first,
      int step,
      int length) {
    MemorySegment expected = numbers(size);
    MemorySegment got = Arena.ofAuto().allocate(expected.byteSize(), 64).copyFrom(expected);
    done.accept(new PlainKernels(), expected);
    done.accept(new VectorKernels(), got);
    for (int from = first; from + length <= size; from += step == 0 ? size : step) {
      assertThat(row(got, from, length)).as(what).isEqualTo(row(expected, from, length));
    }
    assertThat(row(got, 0, first)).as(what).isEqualTo(row(expected, 0, first));
  }

  private static float[] row(MemorySegment x, int from, int length) {
    return Arrays.copyOfRange(x.toArray(JAVA_FLOAT), from, from + length);
  }

  private SparseRows sparseRows(int rows, int[] offsets) {
    int[] cuts = new int[rows + 1];
    int[] offset = new int[rows * offsets.length];
    for (int row = 0; row < rows; row++) {
      cuts[row + 1] = cuts[row];
      for (int input : offsets) {
        if (random.nextBoolean()) {
          offset[cuts[row + 1]++] = input;
        }
      }
    }
    return new SparseRows(cuts, offset, values(offset.length), values(rows));
  }

  private DenseRows denseRows(int rows, int[] offsets) {
    float[] value = values(rows * offsets.length);
    return new Product(rows, offsets.length, value, values(rows), value.length).denseRows(offsets);
  }

  private MemorySegment numbers(int count) {
    return Arena.ofAuto().allocate(4L * count, 64).copyFrom(MemorySegment.ofArray(values(count)));
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// Normal, some of them zeros of either sign, infinite or not numbers.
  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (random.nextInt(100)) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> Float.NEGATIVE_INFINITY;
            case 3, 4 -> 0;
            case 5, 6 -> -0f;
            default -> (float) random.nextGaussian();
          };
    }
    return values;
  }
}
