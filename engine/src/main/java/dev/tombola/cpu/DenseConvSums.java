package dev.tombola.cpu;

import static dev.tombola.cpu.DenseConvKernels.TILE;
import static dev.tombola.cpu.DenseKernels.ROWS;
import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// Further turns of the product of [DenseConvKernels]: each is added to what there is when it is
/// done, not before, so that no multiplication waits for memory.
final class DenseConvSums {
  private DenseConvSums() {}

  /// Adds the summands `from` to `to` for one row of positions:
  ///
  /// `y[r][c] += Σ_k w[k][r] x[offset[k] + c]`
  static void row(
      float[] w,
      int[] weightAt,
      int[] offset,
      int from,
      int to,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row) {
    int inNext = WIDTH < Planes.LANES ? WIDTH : row.inStep();
    int outNext = WIDTH < Planes.LANES ? WIDTH : row.outStep();
    int plane = row.outChannel();
    for (int channel = 0; channel < row.channels(); channel += ROWS) {
      int at = out + channel * plane;
      for (int lane = 0; lane < Planes.LANES; lane += 2 * WIDTH) {
        int i = in + lane;
        int o = at + lane;
        int c = 0;
        for (; c + TILE <= row.columns(); c += TILE) {
          if (ROWS == 8) {
            tile8by2(w, weightAt, channel, x, offset, i, inNext, from, to, y, o, plane, outNext);
          } else {
            tile4by2(w, weightAt, channel, x, offset, i, inNext, from, to, y, o, plane, outNext);
          }
          i += TILE * row.inStep();
          o += TILE * row.outStep();
        }
        if (c < row.columns()) {
          tile8by1(w, weightAt, channel, x, offset, i, from, to, y, o, plane);
        }
      }
    }
  }

  private static void tile8by2(
      float[] w,
      int[] weightAt,
      int channel,
      float[] x,
      int[] offset,
      int in,
      int inNext,
      int from,
      int to,
      float[] y,
      int out,
      int plane,
      int outNext) {
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
    for (int k = from; k < to; k++) {
      int at = weightAt[k] + channel;
      int p = offset[k] + in;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, p + inNext);
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
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, out + outNext)).intoArray(y, out + outNext);
    b0.add(FloatVector.fromArray(SPECIES, y, out + plane)).intoArray(y, out + plane);
    b1.add(FloatVector.fromArray(SPECIES, y, out + plane + outNext))
        .intoArray(y, out + plane + outNext);
    c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane)).intoArray(y, out + 2 * plane);
    c1.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext))
        .intoArray(y, out + 2 * plane + outNext);
    d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane)).intoArray(y, out + 3 * plane);
    d1.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext))
        .intoArray(y, out + 3 * plane + outNext);
    e0.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane)).intoArray(y, out + 4 * plane);
    e1.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane + outNext))
        .intoArray(y, out + 4 * plane + outNext);
    f0.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane)).intoArray(y, out + 5 * plane);
    f1.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane + outNext))
        .intoArray(y, out + 5 * plane + outNext);
    g0.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane)).intoArray(y, out + 6 * plane);
    g1.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane + outNext))
        .intoArray(y, out + 6 * plane + outNext);
    h0.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane)).intoArray(y, out + 7 * plane);
    h1.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane + outNext))
        .intoArray(y, out + 7 * plane + outNext);
  }

  private static void tile8by1(
      float[] w,
      int[] weightAt,
      int channel,
      float[] x,
      int[] offset,
      int in,
      int from,
      int to,
      float[] y,
      int out,
      int plane) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a0 = zero;
    FloatVector b0 = zero;
    FloatVector c0 = zero;
    FloatVector d0 = zero;
    FloatVector e0 = zero;
    FloatVector f0 = zero;
    FloatVector g0 = zero;
    FloatVector h0 = zero;
    for (int k = from; k < to; k++) {
      int at = weightAt[k] + channel;
      int p = offset[k] + in;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector v = FloatVector.broadcast(SPECIES, w[at]);
      a0 = v.fma(x0, a0);
      v = FloatVector.broadcast(SPECIES, w[at + 1]);
      b0 = v.fma(x0, b0);
      v = FloatVector.broadcast(SPECIES, w[at + 2]);
      c0 = v.fma(x0, c0);
      v = FloatVector.broadcast(SPECIES, w[at + 3]);
      d0 = v.fma(x0, d0);
      v = FloatVector.broadcast(SPECIES, w[at + 4]);
      e0 = v.fma(x0, e0);
      v = FloatVector.broadcast(SPECIES, w[at + 5]);
      f0 = v.fma(x0, f0);
      v = FloatVector.broadcast(SPECIES, w[at + 6]);
      g0 = v.fma(x0, g0);
      v = FloatVector.broadcast(SPECIES, w[at + 7]);
      h0 = v.fma(x0, h0);
    }
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    b0.add(FloatVector.fromArray(SPECIES, y, out + plane)).intoArray(y, out + plane);
    c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane)).intoArray(y, out + 2 * plane);
    d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane)).intoArray(y, out + 3 * plane);
    e0.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane)).intoArray(y, out + 4 * plane);
    f0.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane)).intoArray(y, out + 5 * plane);
    g0.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane)).intoArray(y, out + 6 * plane);
    h0.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane)).intoArray(y, out + 7 * plane);
  }

  private static void tile4by2(
      float[] w,
      int[] weightAt,
      int channel,
      float[] x,
      int[] offset,
      int in,
      int inNext,
      int from,
      int to,
      float[] y,
      int out,
      int plane,
      int outNext) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector b0 = zero;
    FloatVector b1 = zero;
    FloatVector c0 = zero;
    FloatVector c1 = zero;
    FloatVector d0 = zero;
    FloatVector d1 = zero;
    for (int k = from; k < to; k++) {
      int at = weightAt[k] + channel;
      int p = offset[k] + in;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, p + inNext);
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
    a0.add(FloatVector.fromArray(SPECIES, y, out)).intoArray(y, out);
    a1.add(FloatVector.fromArray(SPECIES, y, out + outNext)).intoArray(y, out + outNext);
    b0.add(FloatVector.fromArray(SPECIES, y, out + plane)).intoArray(y, out + plane);
    b1.add(FloatVector.fromArray(SPECIES, y, out + plane + outNext))
        .intoArray(y, out + plane + outNext);
    c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane)).intoArray(y, out + 2 * plane);
    c1.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext))
        .intoArray(y, out + 2 * plane + outNext);
    d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane)).intoArray(y, out + 3 * plane);
    d1.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext))
        .intoArray(y, out + 3 * plane + outNext);
  }
}
