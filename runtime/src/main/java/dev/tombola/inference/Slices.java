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

/// Sliced ELLPACK (Monakov et al. 2010): a slice of rows has a row in every lane, and a step adds
/// to each its next entry.
///
/// Inputs of a step may be anywhere, and an instruction that gathers them takes them one by one;
/// but rows of a random mask go through the inputs at about the same pace. So a step looks at a
/// window of inputs, two vectors side by side, from which one instruction picks every lane's own.
/// Rows whose next entry lies beyond the window wait, with a weight of zero.
final class Slices implements SingleProduct {
  /// Rows of a slice: two vectors, which share what is read of the inputs.
  private static final int LANES = 2 * WIDTH;

  /// Inputs of a window.
  private static final int INPUTS = 2 * WIDTH;

  /// A step takes as long as so many entries one by one (docs/benchmarks.md, "One example or
  /// many").
  private static final int ENTRIES_OF_A_STEP = 4;

  /// Of all steps: what an array holds.
  private static final int MOST_LANES = Integer.MAX_VALUE - 8;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final VectorSpecies<Byte> PICKS =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(WIDTH * Byte.SIZE));

  /// Of all rows, and zeros up to a whole slice.
  private final float[] bias;

  /// Where the steps of a slice begin, `[slices + 1]`.
  private final int[] cuts;

  /// The first input of a step's window, `[steps]`.
  private final int[] window;

  /// Which of a window's inputs is a lane's, `[steps][LANES]`.
  private final byte[] pick;

  /// `[steps][LANES]`.
  private final float[] w;

  /// @param cuts of [#cuts]
  Slices(SparseRows rows, int[] cuts) {
    this.cuts = cuts;
    bias = Arrays.copyOf(rows.bias, (cuts.length - 1) * LANES);
    window = new int[cuts[cuts.length - 1]];
    pick = new byte[Math.multiplyExact(window.length, LANES)];
    w = new float[pick.length];
    for (int slice = 0; slice + 1 < cuts.length; slice++) {
      Steps steps = new Steps(rows, slice);
      for (int step = cuts[slice]; steps.next(); step++) {
        window[step] = steps.begin;
        for (int lane = 0; lane < steps.entry.length; lane++) {
          int entry = steps.entry[lane];
          if (entry >= 0) {
            pick[step * LANES + lane] = (byte) (rows.offset[entry] - steps.begin);
            w[step * LANES + lane] = rows.w[entry];
          }
        }
      }
    }
  }

  /// Where the steps of a slice would begin, `[slices + 1]`.
  static int[] cuts(SparseRows rows) {
    int[] cuts = new int[Math.ceilDiv(rows.rows(), LANES) + 1];
    for (int slice = 0; slice + 1 < cuts.length; slice++) {
      Steps steps = new Steps(rows, slice);
      cuts[slice + 1] = cuts[slice];
      while (steps.next()) {
        cuts[slice + 1]++;
      }
    }
    return cuts;
  }

  /// Whether lanes have work often enough that this is faster than one entry at a time.
  static boolean suit(SparseRows rows, int[] cuts) {
    long steps = cuts[cuts.length - 1];
    return steps * ENTRIES_OF_A_STEP <= rows.w.length && steps * LANES <= MOST_LANES;
  }

  /// Goes through the steps of a slice.
  private static final class Steps {
    private final SparseRows rows;
    private final int first;

    /// The entry that each lane has next.
    private final int[] next;

    /// The step's entry of each lane; negative for none.
    final int[] entry;

    /// The first input of the step's window.
    int begin;

    Steps(SparseRows rows, int slice) {
      this.rows = rows;
      first = slice * LANES;
      next = Arrays.copyOfRange(rows.cuts, first, Math.min(rows.rows(), first + LANES));
      entry = new int[next.length];
    }

    boolean next() {
      begin = Integer.MAX_VALUE;
      for (int lane = 0; lane < next.length; lane++) {
        if (isLeft(lane)) {
          begin = Math.min(begin, rows.offset[next[lane]]);
        }
      }
      for (int lane = 0; lane < next.length; lane++) {
        boolean served = isLeft(lane) && rows.offset[next[lane]] - begin < INPUTS;
        entry[lane] = served ? next[lane]++ : -1;
      }
      return begin < Integer.MAX_VALUE;
    }

    private boolean isLeft(int lane) {
      return next[lane] < rows.cuts[first + lane + 1];
    }
  }

  @Override
  public void multiply(Workspace at, int in, int out, boolean relu) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int slice = 0; slice + 1 < cuts.length; slice++) {
      sum(slice, at.values, in, out + slice * LANES, floor);
    }
  }

  private void sum(int slice, float[] x, int in, int out, float floor) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, slice * LANES);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, bias, slice * LANES + WIDTH);
    int end = cuts[slice + 1];
    for (int step = cuts[slice]; step < end; step++) {
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
