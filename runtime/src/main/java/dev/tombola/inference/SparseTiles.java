package dev.tombola.inference;

import static dev.tombola.inference.Vectors.BYTES;
import static dev.tombola.inference.Vectors.SPECIES;
import static dev.tombola.inference.Vectors.WIDTH;
import static dev.tombola.inference.Vectors.at;
import static dev.tombola.inference.Vectors.bytes;
import static dev.tombola.inference.Vectors.offHeap;
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
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    int i = 0;
    while (i < length) {
      int rest = length - i;
      long from = bytes(in + i);
      long to = bytes(out + i);
      if (rest > 4 * WIDTH) {
        tile8(rows, first, end, x, from, shift + 2, y, to, bytes(step), floor);
        i += 8 * WIDTH;
      } else if (rest > 2 * WIDTH) {
        tile4(rows, first, end, x, from, shift + 2, y, to, bytes(step), floor);
        i += 4 * WIDTH;
      } else {
        tile2(rows, first, end, x, from, shift + 2, y, to, bytes(step), floor);
        i += 2 * WIDTH;
      }
    }
  }

  private static void tile8(
      SparseRows rows,
      int first,
      int end,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    x = offHeap(x);
    y = offHeap(y);
    int[] cuts = rows.cuts;
    int[] offset = rows.offset;
    float[] w = rows.w;
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int row = first; row < end; row++) {
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows.bias[row]);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      FloatVector a4 = a0;
      FloatVector a5 = a0;
      FloatVector a6 = a0;
      FloatVector a7 = a0;
      int to = cuts[row + 1];
      for (int e = cuts[row]; e < to; e++) {
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
      long o = out + (row - first) * step;
      put(a0.max(least), y, o);
      put(a1.max(least), y, o + BYTES);
      put(a2.max(least), y, o + 2 * BYTES);
      put(a3.max(least), y, o + 3 * BYTES);
      put(a4.max(least), y, o + 4 * BYTES);
      put(a5.max(least), y, o + 5 * BYTES);
      put(a6.max(least), y, o + 6 * BYTES);
      put(a7.max(least), y, o + 7 * BYTES);
    }
  }

  private static void tile4(
      SparseRows rows,
      int first,
      int end,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    x = offHeap(x);
    y = offHeap(y);
    int[] cuts = rows.cuts;
    int[] offset = rows.offset;
    float[] w = rows.w;
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int row = first; row < end; row++) {
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows.bias[row]);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      int to = cuts[row + 1];
      for (int e = cuts[row]; e < to; e++) {
        FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
        long i = in + ((long) offset[e] << shift);
        a0 = v.fma(at(x, i), a0);
        a1 = v.fma(at(x, i + BYTES), a1);
        a2 = v.fma(at(x, i + 2 * BYTES), a2);
        a3 = v.fma(at(x, i + 3 * BYTES), a3);
      }
      long o = out + (row - first) * step;
      put(a0.max(least), y, o);
      put(a1.max(least), y, o + BYTES);
      put(a2.max(least), y, o + 2 * BYTES);
      put(a3.max(least), y, o + 3 * BYTES);
    }
  }

  private static void tile2(
      SparseRows rows,
      int first,
      int end,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    x = offHeap(x);
    y = offHeap(y);
    int[] cuts = rows.cuts;
    int[] offset = rows.offset;
    float[] w = rows.w;
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int row = first; row < end; row++) {
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows.bias[row]);
      FloatVector a1 = a0;
      int to = cuts[row + 1];
      for (int e = cuts[row]; e < to; e++) {
        FloatVector v = FloatVector.broadcast(SPECIES, w[e]);
        long i = in + ((long) offset[e] << shift);
        a0 = v.fma(at(x, i), a0);
        a1 = v.fma(at(x, i + BYTES), a1);
      }
      long o = out + (row - first) * step;
      put(a0.max(least), y, o);
      put(a1.max(least), y, o + BYTES);
    }
  }
}
