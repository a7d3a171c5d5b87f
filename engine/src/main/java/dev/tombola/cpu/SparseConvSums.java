package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;
import static dev.tombola.cpu.SparseConvKernels.step;

import jdk.incubator.vector.FloatVector;

/// The product of [SparseConvKernels], added to what there is when it is done, not before, so that
/// no multiplication waits for memory. A class without a decision in its tiles, as [DenseConvSums]
/// is.
final class SparseConvSums {
  private SparseConvSums() {}

  /// Adds `Σ_e w[e] x[offset[e] + c]` for one row of positions.
  ///
  /// @param cuts where the entries of row r begin, `[rows + 1]`
  /// @param offset where in `x` entry e lies, from `in` on
  /// @param in where the windows of the first position begin
  /// @param out where the first position's result of row 0 lies
  static void row(
      int[] cuts, int[] offset, float[] w, float[] x, int in, float[] y, int out, Positions row) {
    if (row.inStep() == Planes.LANES) {
      sideBySide(cuts, offset, w, x, in, y, out, row);
    } else {
      apart(cuts, offset, w, x, in, y, out, row);
    }
  }

  private static void sideBySide(
      int[] cuts, int[] offset, float[] w, float[] x, int in, float[] y, int out, Positions row) {
    int outStep = row.outStep();
    int rest = row.columns() * Planes.LANES / WIDTH;
    int i = in;
    int o = out;
    while (rest > 0) {
      int vectors = Math.min(8, Integer.highestOneBit(rest));
      for (int r = 0; r < row.channels(); r++) {
        int from = cuts[r];
        int to = cuts[r + 1];
        int at = o + r * row.outChannel();
        if (vectors == 8) {
          tile8(from, to, offset, w, x, i, y, at, outStep);
        } else if (vectors == 4) {
          tile4(from, to, offset, w, x, i, y, at, outStep);
        } else if (vectors == 2) {
          tile2(from, to, offset, w, x, i, y, at, outStep);
        } else {
          tile1(from, to, offset, w, x, i, y, at);
        }
      }
      rest -= vectors;
      i += vectors * WIDTH;
      o += vectors * WIDTH / Planes.LANES * outStep;
    }
  }

  private static void apart(
      int[] cuts, int[] offset, float[] w, float[] x, int in, float[] y, int out, Positions row) {
    int outStep = row.outStep();
    int inStep = row.inStep();
    int rest = row.columns();
    int i = in;
    int o = out;
    while (rest > 0) {
      int positions = rest >= 4 * WIDTH / Planes.LANES ? 4 * WIDTH / Planes.LANES : 1;
      for (int r = 0; r < row.channels(); r++) {
        int from = cuts[r];
        int to = cuts[r + 1];
        int at = o + r * row.outChannel();
        if (positions * Planes.LANES == 4 * WIDTH) {
          apart4(from, to, offset, w, x, i, inStep, y, at, outStep);
        } else {
          for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
            tile1(from, to, offset, w, x, i + lane, y, at + lane);
          }
        }
      }
      rest -= positions;
      i += positions * inStep;
      o += positions * outStep;
    }
  }

  private static void tile8(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int in,
      float[] y,
      int out,
      int outStep) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    int o4 = out + step(4, outStep);
    int o5 = out + step(5, outStep);
    int o6 = out + step(6, outStep);
    int o7 = out + step(7, outStep);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, p + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, p + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, p + 3 * WIDTH), a3);
      a4 = v.fma(FloatVector.fromArray(SPECIES, x, p + 4 * WIDTH), a4);
      a5 = v.fma(FloatVector.fromArray(SPECIES, x, p + 5 * WIDTH), a5);
      a6 = v.fma(FloatVector.fromArray(SPECIES, x, p + 6 * WIDTH), a6);
      a7 = v.fma(FloatVector.fromArray(SPECIES, x, p + 7 * WIDTH), a7);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, o1)).intoArray(y, o1);
    a2.add(FloatVector.fromArray(SPECIES, y, o2)).intoArray(y, o2);
    a3.add(FloatVector.fromArray(SPECIES, y, o3)).intoArray(y, o3);
    a4.add(FloatVector.fromArray(SPECIES, y, o4)).intoArray(y, o4);
    a5.add(FloatVector.fromArray(SPECIES, y, o5)).intoArray(y, o5);
    a6.add(FloatVector.fromArray(SPECIES, y, o6)).intoArray(y, o6);
    a7.add(FloatVector.fromArray(SPECIES, y, o7)).intoArray(y, o7);
  }

  private static void tile4(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int in,
      float[] y,
      int out,
      int outStep) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, p + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, p + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, p + 3 * WIDTH), a3);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, o1)).intoArray(y, o1);
    a2.add(FloatVector.fromArray(SPECIES, y, o2)).intoArray(y, o2);
    a3.add(FloatVector.fromArray(SPECIES, y, o3)).intoArray(y, o3);
  }

  private static void tile2(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int in,
      float[] y,
      int out,
      int outStep) {
    int o1 = out + step(1, outStep);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, p + WIDTH), a1);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, o1)).intoArray(y, o1);
  }

  private static void tile1(
      int from, int to, int[] offset, float[] w, float[] x, int in, float[] y, int out) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
  }

  /// As [#tile4], of positions that do not lie side by side.
  private static void apart4(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int in,
      int inStep,
      float[] y,
      int out,
      int outStep) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    int d1 = step(1, inStep);
    int d2 = step(2, inStep);
    int d3 = step(3, inStep);
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, p + d1), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, p + d2), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, p + d3), a3);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, o1)).intoArray(y, o1);
    a2.add(FloatVector.fromArray(SPECIES, y, o2)).intoArray(y, o2);
    a3.add(FloatVector.fromArray(SPECIES, y, o3)).intoArray(y, o3);
  }
}
