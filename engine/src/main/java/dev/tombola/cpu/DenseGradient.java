package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Weight gradient of a dense layer, and what belongs to its biases.
///
/// Sums over examples without a horizontal sum: a tile of inputs × outputs stays in registers while
/// the examples go by. Both operands come in [Panels], so that every address is a constant step
/// from the one before (tile as in [DenseKernels]).
final class DenseGradient {
  /// Outputs that a tile is wide; a layer's are padded to at least as many.
  static final int COLUMNS = 2 * Panels.WIDTH;

  /// From a tile's first vector of outputs to its second: the next panel, or the same one.
  private static final int SECOND = WIDTH < Panels.WIDTH ? WIDTH : Panels.SIZE;

  private DenseGradient() {}

  /// `g[r][o] = Σ_n x[r][n] d[o][n]`, n ascending below `examples`, for [DenseKernels#ROWS]
  /// features r of `x` from `row` on, in panels as `d` is. `g [rows][stride]`.
  static void tile(float[] x, int row, float[] d, int examples, float[] g, int stride) {
    int from = Panels.at(row);
    for (int o = 0; o < stride; o += 2 * WIDTH) {
      // The last tile may begin within the one before: it computes the same values again.
      int first = Math.min(o, stride - 2 * WIDTH);
      int column = Panels.at(first);
      if (DenseKernels.ROWS == 8) {
        tile8(x, from, d, column, examples, g, first, stride);
      } else {
        tile4(x, from, d, column, examples, g, first, stride);
      }
    }
  }

  private static void tile8(
      float[] x, int from, float[] d, int column, int examples, float[] g, int out, int stride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    FloatVector e0 = zero;
    FloatVector e1 = zero;
    FloatVector f0 = zero;
    FloatVector f1 = zero;
    FloatVector g0 = zero;
    FloatVector g1 = zero;
    FloatVector h0 = zero;
    FloatVector h1 = zero;
    for (int n = 0; n < examples; n++) {
      int in = column + n * Panels.WIDTH;
      FloatVector x0 = FloatVector.fromArray(SPECIES, d, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, d, in + SECOND);
      int at = from + n * Panels.WIDTH;
      FloatVector v = FloatVector.broadcast(SPECIES, x[at]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, x[at + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, x[at + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, x[at + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      v = FloatVector.broadcast(SPECIES, x[at + 4]);
      e0 = v.fma(x0, e0);
      e1 = v.fma(x1, e1);
      v = FloatVector.broadcast(SPECIES, x[at + 5]);
      f0 = v.fma(x0, f0);
      f1 = v.fma(x1, f1);
      v = FloatVector.broadcast(SPECIES, x[at + 6]);
      g0 = v.fma(x0, g0);
      g1 = v.fma(x1, g1);
      v = FloatVector.broadcast(SPECIES, x[at + 7]);
      h0 = v.fma(x0, h0);
      h1 = v.fma(x1, h1);
    }
    a0.intoArray(g, out);
    a1.intoArray(g, out + WIDTH);
    b0.intoArray(g, out + stride);
    b1.intoArray(g, out + stride + WIDTH);
    c0.intoArray(g, out + 2 * stride);
    c1.intoArray(g, out + 2 * stride + WIDTH);
    d0.intoArray(g, out + 3 * stride);
    d1.intoArray(g, out + 3 * stride + WIDTH);
    e0.intoArray(g, out + 4 * stride);
    e1.intoArray(g, out + 4 * stride + WIDTH);
    f0.intoArray(g, out + 5 * stride);
    f1.intoArray(g, out + 5 * stride + WIDTH);
    g0.intoArray(g, out + 6 * stride);
    g1.intoArray(g, out + 6 * stride + WIDTH);
    h0.intoArray(g, out + 7 * stride);
    h1.intoArray(g, out + 7 * stride + WIDTH);
  }

  private static void tile4(
      float[] x, int from, float[] d, int column, int examples, float[] g, int out, int stride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    for (int n = 0; n < examples; n++) {
      int in = column + n * Panels.WIDTH;
      FloatVector x0 = FloatVector.fromArray(SPECIES, d, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, d, in + SECOND);
      int at = from + n * Panels.WIDTH;
      FloatVector v = FloatVector.broadcast(SPECIES, x[at]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, x[at + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, x[at + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, x[at + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
    }
    a0.intoArray(g, out);
    a1.intoArray(g, out + WIDTH);
    b0.intoArray(g, out + stride);
    b1.intoArray(g, out + stride + WIDTH);
    c0.intoArray(g, out + 2 * stride);
    c1.intoArray(g, out + 2 * stride + WIDTH);
    d0.intoArray(g, out + 3 * stride);
    d1.intoArray(g, out + 3 * stride + WIDTH);
  }

  /// `to[o] = c · db[o]`: the gradient of a feature that has the same value in every example.
  static void constant(float c, float[] db, float[] to, int length) {
    FloatVector factor = FloatVector.broadcast(SPECIES, c);
    for (int o = 0; o < length; o += WIDTH) {
      FloatVector.fromArray(SPECIES, db, o).mul(factor).intoArray(to, o);
    }
  }

  /// Zero where no bit is set in `surviving`, whatever `values` has there.
  static void select(float[] values, int from, int[] surviving, int at, int length) {
    for (int i = 0; i < length; i += WIDTH) {
      IntVector bits = IntVector.fromArray(Lanes.INTS, surviving, at + i);
      FloatVector.fromArray(SPECIES, values, from + i)
          .reinterpretAsInts()
          .lanewise(VectorOperators.AND, bits)
          .reinterpretAsFloats()
          .intoArray(values, from + i);
    }
  }

  /// `base[o] = b[o] + Σ_i c[i] w[i][o]`, i in the first `count` of `constant`, in their order, for
  /// the outputs of a range. `w [inputs][stride]`, `c [inputs]`; `from` and `to` are multiples of
  /// 16.
  static void constants(
      float[] w,
      int stride,
      float[] b,
      float[] c,
      int[] constant,
      int count,
      float[] base,
      int from,
      int to) {
    System.arraycopy(b, from, base, from, to - from);
    for (int j = 0; j < count; j++) {
      int i = constant[j];
      int row = i * stride;
      FloatVector factor = FloatVector.broadcast(SPECIES, c[i]);
      for (int o = from; o < to; o += WIDTH) {
        FloatVector sum = FloatVector.fromArray(SPECIES, base, o);
        FloatVector.fromArray(SPECIES, w, row + o).fma(factor, sum).intoArray(base, o);
      }
    }
  }

  /// `db[o] = Σ_lane d[o][lane]` for the outputs of a range, the lanes through the fixed tree.
  /// `slots` is scratch for 16 floats.
  static void bias(float[] d, float[] db, int from, int to, float[] slots) {
    for (int o = from; o < to; o++) {
      for (int slot = 0; slot < 16; slot += WIDTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int lane = slot; lane < Lanes.COUNT; lane += 16) {
          sum = sum.add(FloatVector.fromArray(SPECIES, d, Lanes.at(o) + lane));
        }
        sum.intoArray(slots, slot);
      }
      db[o] = Lanes.tree(slots, 0);
    }
  }

  /// `sum[at + i] += part[from + i]` for i < length.
  static void add(float[] part, int from, float[] sum, int at, int length) {
    for (int i = 0; i < length; i++) {
      sum[at + i] += part[from + i];
    }
  }
}
