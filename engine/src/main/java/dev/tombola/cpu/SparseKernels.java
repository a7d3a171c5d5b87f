package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// Forward pass and input gradient of a sparse layer: each surviving weight is one broadcast
/// against a row of 64 lanes, and a pruned one does not exist.
///
/// A strip is 4 vectors of lanes; even and odd entries of a row have accumulators of their own, so
/// that 8 independent chains hide the latency of the fused multiply-add. The sum is `(b + even
/// entries) + odd entries`, each in order, whatever the width. What bounds the kernel then are its
/// loads: rows must lie in whole cache lines ([Lanes#rows]) and come from the first cache (the
/// parts of [#forward]). See ProductBenchmark.
final class SparseKernels {
  private static final int STRIP = 4 * WIDTH;

  private SparseKernels() {}

  /// `y[r][lane] = b[r] + Σ_e w[e] x[offset[e]][lane]` over the entries e of row r, for the rows
  /// `first` to `end`.
  ///
  /// Even and odd are counted anew in every part of `rows`. `offset` is where the input's row
  /// begins. `x [inputs][64]`, `y [rows][64]`.
  static void forward(
      RowParts rows, int[] offset, float[] w, float[] b, float[] x, float[] y, int first, int end) {
    for (int part = 0; part < rows.count; part++) {
      for (int row = first; row < end; row++) {
        int from = rows.cut(row, part);
        int to = rows.cut(row, part + 1);
        if (from < to) {
          for (int lane = 0; lane < Lanes.COUNT; lane += STRIP) {
            int out = Lanes.at(row) + lane;
            forward(from, to, offset, w, x, lane, y, out, part == 0, b[row]);
          }
        } else if (part == 0) {
          Lanes.fill(y, row, b[row]);
        }
      }
    }
  }

  private static void forward(
      int from,
      int to,
      int[] offset,
      float[] w,
      float[] x,
      int lane,
      float[] y,
      int out,
      boolean fresh,
      float bias) {
    FloatVector a0;
    FloatVector a1;
    FloatVector a2;
    FloatVector a3;
    if (fresh) {
      a0 = FloatVector.broadcast(SPECIES, bias);
      a1 = a0;
      a2 = a0;
      a3 = a0;
    } else {
      a0 = FloatVector.fromArray(SPECIES, y, out);
      a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
      a2 = FloatVector.fromArray(SPECIES, y, out + 2 * WIDTH);
      a3 = FloatVector.fromArray(SPECIES, y, out + 3 * WIDTH);
    }
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector b3 = zero;
    int e = from;
    for (; e + 1 < to; e += 2) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
      v = FloatVector.broadcast(SPECIES, w[e + 1]);
      in = offset[e + 1] + lane;
      b0 = v.fma(FloatVector.fromArray(SPECIES, x, in), b0);
      b1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), b1);
      b2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), b2);
      b3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), b3);
    }
    if (e < to) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
    }
    a0.add(b0).intoArray(y, out);
    a1.add(b1).intoArray(y, out + WIDTH);
    a2.add(b2).intoArray(y, out + 2 * WIDTH);
    a3.add(b3).intoArray(y, out + 3 * WIDTH);
  }

  /// `dx[i][lane] = Σ_e w[at[e]] d[offset[e]][lane]` over the entries e of column i, `cuts[i]` to
  /// `cuts[i + 1]`, for the columns `first` to `end`: `at` finds their values among the rows'. A
  /// loop of its own, so that neither pass decides for every entry how to find its value.
  static void inputGradient(
      int[] cuts, int[] offset, int[] at, float[] w, float[] d, float[] dx, int first, int end) {
    for (int i = first; i < end; i++) {
      for (int lane = 0; lane < Lanes.COUNT; lane += STRIP) {
        inputGradient(cuts[i], cuts[i + 1], offset, at, w, d, lane, dx, Lanes.at(i) + lane);
      }
    }
  }

  private static void inputGradient(
      int from,
      int to,
      int[] offset,
      int[] at,
      float[] w,
      float[] x,
      int lane,
      float[] y,
      int out) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector b2 = zero;
    FloatVector b3 = zero;
    int e = from;
    for (; e + 1 < to; e += 2) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[at[e]]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
      v = FloatVector.broadcast(SPECIES, w[at[e + 1]]);
      in = offset[e + 1] + lane;
      b0 = v.fma(FloatVector.fromArray(SPECIES, x, in), b0);
      b1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), b1);
      b2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), b2);
      b3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), b3);
    }
    if (e < to) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[at[e]]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
    }
    a0.add(b0).intoArray(y, out);
    a1.add(b1).intoArray(y, out + WIDTH);
    a2.add(b2).intoArray(y, out + 2 * WIDTH);
    a3.add(b3).intoArray(y, out + 3 * WIDTH);
  }
}
