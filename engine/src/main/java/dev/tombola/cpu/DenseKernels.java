package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// Forward pass and input gradient of a dense layer, whose weights `w [inputs][stride]` have the
/// outputs of an input side by side.
///
/// A tile of rows × 2 vectors stays in registers: 8 rows where vectors have 512 bits and there are
/// 32 registers, 4 where there are 16. With 8 × 2 every vector of `x` serves 8 multiply-adds, and
/// 16 independent chains hide their latency; the compiler spills a 6 × 4 or 12 × 2 tile, and with
/// 16 registers a 6 × 2 one (ProductBenchmark; docs/benchmarks.md). Strides of `x` are constants
/// and the weights of a tile's rows have neighbouring addresses, because with variable strides the
/// same tile ran at five sixths of the speed.
///
/// Every element is one chain of fused multiply-adds in the order of the summed index, so tile,
/// blocking and vector width do not show in the result.
final class DenseKernels {
  /// Rows in a tile; rows of results are padded to it.
  static final int ROWS = WIDTH < 16 ? 4 : 8;

  /// Inputs multiplied before the next outputs: 64 rows of 64 lanes are 16 kB and stay in the first
  /// cache.
  private static final int BLOCK = 64;

  private DenseKernels() {}

  /// `y[r][lane] = b[r] + Σ_k w[k][r] x[k][lane]` for the rows r of a range, k in `live`.
  ///
  /// `x [inputs][64]`, `y [outputs][64]`, `b [outputs]`; the first `count` of `live` are summed, in
  /// their order. `from` and `to` are multiples of [#ROWS].
  static void forward(
      float[] w,
      int stride,
      float[] b,
      float[] x,
      int[] live,
      int count,
      float[] y,
      int from,
      int to) {
    for (int row = from; row < to; row++) {
      Lanes.fill(y, row, b[row]);
    }
    for (int k = 0; k < count; k += BLOCK) {
      int end = Math.min(count, k + BLOCK);
      for (int row = from; row < to; row += ROWS) {
        for (int lane = 0; lane < Lanes.COUNT; lane += 2 * WIDTH) {
          if (ROWS == 8) {
            forward8(w, stride, row, x, lane, live, k, end, y);
          } else {
            forward4(w, stride, row, x, lane, live, k, end, y);
          }
        }
      }
    }
  }

  private static void forward8(
      float[] w,
      int stride,
      int row,
      float[] x,
      int lane,
      int[] live,
      int from,
      int to,
      float[] y) {
    int out = Lanes.at(row) + lane;
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, out + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, y, out + Lanes.COUNT);
    FloatVector b1 = FloatVector.fromArray(SPECIES, y, out + Lanes.COUNT + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, y, out + 2 * Lanes.COUNT);
    FloatVector c1 = FloatVector.fromArray(SPECIES, y, out + 2 * Lanes.COUNT + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, y, out + 3 * Lanes.COUNT);
    FloatVector d1 = FloatVector.fromArray(SPECIES, y, out + 3 * Lanes.COUNT + WIDTH);
    FloatVector e0 = FloatVector.fromArray(SPECIES, y, out + 4 * Lanes.COUNT);
    FloatVector e1 = FloatVector.fromArray(SPECIES, y, out + 4 * Lanes.COUNT + WIDTH);
    FloatVector f0 = FloatVector.fromArray(SPECIES, y, out + 5 * Lanes.COUNT);
    FloatVector f1 = FloatVector.fromArray(SPECIES, y, out + 5 * Lanes.COUNT + WIDTH);
    FloatVector g0 = FloatVector.fromArray(SPECIES, y, out + 6 * Lanes.COUNT);
    FloatVector g1 = FloatVector.fromArray(SPECIES, y, out + 6 * Lanes.COUNT + WIDTH);
    FloatVector h0 = FloatVector.fromArray(SPECIES, y, out + 7 * Lanes.COUNT);
    FloatVector h1 = FloatVector.fromArray(SPECIES, y, out + 7 * Lanes.COUNT + WIDTH);
    for (int j = from; j < to; j++) {
      int k = live[j];
      int in = Lanes.at(k) + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + WIDTH);
      int at = k * stride + row;
      FloatVector v = FloatVector.broadcast(SPECIES, w[at]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[at + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[at + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[at + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      v = FloatVector.broadcast(SPECIES, w[at + 4]);
      e0 = v.fma(x0, e0);
      e1 = v.fma(x1, e1);
      v = FloatVector.broadcast(SPECIES, w[at + 5]);
      f0 = v.fma(x0, f0);
      f1 = v.fma(x1, f1);
      v = FloatVector.broadcast(SPECIES, w[at + 6]);
      g0 = v.fma(x0, g0);
      g1 = v.fma(x1, g1);
      v = FloatVector.broadcast(SPECIES, w[at + 7]);
      h0 = v.fma(x0, h0);
      h1 = v.fma(x1, h1);
    }
    a0.intoArray(y, out);
    a1.intoArray(y, out + WIDTH);
    b0.intoArray(y, out + Lanes.COUNT);
    b1.intoArray(y, out + Lanes.COUNT + WIDTH);
    c0.intoArray(y, out + 2 * Lanes.COUNT);
    c1.intoArray(y, out + 2 * Lanes.COUNT + WIDTH);
    d0.intoArray(y, out + 3 * Lanes.COUNT);
    d1.intoArray(y, out + 3 * Lanes.COUNT + WIDTH);
    e0.intoArray(y, out + 4 * Lanes.COUNT);
    e1.intoArray(y, out + 4 * Lanes.COUNT + WIDTH);
    f0.intoArray(y, out + 5 * Lanes.COUNT);
    f1.intoArray(y, out + 5 * Lanes.COUNT + WIDTH);
    g0.intoArray(y, out + 6 * Lanes.COUNT);
    g1.intoArray(y, out + 6 * Lanes.COUNT + WIDTH);
    h0.intoArray(y, out + 7 * Lanes.COUNT);
    h1.intoArray(y, out + 7 * Lanes.COUNT + WIDTH);
  }

  private static void forward4(
      float[] w,
      int stride,
      int row,
      float[] x,
      int lane,
      int[] live,
      int from,
      int to,
      float[] y) {
    int out = Lanes.at(row) + lane;
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
      int in = Lanes.at(k) + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + WIDTH);
      int at = k * stride + row;
      FloatVector v = FloatVector.broadcast(SPECIES, w[at]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[at + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[at + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[at + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
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

  /// `dx[i][lane] = Σ_o w[i][o] d[o][lane]` for the rows i of a range, o below `outputs`.
  ///
  /// `d [outputs][64]`, `dx [inputs][64]`. `from` and `to` are multiples of [#ROWS].
  static void inputGradient(
      float[] w, int stride, float[] d, int outputs, float[] dx, int from, int to) {
    for (int row = from; row < to; row++) {
      Lanes.fill(dx, row, 0);
    }
    for (int k = 0; k < outputs; k += BLOCK) {
      int end = Math.min(outputs, k + BLOCK);
      for (int row = from; row < to; row += ROWS) {
        int in = row * stride;
        for (int lane = 0; lane < Lanes.COUNT; lane += 2 * WIDTH) {
          int out = Lanes.at(row) + lane;
          if (ROWS == 8) {
            inputGradient8(
                w,
                in,
                in + stride,
                in + 2 * stride,
                in + 3 * stride,
                in + 4 * stride,
                in + 5 * stride,
                in + 6 * stride,
                in + 7 * stride,
                d,
                lane,
                k,
                end,
                dx,
                out);
          } else {
            inputGradient4(
                w, in, in + stride, in + 2 * stride, in + 3 * stride, d, lane, k, end, dx, out);
          }
        }
      }
    }
  }

  private static void inputGradient8(
      float[] w,
      int row0,
      int row1,
      int row2,
      int row3,
      int row4,
      int row5,
      int row6,
      int row7,
      float[] d,
      int lane,
      int from,
      int to,
      float[] dx,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, dx, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, dx, out + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, dx, out + Lanes.COUNT);
    FloatVector b1 = FloatVector.fromArray(SPECIES, dx, out + Lanes.COUNT + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, dx, out + 2 * Lanes.COUNT);
    FloatVector c1 = FloatVector.fromArray(SPECIES, dx, out + 2 * Lanes.COUNT + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, dx, out + 3 * Lanes.COUNT);
    FloatVector d1 = FloatVector.fromArray(SPECIES, dx, out + 3 * Lanes.COUNT + WIDTH);
    FloatVector e0 = FloatVector.fromArray(SPECIES, dx, out + 4 * Lanes.COUNT);
    FloatVector e1 = FloatVector.fromArray(SPECIES, dx, out + 4 * Lanes.COUNT + WIDTH);
    FloatVector f0 = FloatVector.fromArray(SPECIES, dx, out + 5 * Lanes.COUNT);
    FloatVector f1 = FloatVector.fromArray(SPECIES, dx, out + 5 * Lanes.COUNT + WIDTH);
    FloatVector g0 = FloatVector.fromArray(SPECIES, dx, out + 6 * Lanes.COUNT);
    FloatVector g1 = FloatVector.fromArray(SPECIES, dx, out + 6 * Lanes.COUNT + WIDTH);
    FloatVector h0 = FloatVector.fromArray(SPECIES, dx, out + 7 * Lanes.COUNT);
    FloatVector h1 = FloatVector.fromArray(SPECIES, dx, out + 7 * Lanes.COUNT + WIDTH);
    for (int k = from; k < to; k++) {
      int in = Lanes.at(k) + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, d, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, d, in + WIDTH);
      FloatVector v = FloatVector.broadcast(SPECIES, w[row0 + k]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[row1 + k]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[row2 + k]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[row3 + k]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      v = FloatVector.broadcast(SPECIES, w[row4 + k]);
      e0 = v.fma(x0, e0);
      e1 = v.fma(x1, e1);
      v = FloatVector.broadcast(SPECIES, w[row5 + k]);
      f0 = v.fma(x0, f0);
      f1 = v.fma(x1, f1);
      v = FloatVector.broadcast(SPECIES, w[row6 + k]);
      g0 = v.fma(x0, g0);
      g1 = v.fma(x1, g1);
      v = FloatVector.broadcast(SPECIES, w[row7 + k]);
      h0 = v.fma(x0, h0);
      h1 = v.fma(x1, h1);
    }
    a0.intoArray(dx, out);
    a1.intoArray(dx, out + WIDTH);
    b0.intoArray(dx, out + Lanes.COUNT);
    b1.intoArray(dx, out + Lanes.COUNT + WIDTH);
    c0.intoArray(dx, out + 2 * Lanes.COUNT);
    c1.intoArray(dx, out + 2 * Lanes.COUNT + WIDTH);
    d0.intoArray(dx, out + 3 * Lanes.COUNT);
    d1.intoArray(dx, out + 3 * Lanes.COUNT + WIDTH);
    e0.intoArray(dx, out + 4 * Lanes.COUNT);
    e1.intoArray(dx, out + 4 * Lanes.COUNT + WIDTH);
    f0.intoArray(dx, out + 5 * Lanes.COUNT);
    f1.intoArray(dx, out + 5 * Lanes.COUNT + WIDTH);
    g0.intoArray(dx, out + 6 * Lanes.COUNT);
    g1.intoArray(dx, out + 6 * Lanes.COUNT + WIDTH);
    h0.intoArray(dx, out + 7 * Lanes.COUNT);
    h1.intoArray(dx, out + 7 * Lanes.COUNT + WIDTH);
  }

  private static void inputGradient4(
      float[] w,
      int row0,
      int row1,
      int row2,
      int row3,
      float[] d,
      int lane,
      int from,
      int to,
      float[] dx,
      int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, dx, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, dx, out + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, dx, out + Lanes.COUNT);
    FloatVector b1 = FloatVector.fromArray(SPECIES, dx, out + Lanes.COUNT + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, dx, out + 2 * Lanes.COUNT);
    FloatVector c1 = FloatVector.fromArray(SPECIES, dx, out + 2 * Lanes.COUNT + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, dx, out + 3 * Lanes.COUNT);
    FloatVector d1 = FloatVector.fromArray(SPECIES, dx, out + 3 * Lanes.COUNT + WIDTH);
    for (int k = from; k < to; k++) {
      int in = Lanes.at(k) + lane;
      FloatVector x0 = FloatVector.fromArray(SPECIES, d, in);
      FloatVector x1 = FloatVector.fromArray(SPECIES, d, in + WIDTH);
      FloatVector v = FloatVector.broadcast(SPECIES, w[row0 + k]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[row1 + k]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[row2 + k]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[row3 + k]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
    }
    a0.intoArray(dx, out);
    a1.intoArray(dx, out + WIDTH);
    b0.intoArray(dx, out + Lanes.COUNT);
    b1.intoArray(dx, out + Lanes.COUNT + WIDTH);
    c0.intoArray(dx, out + 2 * Lanes.COUNT);
    c1.intoArray(dx, out + 2 * Lanes.COUNT + WIDTH);
    d0.intoArray(dx, out + 3 * Lanes.COUNT);
    d1.intoArray(dx, out + 3 * Lanes.COUNT + WIDTH);
  }
}
