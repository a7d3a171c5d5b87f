package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Weight gradient of a convolution over some rows of one block, at positions p and their 16 lanes:
///
/// `g[k][o] += Σ_p x[offset[k] + p] d[o + p]`
///
/// A tile of sums stays in registers while the positions go by, each a vector of 16 slots that only
/// ever meets its own lanes; [Folding] sums the slots at the end, which costs once for some 64
/// positions what a dense layer has to pay for each 64 lanes. A slot's sum is one chain over rows
/// and columns, so tile and width do not show in the result.
final class ConvGradient {
  /// Floats of scratch that both forms need.
  static final int SCRATCH = 16 * Planes.LANES + 16;

  /// `offset` is to be so much longer than there are summands: a tile may reach beyond the last.
  static final int BEYOND = 7;

  private static final boolean WIDE = WIDTH == 16;

  private ConvGradient() {}

  /// Offsets with as many valid ones behind them as a tile may reach.
  static int[] beyond(int[] offsets) {
    return Arrays.copyOf(offsets, offsets.length + BEYOND);
  }

  /// Where the operands of some rows of positions lie.
  ///
  /// @param rows of results
  /// @param columns of results
  /// @param inRow from the operands of a row to those of the next
  /// @param inStep from the operands of a column to those of the next
  /// @param outRow from a row of results to the next
  /// @param outChannel from a channel of results to the next
  record Area(int rows, int columns, int inRow, int inStep, int outRow, int outChannel) {}

  /// All products of summands `first` to `end` with all channels: `g [summands][stride]`.
  ///
  /// @param in where the windows of the first position begin
  /// @param out where the first position of channel 0 lies in `d`
  /// @param channels a multiple of 8
  static void dense(
      float[] x,
      int[] offset,
      int first,
      int end,
      int in,
      float[] d,
      int out,
      int channels,
      Area area,
      float[] g,
      int stride,
      float[] scratch) {
    int tile = WIDE ? 8 : 4;
    for (int k = first; k < end; k += tile) {
      int count = Math.min(tile, end - k);
      for (int channel = 0; channel < channels; channel += 2) {
        int at = out + channel * area.outChannel();
        for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
          if (WIDE) {
            tile8by2(x, offset, k, in + lane, d, at + lane, area, scratch, lane);
          } else {
            tile4by2(x, offset, k, in + lane, d, at + lane, area, scratch, lane);
          }
        }
        Folding.sixteen(scratch, 2 * tile);
        for (int i = 0; i < count; i++) {
          g[(k + i) * stride + channel] += scratch[Folding.SUMS + i];
          g[(k + i) * stride + channel + 1] += scratch[Folding.SUMS + tile + i];
        }
      }
    }
  }

  /// The products of entries `first` to `end` with their channel: `g [entries]`.
  ///
  /// @param out where the first position of that channel lies in `d`
  static void sparse(
      float[] x,
      int[] offset,
      int first,
      int end,
      int in,
      float[] d,
      int out,
      Area area,
      float[] g,
      float[] scratch) {
    int e = first;
    while (e < end) {
      int tile = end - e > 4 && WIDE ? 8 : 4;
      for (int lane = 0; lane < Planes.LANES; lane += WIDTH) {
        if (tile == 8) {
          tile8by1(x, offset, e, in + lane, d, out + lane, area, scratch, lane);
        } else {
          tile4by1(x, offset, e, in + lane, d, out + lane, area, scratch, lane);
        }
      }
      Folding.sixteen(scratch, tile);
      int count = Math.min(tile, end - e);
      for (int i = 0; i < count; i++) {
        g[e + i] += scratch[Folding.SUMS + i];
      }
      e += count;
    }
  }

  private static void tile8by2(
      float[] x, int[] offset, int k, int in, float[] d, int out, Area area, float[] sums, int at) {
    int rows = area.rows();
    int columns = area.columns();
    int inRow = area.inRow();
    int inStep = area.inStep();
    int outRow = area.outRow();
    int next = area.outChannel();
    int p0 = offset[k] + in;
    int p1 = offset[k + 1] + in;
    int p2 = offset[k + 2] + in;
    int p3 = offset[k + 3] + in;
    int p4 = offset[k + 4] + in;
    int p5 = offset[k + 5] + in;
    int p6 = offset[k + 6] + in;
    int p7 = offset[k + 7] + in;
    FloatVector s0a = FloatVector.zero(SPECIES);
    FloatVector s0b = FloatVector.zero(SPECIES);
    FloatVector s1a = FloatVector.zero(SPECIES);
    FloatVector s1b = FloatVector.zero(SPECIES);
    FloatVector s2a = FloatVector.zero(SPECIES);
    FloatVector s2b = FloatVector.zero(SPECIES);
    FloatVector s3a = FloatVector.zero(SPECIES);
    FloatVector s3b = FloatVector.zero(SPECIES);
    FloatVector s4a = FloatVector.zero(SPECIES);
    FloatVector s4b = FloatVector.zero(SPECIES);
    FloatVector s5a = FloatVector.zero(SPECIES);
    FloatVector s5b = FloatVector.zero(SPECIES);
    FloatVector s6a = FloatVector.zero(SPECIES);
    FloatVector s6b = FloatVector.zero(SPECIES);
    FloatVector s7a = FloatVector.zero(SPECIES);
    FloatVector s7b = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int p = r * inRow;
      int q = out + r * outRow;
      for (int c = 0; c < columns; c++) {
        FloatVector da = FloatVector.fromArray(SPECIES, d, q);
        FloatVector db = FloatVector.fromArray(SPECIES, d, q + next);
        FloatVector v = FloatVector.fromArray(SPECIES, x, p0 + p);
        s0a = v.fma(da, s0a);
        s0b = v.fma(db, s0b);
        v = FloatVector.fromArray(SPECIES, x, p1 + p);
        s1a = v.fma(da, s1a);
        s1b = v.fma(db, s1b);
        v = FloatVector.fromArray(SPECIES, x, p2 + p);
        s2a = v.fma(da, s2a);
        s2b = v.fma(db, s2b);
        v = FloatVector.fromArray(SPECIES, x, p3 + p);
        s3a = v.fma(da, s3a);
        s3b = v.fma(db, s3b);
        v = FloatVector.fromArray(SPECIES, x, p4 + p);
        s4a = v.fma(da, s4a);
        s4b = v.fma(db, s4b);
        v = FloatVector.fromArray(SPECIES, x, p5 + p);
        s5a = v.fma(da, s5a);
        s5b = v.fma(db, s5b);
        v = FloatVector.fromArray(SPECIES, x, p6 + p);
        s6a = v.fma(da, s6a);
        s6b = v.fma(db, s6b);
        v = FloatVector.fromArray(SPECIES, x, p7 + p);
        s7a = v.fma(da, s7a);
        s7b = v.fma(db, s7b);
        p += inStep;
        q += Planes.LANES;
      }
    }
    s0a.intoArray(sums, at);
    s0b.intoArray(sums, at + 128);
    s1a.intoArray(sums, at + 16);
    s1b.intoArray(sums, at + 144);
    s2a.intoArray(sums, at + 32);
    s2b.intoArray(sums, at + 160);
    s3a.intoArray(sums, at + 48);
    s3b.intoArray(sums, at + 176);
    s4a.intoArray(sums, at + 64);
    s4b.intoArray(sums, at + 192);
    s5a.intoArray(sums, at + 80);
    s5b.intoArray(sums, at + 208);
    s6a.intoArray(sums, at + 96);
    s6b.intoArray(sums, at + 224);
    s7a.intoArray(sums, at + 112);
    s7b.intoArray(sums, at + 240);
  }

  private static void tile4by2(
      float[] x, int[] offset, int k, int in, float[] d, int out, Area area, float[] sums, int at) {
    int rows = area.rows();
    int columns = area.columns();
    int inRow = area.inRow();
    int inStep = area.inStep();
    int outRow = area.outRow();
    int next = area.outChannel();
    int p0 = offset[k] + in;
    int p1 = offset[k + 1] + in;
    int p2 = offset[k + 2] + in;
    int p3 = offset[k + 3] + in;
    FloatVector s0a = FloatVector.zero(SPECIES);
    FloatVector s0b = FloatVector.zero(SPECIES);
    FloatVector s1a = FloatVector.zero(SPECIES);
    FloatVector s1b = FloatVector.zero(SPECIES);
    FloatVector s2a = FloatVector.zero(SPECIES);
    FloatVector s2b = FloatVector.zero(SPECIES);
    FloatVector s3a = FloatVector.zero(SPECIES);
    FloatVector s3b = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int p = r * inRow;
      int q = out + r * outRow;
      for (int c = 0; c < columns; c++) {
        FloatVector da = FloatVector.fromArray(SPECIES, d, q);
        FloatVector db = FloatVector.fromArray(SPECIES, d, q + next);
        FloatVector v = FloatVector.fromArray(SPECIES, x, p0 + p);
        s0a = v.fma(da, s0a);
        s0b = v.fma(db, s0b);
        v = FloatVector.fromArray(SPECIES, x, p1 + p);
        s1a = v.fma(da, s1a);
        s1b = v.fma(db, s1b);
        v = FloatVector.fromArray(SPECIES, x, p2 + p);
        s2a = v.fma(da, s2a);
        s2b = v.fma(db, s2b);
        v = FloatVector.fromArray(SPECIES, x, p3 + p);
        s3a = v.fma(da, s3a);
        s3b = v.fma(db, s3b);
        p += inStep;
        q += Planes.LANES;
      }
    }
    s0a.intoArray(sums, at);
    s0b.intoArray(sums, at + 64);
    s1a.intoArray(sums, at + 16);
    s1b.intoArray(sums, at + 80);
    s2a.intoArray(sums, at + 32);
    s2b.intoArray(sums, at + 96);
    s3a.intoArray(sums, at + 48);
    s3b.intoArray(sums, at + 112);
  }

  private static void tile8by1(
      float[] x, int[] offset, int k, int in, float[] d, int out, Area area, float[] sums, int at) {
    int rows = area.rows();
    int columns = area.columns();
    int inRow = area.inRow();
    int inStep = area.inStep();
    int outRow = area.outRow();
    int p0 = offset[k] + in;
    int p1 = offset[k + 1] + in;
    int p2 = offset[k + 2] + in;
    int p3 = offset[k + 3] + in;
    int p4 = offset[k + 4] + in;
    int p5 = offset[k + 5] + in;
    int p6 = offset[k + 6] + in;
    int p7 = offset[k + 7] + in;
    FloatVector s0a = FloatVector.zero(SPECIES);
    FloatVector s1a = FloatVector.zero(SPECIES);
    FloatVector s2a = FloatVector.zero(SPECIES);
    FloatVector s3a = FloatVector.zero(SPECIES);
    FloatVector s4a = FloatVector.zero(SPECIES);
    FloatVector s5a = FloatVector.zero(SPECIES);
    FloatVector s6a = FloatVector.zero(SPECIES);
    FloatVector s7a = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int p = r * inRow;
      int q = out + r * outRow;
      for (int c = 0; c < columns; c++) {
        FloatVector da = FloatVector.fromArray(SPECIES, d, q);
        FloatVector v = FloatVector.fromArray(SPECIES, x, p0 + p);
        s0a = v.fma(da, s0a);
        v = FloatVector.fromArray(SPECIES, x, p1 + p);
        s1a = v.fma(da, s1a);
        v = FloatVector.fromArray(SPECIES, x, p2 + p);
        s2a = v.fma(da, s2a);
        v = FloatVector.fromArray(SPECIES, x, p3 + p);
        s3a = v.fma(da, s3a);
        v = FloatVector.fromArray(SPECIES, x, p4 + p);
        s4a = v.fma(da, s4a);
        v = FloatVector.fromArray(SPECIES, x, p5 + p);
        s5a = v.fma(da, s5a);
        v = FloatVector.fromArray(SPECIES, x, p6 + p);
        s6a = v.fma(da, s6a);
        v = FloatVector.fromArray(SPECIES, x, p7 + p);
        s7a = v.fma(da, s7a);
        p += inStep;
        q += Planes.LANES;
      }
    }
    s0a.intoArray(sums, at);
    s1a.intoArray(sums, at + 16);
    s2a.intoArray(sums, at + 32);
    s3a.intoArray(sums, at + 48);
    s4a.intoArray(sums, at + 64);
    s5a.intoArray(sums, at + 80);
    s6a.intoArray(sums, at + 96);
    s7a.intoArray(sums, at + 112);
  }

  private static void tile4by1(
      float[] x, int[] offset, int k, int in, float[] d, int out, Area area, float[] sums, int at) {
    int rows = area.rows();
    int columns = area.columns();
    int inRow = area.inRow();
    int inStep = area.inStep();
    int outRow = area.outRow();
    int p0 = offset[k] + in;
    int p1 = offset[k + 1] + in;
    int p2 = offset[k + 2] + in;
    int p3 = offset[k + 3] + in;
    FloatVector s0a = FloatVector.zero(SPECIES);
    FloatVector s1a = FloatVector.zero(SPECIES);
    FloatVector s2a = FloatVector.zero(SPECIES);
    FloatVector s3a = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int p = r * inRow;
      int q = out + r * outRow;
      for (int c = 0; c < columns; c++) {
        FloatVector da = FloatVector.fromArray(SPECIES, d, q);
        FloatVector v = FloatVector.fromArray(SPECIES, x, p0 + p);
        s0a = v.fma(da, s0a);
        v = FloatVector.fromArray(SPECIES, x, p1 + p);
        s1a = v.fma(da, s1a);
        v = FloatVector.fromArray(SPECIES, x, p2 + p);
        s2a = v.fma(da, s2a);
        v = FloatVector.fromArray(SPECIES, x, p3 + p);
        s3a = v.fma(da, s3a);
        p += inStep;
        q += Planes.LANES;
      }
    }
    s0a.intoArray(sums, at);
    s1a.intoArray(sums, at + 16);
    s2a.intoArray(sums, at + 32);
    s3a.intoArray(sums, at + 48);
  }
}
