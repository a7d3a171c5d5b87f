package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Products of a dense layer: tiles of 4 rows × 2 vectors that stay in registers.
///
/// 4 × 2 accumulators, 2 loads and 4 broadcasts fit 16 registers with room for the compiler; a
/// wider tile ran at half speed on one of the JDKs tried. Every element is one chain of fused
/// multiply-adds in the order of the summed index, so tile, blocking and vector width do not show
/// in the result.
final class DenseKernels {
  /// Inputs multiplied before the next outputs: 64 rows of 64 lanes are 16 kB and stay in the first
  /// cache.
  private static final int BLOCK = 64;

  private DenseKernels() {}

  /// `y[r][lane] = b[r] + Σ_k w[r · rowStride + k · stride] x[k][lane]` for r < rows, k in `live`.
  ///
  /// With `rowStride` the padded inputs and `stride` 1 this is a layer's forward pass; with the two
  /// swapped and no bias it is its input gradient. `x [..][64]`, `y [rows][64]`; the first `count`
  /// of `live` are summed, in their order.
  static void product(
      float[] w,
      int rowStride,
      int stride,
      float[] b,
      float[] x,
      int[] live,
      int count,
      float[] y,
      int rows) {
    for (int row = 0; row < rows; row++) {
      fill(y, row * Lanes.COUNT, b.length == 0 ? 0 : b[row]);
    }
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      int row = 0;
      for (; row + 4 <= rows; row += 4) {
        for (int lane = 0; lane < Lanes.COUNT; lane += 2 * WIDTH) {
          int out = row * Lanes.COUNT + lane;
          tile4(w, row * rowStride, rowStride, stride, x, lane, live, from, to, y, out);
        }
      }
      for (; row < rows; row++) {
        for (int lane = 0; lane < Lanes.COUNT; lane += 2 * WIDTH) {
          int out = row * Lanes.COUNT + lane;
          tile1(w, row * rowStride, stride, x, lane, live, from, to, y, out);
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

  private static void tile4(
      float[] w,
      int row,
      int rowStride,
      int stride,
      float[] x,
      int lane,
      int[] live,
      int from,
      int to,
      float[] y,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, y, out + Lanes.COUNT);
    FloatVector b1 = FloatVector.fromArray(SPECIES, y, out + Lanes.COUNT + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, y, out + 2 * Lanes.COUNT);
    FloatVector c1 = FloatVector.fromArray(SPECIES, y, out + 2 * Lanes.COUNT + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, y, out + 3 * Lanes.COUNT);
    FloatVector d1 = FloatVector.fromArray(SPECIES, y, out + 3 * Lanes.COUNT + WIDTH);
    for (int j = from; j < to; j++) {
      int k = live[j];
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, k * Lanes.COUNT + lane);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, k * Lanes.COUNT + lane + WIDTH);
      int at = row + k * stride;
      FloatVector wa = FloatVector.broadcast(SPECIES, w[at]);
      a0 = wa.fma(x0, a0);
      a1 = wa.fma(x1, a1);
      FloatVector wb = FloatVector.broadcast(SPECIES, w[at + rowStride]);
      b0 = wb.fma(x0, b0);
      b1 = wb.fma(x1, b1);
      FloatVector wc = FloatVector.broadcast(SPECIES, w[at + 2 * rowStride]);
      c0 = wc.fma(x0, c0);
      c1 = wc.fma(x1, c1);
      FloatVector wd = FloatVector.broadcast(SPECIES, w[at + 3 * rowStride]);
      d0 = wd.fma(x0, d0);
      d1 = wd.fma(x1, d1);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + WIDTH);
    b0.intoArray(y, out + Lanes.COUNT);
    b1.intoArray(y, out + Lanes.COUNT + WIDTH);
    c0.intoArray(y, out + 2 * Lanes.COUNT);
    c1.intoArray(y, out + 2 * Lanes.COUNT + WIDTH);
    d0.intoArray(y, out + 3 * Lanes.COUNT);
    d1.intoArray(y, out + 3 * Lanes.COUNT + WIDTH);
  }

  private static void tile1(
      float[] w,
      int row,
      int stride,
      float[] x,
      int lane,
      int[] live,
      int from,
      int to,
      float[] y,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
    for (int j = from; j < to; j++) {
      int k = live[j];
      FloatVector wa = FloatVector.broadcast(SPECIES, w[row + k * stride]);
      a0 = wa.fma(FloatVector.fromArray(SPECIES, x, k * Lanes.COUNT + lane), a0);
      a1 = wa.fma(FloatVector.fromArray(SPECIES, x, k * Lanes.COUNT + lane + WIDTH), a1);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + WIDTH);
  }

  /// `base[o] = b[o] + Σ_i w[o][i] c[i]`: 16 slots take i, i + 16, … in order, then the fixed tree.
  /// `w [outputs][stride]`, `c [stride]`; `slots` is scratch for 16 floats.
  static void constants(float[] w, int stride, float[] b, float[] c, float[] base, float[] slots) {
    for (int o = 0; o < base.length; o++) {
      int row = o * stride;
      for (int slot = 0; slot < 16; slot += WIDTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = slot; i < stride; i += 16) {
          sum =
              FloatVector.fromArray(SPECIES, w, row + i)
                  .fma(FloatVector.fromArray(SPECIES, c, i), sum);
        }
        sum.intoArray(slots, slot);
      }
      base[o] = b[o] + Lanes.tree(slots, 0);
    }
  }

  /// The gradient of up to four rows, from output `o` on: `tile[r][i] = Σ_n d[o + r][n] x[i][n]`, n
  /// ascending, for inputs that vary, and `db[o + r] c[i]` for those that do not.
  ///
  /// Walks example-major rows instead of summing over lanes, so no sum is horizontal. `d
  /// [outputs][64]`, `db [outputs]` its sums over lanes, `rows` those of `x`, `tile [4][stride]`;
  /// `scratch` holds 4 rows.
  static void gradientTile(
      float[] d,
      float[] db,
      Inputs x,
      float[] rows,
      int o,
      int count,
      float[] tile,
      int stride,
      float[] scratch) {
    int width = x.rowStride();
    int examples = x.examples();
    Arrays.fill(scratch, 0, 4 * width, 0);
    int i = 0;
    if (count == 4) {
      for (; i + 2 * WIDTH <= width; i += 2 * WIDTH) {
        outer4(d, o * Lanes.COUNT, rows, i, width, scratch, i, examples);
      }
    }
    for (; i < width; i += WIDTH) {
      for (int r = 0; r < count; r++) {
        outer1(d, (o + r) * Lanes.COUNT, rows, i, width, scratch, r * width + i, examples);
      }
    }
    for (int r = 0; r < count; r++) {
      scaled(x.constant, db[o + r], tile, r * stride, stride);
      scatterAdd(scratch, r * width, x.live, x.liveCount(), tile, r * stride);
    }
  }

  private static void scaled(float[] c, float factor, float[] to, int at, int length) {
    FloatVector broadcast = FloatVector.broadcast(SPECIES, factor);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector.fromArray(SPECIES, c, i).fma(broadcast, zero).intoArray(to, at + i);
    }
  }

  private static void scatterAdd(float[] from, int at, int[] live, int count, float[] g, int row) {
    for (int j = 0; j < count; j++) {
      g[row + live[j]] += from[at + j];
    }
  }

  /// `sum[at + i] += part[i]` for i < length.
  static void add(float[] part, float[] sum, int at, int length) {
    for (int i = 0; i < length; i++) {
      sum[at + i] += part[i];
    }
  }

  private static void outer4(
      float[] d, int row, float[] x, int column, int stride, float[] g, int out, int examples) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, g, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, g, out + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, g, out + stride);
    FloatVector b1 = FloatVector.fromArray(SPECIES, g, out + stride + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, g, out + 2 * stride);
    FloatVector c1 = FloatVector.fromArray(SPECIES, g, out + 2 * stride + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, g, out + 3 * stride);
    FloatVector d1 = FloatVector.fromArray(SPECIES, g, out + 3 * stride + WIDTH);
    for (int n = 0; n < examples; n++) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, n * stride + column);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, n * stride + column + WIDTH);
      FloatVector da = FloatVector.broadcast(SPECIES, d[row + n]);
      a0 = da.fma(x0, a0);
      a1 = da.fma(x1, a1);
      FloatVector db = FloatVector.broadcast(SPECIES, d[row + Lanes.COUNT + n]);
      b0 = db.fma(x0, b0);
      b1 = db.fma(x1, b1);
      FloatVector dc = FloatVector.broadcast(SPECIES, d[row + 2 * Lanes.COUNT + n]);
      c0 = dc.fma(x0, c0);
      c1 = dc.fma(x1, c1);
      FloatVector dd = FloatVector.broadcast(SPECIES, d[row + 3 * Lanes.COUNT + n]);
      d0 = dd.fma(x0, d0);
      d1 = dd.fma(x1, d1);
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

  private static void outer1(
      float[] d, int row, float[] x, int column, int stride, float[] g, int out, int examples) {
    FloatVector a = FloatVector.fromArray(SPECIES, g, out);
    for (int n = 0; n < examples; n++) {
      a =
          FloatVector.broadcast(SPECIES, d[row + n])
              .fma(FloatVector.fromArray(SPECIES, x, n * stride + column), a);
    }
    a.intoArray(g, out);
  }

  /// `db[o] = Σ_lane d[o][lane]`, the lanes through the fixed tree. `slots` is scratch for 16
  /// floats.
  static void biasGradient(float[] d, float[] db, float[] slots) {
    for (int o = 0; o < db.length; o++) {
      for (int slot = 0; slot < 16; slot += WIDTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int lane = slot; lane < Lanes.COUNT; lane += 16) {
          sum = sum.add(FloatVector.fromArray(SPECIES, d, o * Lanes.COUNT + lane));
        }
        sum.intoArray(slots, slot);
      }
      db[o] = Lanes.tree(slots, 0);
    }
  }
}
