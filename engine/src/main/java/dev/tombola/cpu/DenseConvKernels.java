package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/// The dense product of a convolution, for one row of positions: `y[r][c] = b[r] + Σ_k w[k][r]
/// x[offset[k] + c]`, every element 16 lanes. Forward pass and input gradient are both of this
/// form.
///
/// Tiles as in [DenseKernels]: 8 channels × 2 vectors with 512 bits, which are two positions; 4 × 2
/// otherwise, where two vectors are one position or half of one. Every element is one chain of
/// fused multiply-adds in the order of k, from the bias on, so neither tile nor blocking nor width
/// show in the result.
final class DenseConvKernels {
  /// Channels of results are padded to this.
  static final int CHANNELS = 8;

  /// Summands before the next tile: those of 16 channels by windows of 3 × 3 come from the first
  /// cache with all weights of a tile (190 GFLOP/s with all 576 of 64 channels, 210 with these).
  private static final int BLOCK = 144;

  /// Positions of a tile.
  private static final int TILE = WIDTH < Planes.LANES ? 1 : 2;

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
  /// @param b `[channels]`, where the sums start
  /// @param add whether the sums are added to what `y` has, when they are done: so that nothing
  ///   waits for memory
  /// @param in where the windows of the first position begin
  /// @param out where the first position's result of channel 0 lies
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
      Row row,
      boolean add) {
    int inNext = WIDTH < Planes.LANES ? WIDTH : row.inStep();
    int outNext = WIDTH < Planes.LANES ? WIDTH : row.outStep();
    int plane = row.outChannel();
    int block = add ? count : BLOCK; // sums that are to be added cannot wait in `y`
    int k = 0;
    do { // once even without summands: then the biases are all
      int end = Math.min(count, k + block);
      float @Nullable [] start = k == 0 ? b : null;
      for (int channel = 0; channel < row.channels(); channel += ROWS) {
        int at = out + channel * plane;
        for (int lane = 0; lane < Planes.LANES; lane += 2 * WIDTH) {
          int i = in + lane;
          int o = at + lane;
          int c = 0;
          for (; c + TILE <= row.columns(); c += TILE) {
            if (ROWS == 8) {
              tile8by2(
                  w, weightAt, channel, x, offset, i, inNext, k, end, y, o, plane, outNext, start,
                  add);
            } else {
              tile4by2(
                  w, weightAt, channel, x, offset, i, inNext, k, end, y, o, plane, outNext, start,
                  add);
            }
            i += TILE * row.inStep();
            o += TILE * row.outStep();
          }
          if (c < row.columns()) {
            tile8by1(w, weightAt, channel, x, offset, i, 0, k, end, y, o, plane, 0, start, add);
          }
        }
      }
      k += block;
    } while (k < count);
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
      float @Nullable [] b,
      boolean add) {
    FloatVector a0;
    FloatVector a1;
    FloatVector b0;
    FloatVector b1;
    FloatVector c0;
    FloatVector c1;
    FloatVector d0;
    FloatVector d1;
    FloatVector e0;
    FloatVector e1;
    FloatVector f0;
    FloatVector f1;
    FloatVector g0;
    FloatVector g1;
    FloatVector h0;
    FloatVector h1;
    if (b != null) {
      a0 = FloatVector.broadcast(SPECIES, b[channel]);
      a1 = a0;
      b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
      b1 = b0;
      c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
      c1 = c0;
      d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
      d1 = d0;
      e0 = FloatVector.broadcast(SPECIES, b[channel + 4]);
      e1 = e0;
      f0 = FloatVector.broadcast(SPECIES, b[channel + 5]);
      f1 = f0;
      g0 = FloatVector.broadcast(SPECIES, b[channel + 6]);
      g1 = g0;
      h0 = FloatVector.broadcast(SPECIES, b[channel + 7]);
      h1 = h0;
    } else {
      a0 = FloatVector.fromArray(SPECIES, y, out);
      a1 = FloatVector.fromArray(SPECIES, y, out + outNext);
      b0 = FloatVector.fromArray(SPECIES, y, out + plane);
      b1 = FloatVector.fromArray(SPECIES, y, out + plane + outNext);
      c0 = FloatVector.fromArray(SPECIES, y, out + 2 * plane);
      c1 = FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext);
      d0 = FloatVector.fromArray(SPECIES, y, out + 3 * plane);
      d1 = FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext);
      e0 = FloatVector.fromArray(SPECIES, y, out + 4 * plane);
      e1 = FloatVector.fromArray(SPECIES, y, out + 4 * plane + outNext);
      f0 = FloatVector.fromArray(SPECIES, y, out + 5 * plane);
      f1 = FloatVector.fromArray(SPECIES, y, out + 5 * plane + outNext);
      g0 = FloatVector.fromArray(SPECIES, y, out + 6 * plane);
      g1 = FloatVector.fromArray(SPECIES, y, out + 6 * plane + outNext);
      h0 = FloatVector.fromArray(SPECIES, y, out + 7 * plane);
      h1 = FloatVector.fromArray(SPECIES, y, out + 7 * plane + outNext);
    }
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
    if (add) {
      a0 = a0.add(FloatVector.fromArray(SPECIES, y, out));
      a1 = a1.add(FloatVector.fromArray(SPECIES, y, out + outNext));
      b0 = b0.add(FloatVector.fromArray(SPECIES, y, out + plane));
      b1 = b1.add(FloatVector.fromArray(SPECIES, y, out + plane + outNext));
      c0 = c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane));
      c1 = c1.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext));
      d0 = d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane));
      d1 = d1.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext));
      e0 = e0.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane));
      e1 = e1.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane + outNext));
      f0 = f0.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane));
      f1 = f1.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane + outNext));
      g0 = g0.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane));
      g1 = g1.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane + outNext));
      h0 = h0.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane));
      h1 = h1.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane + outNext));
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
      int inNext,
      int from,
      int to,
      float[] y,
      int out,
      int plane,
      int outNext,
      float @Nullable [] b,
      boolean add) {
    FloatVector a0;
    FloatVector b0;
    FloatVector c0;
    FloatVector d0;
    FloatVector e0;
    FloatVector f0;
    FloatVector g0;
    FloatVector h0;
    if (b != null) {
      a0 = FloatVector.broadcast(SPECIES, b[channel]);
      b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
      c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
      d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
      e0 = FloatVector.broadcast(SPECIES, b[channel + 4]);
      f0 = FloatVector.broadcast(SPECIES, b[channel + 5]);
      g0 = FloatVector.broadcast(SPECIES, b[channel + 6]);
      h0 = FloatVector.broadcast(SPECIES, b[channel + 7]);
    } else {
      a0 = FloatVector.fromArray(SPECIES, y, out);
      b0 = FloatVector.fromArray(SPECIES, y, out + plane);
      c0 = FloatVector.fromArray(SPECIES, y, out + 2 * plane);
      d0 = FloatVector.fromArray(SPECIES, y, out + 3 * plane);
      e0 = FloatVector.fromArray(SPECIES, y, out + 4 * plane);
      f0 = FloatVector.fromArray(SPECIES, y, out + 5 * plane);
      g0 = FloatVector.fromArray(SPECIES, y, out + 6 * plane);
      h0 = FloatVector.fromArray(SPECIES, y, out + 7 * plane);
    }
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
    if (add) {
      a0 = a0.add(FloatVector.fromArray(SPECIES, y, out));
      b0 = b0.add(FloatVector.fromArray(SPECIES, y, out + plane));
      c0 = c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane));
      d0 = d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane));
      e0 = e0.add(FloatVector.fromArray(SPECIES, y, out + 4 * plane));
      f0 = f0.add(FloatVector.fromArray(SPECIES, y, out + 5 * plane));
      g0 = g0.add(FloatVector.fromArray(SPECIES, y, out + 6 * plane));
      h0 = h0.add(FloatVector.fromArray(SPECIES, y, out + 7 * plane));
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
      float @Nullable [] b,
      boolean add) {
    FloatVector a0;
    FloatVector a1;
    FloatVector b0;
    FloatVector b1;
    FloatVector c0;
    FloatVector c1;
    FloatVector d0;
    FloatVector d1;
    if (b != null) {
      a0 = FloatVector.broadcast(SPECIES, b[channel]);
      a1 = a0;
      b0 = FloatVector.broadcast(SPECIES, b[channel + 1]);
      b1 = b0;
      c0 = FloatVector.broadcast(SPECIES, b[channel + 2]);
      c1 = c0;
      d0 = FloatVector.broadcast(SPECIES, b[channel + 3]);
      d1 = d0;
    } else {
      a0 = FloatVector.fromArray(SPECIES, y, out);
      a1 = FloatVector.fromArray(SPECIES, y, out + outNext);
      b0 = FloatVector.fromArray(SPECIES, y, out + plane);
      b1 = FloatVector.fromArray(SPECIES, y, out + plane + outNext);
      c0 = FloatVector.fromArray(SPECIES, y, out + 2 * plane);
      c1 = FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext);
      d0 = FloatVector.fromArray(SPECIES, y, out + 3 * plane);
      d1 = FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext);
    }
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
    if (add) {
      a0 = a0.add(FloatVector.fromArray(SPECIES, y, out));
      a1 = a1.add(FloatVector.fromArray(SPECIES, y, out + outNext));
      b0 = b0.add(FloatVector.fromArray(SPECIES, y, out + plane));
      b1 = b1.add(FloatVector.fromArray(SPECIES, y, out + plane + outNext));
      c0 = c0.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane));
      c1 = c1.add(FloatVector.fromArray(SPECIES, y, out + 2 * plane + outNext));
      d0 = d0.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane));
      d1 = d1.add(FloatVector.fromArray(SPECIES, y, out + 3 * plane + outNext));
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
