package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/// The dense product of a convolution, for one row of positions, every element 16 lanes:
///
/// `y[r][c] = b[r] + Σ_k w[k][r] x[offset[k] + c]`
///
/// Forward pass and input gradient are both of this form.
///
/// Sums of many summands take several turns: the first starts from the biases, further ones are
/// added to what it has left ([DenseConvSums]). Two classes without a decision in their tiles,
/// since the compiler leaves out what it has not seen yet, and starts anew when it comes.
///
/// Tiles as in [DenseKernels]: 8 channels × 2 vectors with 512 bits, which are two positions; 4 × 2
/// otherwise, where two vectors are one position or half of one. Each turn is one chain of fused
/// multiply-adds in the order of k, so neither tile nor width show in the result.
final class DenseConvKernels {
  /// Summands before the next tile: those of 16 channels by windows of 3 × 3 come from the first
  /// cache with all weights of a tile (190 GFLOP/s with all 576 of 64 channels, 210 with these).
  private static final int BLOCK = 144;

  /// Positions of a tile.
  static final int TILE = WIDTH < Planes.LANES ? 1 : 2;

  private static final int ROWS = DenseKernels.ROWS;

  private DenseConvKernels() {}

  /// Floats from a summand's weights to the next one's: room for all channels, and an odd number of
  /// cache lines.
  static int stride(int channels) {
    return (Lanes.padded(channels) / Lanes.PADDING | 1) * Lanes.PADDING;
  }

  /// One row of positions.
  ///
  /// @param w `[k][stride]`, all results of a summand side by side
  /// @param weightAt where in `w` summand k begins
  /// @param offset where in `x` summand k lies, from `in` on
  /// @param count summands
  /// @param b `[channels]`, where the sums start; unless they are added
  /// @param in where the windows of the first position begin
  /// @param out where the first position's result of channel 0 lies
  /// @param add whether the sums are added to what `y` has
  static void row(
      float[] w,
      int[] weightAt,
      int[] offset,
      int count,
      float[] b,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row,
      boolean add) {
    int k = 0;
    if (!add) {
      k = Math.min(count, BLOCK);
      start(w, weightAt, offset, k, b, x, in, y, out, row);
    }
    for (; k < count; k += BLOCK) {
      int end = Math.min(count, k + BLOCK);
      DenseConvSums.row(w, weightAt, offset, k, end, x, in, y, out, row);
    }
  }

  private static void start(
      float[] w,
      int[] weightAt,
      int[] offset,
      int to,
      float[] b,
      float[] x,
      int in,
      float[] y,
      int out,
      Positions row) {
    int from = 0;
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
            tile8by2(w, weightAt, channel, x, offset, i, inNext, from, to, y, o, plane, outNext, b);
          } else {
            tile4by2(w, weightAt, channel, x, offset, i, inNext, from, to, y, o, plane, outNext, b);
          }
          i += TILE * row.inStep();
          o += TILE * row.outStep();
        }
        if (c < row.columns()) {
          tile8by1(w, weightAt, channel, x, offset, i, from, to, y, o, plane, b);
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
      int outNext,
      float[] b) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, b[channel]);
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
    FloatVector d1 = d0;
    FloatVector e0 = FloatVector.broadcast(SPECIES, b[channel + 4]);
    FloatVector e1 = e0;
    FloatVector f0 = FloatVector.broadcast(SPECIES, b[channel + 5]);
    FloatVector f1 = f0;
    FloatVector g0 = FloatVector.broadcast(SPECIES, b[channel + 6]);
    FloatVector g1 = g0;
    FloatVector h0 = FloatVector.broadcast(SPECIES, b[channel + 7]);
    FloatVector h1 = h0;
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
    a0.intoArray(y, out);
    a1.intoArray(y, out + outNext);
    b0.intoArray(y, out + plane);
    b1.intoArray(y, out + plane + outNext);
    c0.intoArray(y, out + 2 * plane);
    c1.intoArray(y, out + 2 * plane + outNext);
    d0.intoArray(y, out + 3 * plane);
    d1.intoArray(y, out + 3 * plane + outNext);
    e0.intoArray(y, out + 4 * plane);
    e1.intoArray(y, out + 4 * plane + outNext);
    f0.intoArray(y, out + 5 * plane);
    f1.intoArray(y, out + 5 * plane + outNext);
    g0.intoArray(y, out + 6 * plane);
    g1.intoArray(y, out + 6 * plane + outNext);
    h0.intoArray(y, out + 7 * plane);
    h1.intoArray(y, out + 7 * plane + outNext);
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
      int plane,
      float[] b) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, b[channel]);
    FloatVector b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
    FloatVector c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
    FloatVector d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
    FloatVector e0 = FloatVector.broadcast(SPECIES, b[channel + 4]);
    FloatVector f0 = FloatVector.broadcast(SPECIES, b[channel + 5]);
    FloatVector g0 = FloatVector.broadcast(SPECIES, b[channel + 6]);
    FloatVector h0 = FloatVector.broadcast(SPECIES, b[channel + 7]);
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
    a0.intoArray(y, out);
    b0.intoArray(y, out + plane);
    c0.intoArray(y, out + 2 * plane);
    d0.intoArray(y, out + 3 * plane);
    e0.intoArray(y, out + 4 * plane);
    f0.intoArray(y, out + 5 * plane);
    g0.intoArray(y, out + 6 * plane);
    h0.intoArray(y, out + 7 * plane);
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
      int outNext,
      float[] b) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, b[channel]);
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
    FloatVector d1 = d0;
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
    a0.intoArray(y, out);
    a1.intoArray(y, out + outNext);
    b0.intoArray(y, out + plane);
    b1.intoArray(y, out + plane + outNext);
    c0.intoArray(y, out + 2 * plane);
    c1.intoArray(y, out + 2 * plane + outNext);
    d0.intoArray(y, out + 3 * plane);
    d1.intoArray(y, out + 3 * plane + outNext);
  }
}
