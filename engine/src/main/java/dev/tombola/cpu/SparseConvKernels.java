package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// The sparse product of a convolution, for one row of positions, over the entries e of row r,
/// every element 16 lanes:
///
/// `y[r][c] = b[r] + Σ_e w[e] x[offset[e] + c]`
///
/// A pruned weight does not exist. Forward pass and input gradient are both of this form.
///
/// A tile is 8 vectors side by side, as many positions as they hold: 8 chains hide the latency of
/// the multiply-add. Every element is one chain in the order of the entries, from the bias on, so
/// tile and width do not show in the result. Addresses within a tile are constants; with a step
/// that the compiler does not know the same tile ran at two thirds of the speed, so only
/// convolutions of a stride have one.
final class SparseConvKernels {
  private SparseConvKernels() {}

  /// One row of positions.
  ///
  /// @param cuts where the entries of row r begin, `[rows + 1]`
  /// @param offset where in `x` entry e lies, from `in` on
  /// @param b `[rows]`, where the sums start
  /// @param in where the windows of the first position begin
  /// @param out where the first position's result of row 0 lies
  static void row(
      int[] cuts,
      int[] offset,
      float[] w,
      float[] b,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row) {
    if (row.inStep() == Planes.LANES) {
      sideBySide(cuts, offset, w, b, x, in, y, out, row);
    } else {
      apart(cuts, offset, w, b, x, in, y, out, row);
    }
  }

  private static void sideBySide(
      int[] cuts,
      int[] offset,
      float[] w,
      float[] b,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row) {
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
          tile8(from, to, offset, w, x, i, y, at, outStep, b[r]);
        } else if (vectors == 4) {
          tile4(from, to, offset, w, x, i, y, at, outStep, b[r]);
        } else if (vectors == 2) {
          tile2(from, to, offset, w, x, i, y, at, outStep, b[r]);
        } else {
          tile1(from, to, offset, w, x, i, y, at, b[r]);
        }
      }
      rest -= vectors;
      i += vectors * WIDTH;
      o += vectors * WIDTH / Planes.LANES * outStep;
    }
  }

  private static void apart(
      int[] cuts,
      int[] offset,
      float[] w,
      float[] b,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row) {
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
          apart4(from, to, offset, w, x, i, inStep, y, at, outStep, b[r]);
        } else {
          for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
            tile1(from, to, offset, w, x, i + lane, y, at + lane, b[r]);
          }
        }
      }
      rest -= positions;
      i += positions * inStep;
      o += positions * outStep;
    }
  }

  /// From the first vector of a tile to number i: some lanes on, or some positions.
  static int step(int i, int position) {
    int floats = i * WIDTH;
    return floats / Planes.LANES * position + floats % Planes.LANES;
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
      int outStep,
      float bias) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    int o4 = out + step(4, outStep);
    int o5 = out + step(5, outStep);
    int o6 = out + step(6, outStep);
    int o7 = out + step(7, outStep);
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
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
    a0.intoArray(y, out);
    a1.intoArray(y, o1);
    a2.intoArray(y, o2);
    a3.intoArray(y, o3);
    a4.intoArray(y, o4);
    a5.intoArray(y, o5);
    a6.intoArray(y, o6);
    a7.intoArray(y, o7);
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
      int outStep,
      float bias) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
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
    a0.intoArray(y, out);
    a1.intoArray(y, o1);
    a2.intoArray(y, o2);
    a3.intoArray(y, o3);
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
      int outStep,
      float bias) {
    int o1 = out + step(1, outStep);
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
    FloatVector a1 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, p + WIDTH), a1);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, o1);
  }

  private static void tile1(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int in,
      float[] y,
      int out,
      float bias) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int p = offset[e] + in;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, p), a0);
    }
    a0.intoArray(y, out);
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
      int outStep,
      float bias) {
    int o1 = out + step(1, outStep);
    int o2 = out + step(2, outStep);
    int o3 = out + step(3, outStep);
    int d1 = step(1, inStep);
    int d2 = step(2, inStep);
    int d3 = step(3, inStep);
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
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
    a0.intoArray(y, out);
    a1.intoArray(y, o1);
    a2.intoArray(y, o2);
    a3.intoArray(y, o3);
  }
}
