package dev.tombola.inference;

import static dev.tombola.inference.Vectors.BYTES;
import static dev.tombola.inference.Vectors.SPECIES;
import static dev.tombola.inference.Vectors.WIDTH;
import static dev.tombola.inference.Vectors.at;
import static dev.tombola.inference.Vectors.bytes;
import static dev.tombola.inference.Vectors.put;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Products of sparse rows. A tile is up to 8 vectors of one row: as many chains as hide the
/// latency of a fused multiply-add. Every element is one chain in the order of the entries, so tile
/// and width do not show in the result.
final class SparseTiles {
  private SparseTiles() {}

  /// As [Kernels#sparse].
  static void multiply(
      SparseRows rows,
      int first,
      int end,
      MemorySegment x,
      int in,
      int shift,
      MemorySegment y,
      int out,
      int step,
      int length,
      boolean relu) {
    int[] cuts = rows.cuts;
    int[] offset = rows.offset;
    float[] w = rows.w;
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int row = first; row < end; row++) {
      int from = cuts[row];
      int to = cuts[row + 1];
      float bias = rows.bias[row];
      int at = out + (row - first) * step;
      int i = 0;
      while (i < length) {
        int rest = length - i;
        if (rest > 4 * WIDTH) {
          tile8(from, to, offset, shift + 2, w, x, bytes(in + i), y, bytes(at + i), bias, floor);
          i += 8 * WIDTH;
        } else if (rest > 2 * WIDTH) {
          tile4(from, to, offset, shift + 2, w, x, bytes(in + i), y, bytes(at + i), bias, floor);
          i += 4 * WIDTH;
        } else {
          tile2(from, to, offset, shift + 2, w, x, bytes(in + i), y, bytes(at + i), bias, floor);
          i += 2 * WIDTH;
        }
      }
    }
  }

  private static void tile8(
      int from,
      int to,
      int[] offset,
      int shift,
      float[] w,
      MemorySegment x,
      long in,
      MemorySegment y,
      long out,
      float bias,
      float floor) {
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
      long i = in + ((long) offset[e] << shift);
      a0 = v.fma(at(x, i), a0);
      a1 = v.fma(at(x, i + BYTES), a1);
      a2 = v.fma(at(x, i + 2 * BYTES), a2);
      a3 = v.fma(at(x, i + 3 * BYTES), a3);
      a4 = v.fma(at(x, i + 4 * BYTES), a4);
      a5 = v.fma(at(x, i + 5 * BYTES), a5);
      a6 = v.fma(at(x, i + 6 * BYTES), a6);
      a7 = v.fma(at(x, i + 7 * BYTES), a7);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    put(a0.max(least), y, out);
    put(a1.max(least), y, out + BYTES);
    put(a2.max(least), y, out + 2 * BYTES);
    put(a3.max(least), y, out + 3 * BYTES);
    put(a4.max(least), y, out + 4 * BYTES);
    put(a5.max(least), y, out + 5 * BYTES);
    put(a6.max(least), y, out + 6 * BYTES);
    put(a7.max(least), y, out + 7 * BYTES);
  }

  private static void tile4(
      int from,
      int to,
      int[] offset,
      int shift,
      float[] w,
      MemorySegment x,
      long in,
      MemorySegment y,
      long out,
      float bias,
      float floor) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      long i = in + ((long) offset[e] << shift);
      a0 = v.fma(at(x, i), a0);
      a1 = v.fma(at(x, i + BYTES), a1);
      a2 = v.fma(at(x, i + 2 * BYTES), a2);
      a3 = v.fma(at(x, i + 3 * BYTES), a3);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    put(a0.max(least), y, out);
    put(a1.max(least), y, out + BYTES);
    put(a2.max(least), y, out + 2 * BYTES);
    put(a3.max(least), y, out + 3 * BYTES);
  }

  private static void tile2(
      int from,
      int to,
      int[] offset,
      int shift,
      float[] w,
      MemorySegment x,
      long in,
      MemorySegment y,
      long out,
      float bias,
      float floor) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias);
    FloatVector a1 = a0;
    for (int e = from; e < to; e++) {
      FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
      long i = in + ((long) offset[e] << shift);
      a0 = v.fma(at(x, i), a0);
      a1 = v.fma(at(x, i + BYTES), a1);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    put(a0.max(least), y, out);
    put(a1.max(least), y, out + BYTES);
  }
}
