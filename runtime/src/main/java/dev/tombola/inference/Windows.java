package dev.tombola.inference;

import static dev.tombola.inference.Vectors.SPECIES;
import static dev.tombola.inference.Vectors.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// A row in every lane. A step adds to each of a group of rows its next entry, whose input may be
/// anywhere; but rows of about the same length go through the inputs at about the same pace. So a
/// step looks at a window of inputs, two vectors side by side, from which one instruction picks
/// every lane's own. Rows whose next entry lies beyond the window wait, with a weight of zero.
final class Windows implements SingleProduct {
  /// Rows of a group: two vectors, which share what is read of the inputs.
  static final int LANES = 2 * WIDTH;

  /// Inputs of a window.
  private static final int INPUTS = 2 * WIDTH;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final VectorSpecies<Byte> PICKS =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(WIDTH * Byte.SIZE));

  /// Of all rows, and zeros up to a whole group.
  private final float[] bias;

  /// Where the steps of a group begin, `[groups + 1]`.
  private final int[] groups;

  /// The first input of a step's window.
  private int[] window;

  /// Which of a window's inputs is a lane's, `[steps][LANES]`.
  private byte[] pick;

  /// `[steps][LANES]`.
  private float[] w;

  private int steps;

  Windows(SparseRows rows) {
    groups = new int[Math.ceilDiv(rows.rows(), LANES) + 1];
    bias = Arrays.copyOf(rows.bias, (groups.length - 1) * LANES);
    window = new int[0];
    pick = new byte[0];
    w = new float[0];
    for (int g = 0; g + 1 < groups.length; g++) {
      addSteps(rows, g * LANES, Math.min(rows.rows(), (g + 1) * LANES));
      groups[g + 1] = steps;
    }
    reserve(steps);
  }

  /// @param first of a group's rows
  /// @param end of them
  private void addSteps(SparseRows rows, int first, int end) {
    int[] next = Arrays.copyOfRange(rows.cuts, first, end);
    while (true) {
      int begin = Integer.MAX_VALUE;
      for (int lane = 0; lane < next.length; lane++) {
        if (next[lane] < rows.cuts[first + lane + 1]) {
          begin = Math.min(begin, rows.offset[next[lane]]);
        }
      }
      if (begin == Integer.MAX_VALUE) {
        return;
      }
      addStep(rows, first, next, begin);
    }
  }

  /// @param next the entry that each lane has next, which moves on where the lane is served
  private void addStep(SparseRows rows, int first, int[] next, int begin) {
    if (steps == window.length) {
      reserve(Math.max(64, Math.multiplyExact(2, steps)));
    }
    window[steps] = begin;
    for (int lane = 0; lane < next.length; lane++) {
      int entry = next[lane];
      if (entry < rows.cuts[first + lane + 1] && rows.offset[entry] - begin < INPUTS) {
        pick[steps * LANES + lane] = (byte) (rows.offset[entry] - begin);
        w[steps * LANES + lane] = rows.w[entry];
        next[lane]++;
      }
    }
    steps++;
  }

  private void reserve(int count) {
    window = Arrays.copyOf(window, count);
    pick = Arrays.copyOf(pick, Math.multiplyExact(count, LANES));
    w = Arrays.copyOf(w, pick.length);
  }

  int steps() {
    return steps;
  }

  @Override
  public void multiply(Workspace at, int in, int out, boolean relu) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int g = 0; g + 1 < groups.length; g++) {
      sum(g, at.values, in, out + g * LANES, floor);
    }
  }

  private void sum(int group, float[] x, int in, int out, float floor) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, group * LANES);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, bias, group * LANES + WIDTH);
    int[] window = this.window;
    byte[] pick = this.pick;
    float[] w = this.w;
    int end = groups[group + 1];
    for (int step = groups[group]; step < end; step++) {
      int begin = in + window[step];
      IntVector x0 = FloatVector.fromArray(SPECIES, x, begin).reinterpretAsInts();
      IntVector x1 = FloatVector.fromArray(SPECIES, x, begin + WIDTH).reinterpretAsInts();
      int i = step * LANES;
      IntVector pick0 =
          (IntVector)
              ByteVector.fromArray(PICKS, pick, i).convertShape(VectorOperators.B2I, INTS, 0);
      IntVector pick1 =
          (IntVector)
              ByteVector.fromArray(PICKS, pick, i + WIDTH)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      sum0 =
          FloatVector.fromArray(SPECIES, w, i)
              .fma(pick0.selectFrom(x0, x1).reinterpretAsFloats(), sum0);
      sum1 =
          FloatVector.fromArray(SPECIES, w, i + WIDTH)
              .fma(pick1.selectFrom(x0, x1).reinterpretAsFloats(), sum1);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    sum0.max(least).intoArray(x, out);
    sum1.max(least).intoArray(x, out + WIDTH);
  }
}
