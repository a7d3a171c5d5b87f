package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Products of a sparse layer: each surviving weight is one broadcast against a row of 64 lanes,
/// and a pruned one does not exist.
///
/// A strip of 8 vectors hides the latency of the fused multiply-add with independent chains and
/// reads index and value once; 64 lanes are one strip at 256 bits, two at 128, half of one at 512.
final class SparseKernels {
  private static final int STRIP = Math.min(8 * WIDTH, Lanes.COUNT);

  /// The weight gradient's own width, also where vectors of 16 are preferred: both halves of the 16
  /// slots are there at once, and their sum is what a wider vector would have to be cut into.
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

  /// Partners at distance 4, 2 and 1: three additions sum eight slots as [Lanes#tree8] does.
  private static final VectorShuffle<Float> BY_4 = partners(4);

  private static final VectorShuffle<Float> BY_2 = partners(2);
  private static final VectorShuffle<Float> BY_1 = partners(1);

  private SparseKernels() {}

  private static VectorShuffle<Float> partners(int distance) {
    return VectorShuffle.fromOp(EIGHT, lane -> lane ^ distance);
  }

  /// `y[r][lane] = b[r] + Σ_e w[at[e]] x[offset[e]/64][lane]` over the entries e of row r,
  /// ascending.
  ///
  /// Rows come in `parts`: part p of row r has the entries `cuts[r · (parts + 1) + p]` up to the
  /// next cut, so that all rows can use a few kilobytes of `x` before the next are touched.
  /// `offset` is the input's index × 64. Forward pass: rows are outputs and `at` is empty (entry e
  /// has value `w[e]`). Input gradient: rows are inputs, `at` finds the value of the transposed
  /// entry, `b` is empty. `x [inputs][64]`, `y [rows][64]`.
  static void product(
      int[] cuts, int parts, int[] offset, int[] at, float[] w, float[] b, float[] x, float[] y) {
    int rows = cuts.length / (parts + 1);
    for (int row = 0; row < rows; row++) {
      fill(y, row * Lanes.COUNT, b.length == 0 ? 0 : b[row]);
    }
    for (int part = 0; part < parts; part++) {
      for (int row = 0; row < rows; row++) {
        int from = cuts[row * (parts + 1) + part];
        int to = cuts[row * (parts + 1) + part + 1];
        int out = row * Lanes.COUNT;
        if (from == to) {
          continue;
        }
        for (int lane = 0; lane < Lanes.COUNT; lane += STRIP) {
          if (STRIP == 8 * WIDTH) {
            strip8(from, to, offset, at, w, x, lane, y, out + lane);
          } else {
            strip4(from, to, offset, at, w, x, lane, y, out + lane);
          }
        }
      }
    }
  }

  private static void fill(float[] y, int at, float value) {
    FloatVector broadcast = FloatVector.broadcast(SPECIES, value);
    for (int lane = 0; lane < Lanes.COUNT; lane += WIDTH) {
      broadcast.intoArray(y, at + lane);
    }
  }

  private static void strip8(
      int from,
      int to,
      int[] offset,
      int[] at,
      float[] w,
      float[] x,
      int lane,
      float[] y,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
    FloatVector a2 = FloatVector.fromArray(SPECIES, y, out + 2 * WIDTH);
    FloatVector a3 = FloatVector.fromArray(SPECIES, y, out + 3 * WIDTH);
    FloatVector a4 = FloatVector.fromArray(SPECIES, y, out + 4 * WIDTH);
    FloatVector a5 = FloatVector.fromArray(SPECIES, y, out + 5 * WIDTH);
    FloatVector a6 = FloatVector.fromArray(SPECIES, y, out + 6 * WIDTH);
    FloatVector a7 = FloatVector.fromArray(SPECIES, y, out + 7 * WIDTH);
    boolean direct = at.length == 0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, direct ? w[e] : w[at[e]]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
      a4 = v.fma(FloatVector.fromArray(SPECIES, x, in + 4 * WIDTH), a4);
      a5 = v.fma(FloatVector.fromArray(SPECIES, x, in + 5 * WIDTH), a5);
      a6 = v.fma(FloatVector.fromArray(SPECIES, x, in + 6 * WIDTH), a6);
      a7 = v.fma(FloatVector.fromArray(SPECIES, x, in + 7 * WIDTH), a7);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + WIDTH);
    a2.intoArray(y, out + 2 * WIDTH);
    a3.intoArray(y, out + 3 * WIDTH);
    a4.intoArray(y, out + 4 * WIDTH);
    a5.intoArray(y, out + 5 * WIDTH);
    a6.intoArray(y, out + 6 * WIDTH);
    a7.intoArray(y, out + 7 * WIDTH);
  }

  private static void strip4(
      int from,
      int to,
      int[] offset,
      int[] at,
      float[] w,
      float[] x,
      int lane,
      float[] y,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
    FloatVector a2 = FloatVector.fromArray(SPECIES, y, out + 2 * WIDTH);
    FloatVector a3 = FloatVector.fromArray(SPECIES, y, out + 3 * WIDTH);
    boolean direct = at.length == 0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, direct ? w[e] : w[at[e]]);
      int in = offset[e] + lane;
      a0 = v.fma(FloatVector.fromArray(SPECIES, x, in), a0);
      a1 = v.fma(FloatVector.fromArray(SPECIES, x, in + WIDTH), a1);
      a2 = v.fma(FloatVector.fromArray(SPECIES, x, in + 2 * WIDTH), a2);
      a3 = v.fma(FloatVector.fromArray(SPECIES, x, in + 3 * WIDTH), a3);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + WIDTH);
    a2.intoArray(y, out + 2 * WIDTH);
    a3.intoArray(y, out + 3 * WIDTH);
  }

  /// `g[e] += Σ_lane d[o][lane] x[offset[e]/64][lane]` for the entries e of every output o: slot s
  /// of 16 takes the lanes s, s + 16, s + 32, s + 48 in order, then the fixed tree sums the slots.
  ///
  /// `cuts` and `parts` as in [#product]; `slots` is scratch for 16 floats.
  static void weightGradient(
      int[] cuts, int parts, int[] offset, float[] d, float[] x, float[] g, float[] slots) {
    int outputs = cuts.length / (parts + 1);
    for (int part = 0; part < parts; part++) {
      for (int o = 0; o < outputs; o++) {
        int from = cuts[o * (parts + 1) + part];
        int to = cuts[o * (parts + 1) + part + 1];
        if (WIDTH >= 8) {
          entries256(from, to, offset, d, o * Lanes.COUNT, x, g);
        } else {
          entries(from, to, offset, d, o * Lanes.COUNT, x, g, slots);
        }
      }
    }
  }

  private static void entries256(
      int from, int to, int[] offset, float[] d, int row, float[] x, float[] g) {
    FloatVector d0 = FloatVector.fromArray(EIGHT, d, row);
    FloatVector d1 = FloatVector.fromArray(EIGHT, d, row + 8);
    FloatVector d2 = FloatVector.fromArray(EIGHT, d, row + 16);
    FloatVector d3 = FloatVector.fromArray(EIGHT, d, row + 24);
    FloatVector d4 = FloatVector.fromArray(EIGHT, d, row + 32);
    FloatVector d5 = FloatVector.fromArray(EIGHT, d, row + 40);
    FloatVector d6 = FloatVector.fromArray(EIGHT, d, row + 48);
    FloatVector d7 = FloatVector.fromArray(EIGHT, d, row + 56);
    for (int e = from; e < to; e++) {
      int in = offset[e];
      FloatVector low = d0.mul(FloatVector.fromArray(EIGHT, x, in));
      FloatVector high = d1.mul(FloatVector.fromArray(EIGHT, x, in + 8));
      low = d2.fma(FloatVector.fromArray(EIGHT, x, in + 16), low);
      high = d3.fma(FloatVector.fromArray(EIGHT, x, in + 24), high);
      low = d4.fma(FloatVector.fromArray(EIGHT, x, in + 32), low);
      high = d5.fma(FloatVector.fromArray(EIGHT, x, in + 40), high);
      low = d6.fma(FloatVector.fromArray(EIGHT, x, in + 48), low);
      high = d7.fma(FloatVector.fromArray(EIGHT, x, in + 56), high);
      FloatVector sum = low.add(high);
      sum = sum.add(sum.rearrange(BY_4));
      sum = sum.add(sum.rearrange(BY_2));
      g[e] += sum.add(sum.rearrange(BY_1)).lane(0);
    }
  }

  private static void entries(
      int from, int to, int[] offset, float[] d, int row, float[] x, float[] g, float[] slots) {
    for (int e = from; e < to; e++) {
      int in = offset[e];
      for (int slot = 0; slot < 16; slot += WIDTH) {
        FloatVector sum =
            FloatVector.fromArray(SPECIES, d, row + slot)
                .mul(FloatVector.fromArray(SPECIES, x, in + slot));
        for (int lane = slot + 16; lane < Lanes.COUNT; lane += 16) {
          sum =
              FloatVector.fromArray(SPECIES, d, row + lane)
                  .fma(FloatVector.fromArray(SPECIES, x, in + lane), sum);
        }
        sum.intoArray(slots, slot);
      }
      g[e] += Lanes.tree(slots, 0);
    }
  }
}
