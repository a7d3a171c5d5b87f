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

/// Products of dense rows. A tile is 2 vectors of examples or positions and 8 rows, or 4 where
/// registers would not hold more; for a single example, 8 vectors of rows. Every element is one
/// chain in the order of the inputs, so tile and width do not show in the result.
final class DenseTiles {
  /// Machines with vectors of 512 bits have them.
  private static final boolean HAS_32_REGISTERS = WIDTH == 16;

  private DenseTiles() {}

  /// As [Kernels#dense].
  static void multiply(
      DenseRows rows,
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
    int row = first;
    while (row < end) {
      boolean eight = HAS_32_REGISTERS && end - row > 4 && row % 8 == 0;
      long to = bytes(out + (row - first) * step);
      for (int i = 0; i < length; i += 2 * WIDTH) {
        if (eight) {
          tile8(rows, row, x, bytes(in + i), shift + 2, y, to + bytes(i), bytes(step), floor);
        } else {
          tile4(rows, row, x, bytes(in + i), shift + 2, y, to + bytes(i), bytes(step), floor);
        }
      }
      row += eight ? 8 : 4;
    }
  }

  private static void tile8(
      DenseRows rows,
      int first,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    x = offHeap(x);
    y = offHeap(y);
    int[] offset = rows.offset;
    float[] w = rows.w;
    int begin = rows.begin(first);
    FloatVector a0 = FloatVector.broadcast(SPECIES, rows.bias[first]);
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, rows.bias[first + 1]);
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, rows.bias[first + 2]);
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, rows.bias[first + 3]);
    FloatVector d1 = d0;
    FloatVector e0 = FloatVector.broadcast(SPECIES, rows.bias[first + 4]);
    FloatVector e1 = e0;
    FloatVector f0 = FloatVector.broadcast(SPECIES, rows.bias[first + 5]);
    FloatVector f1 = f0;
    FloatVector g0 = FloatVector.broadcast(SPECIES, rows.bias[first + 6]);
    FloatVector g1 = g0;
    FloatVector h0 = FloatVector.broadcast(SPECIES, rows.bias[first + 7]);
    FloatVector h1 = h0;
    for (int k = 0; k < offset.length; k++) {
      long i = in + ((long) offset[k] << shift);
      FloatVector x0 = at(x, i);
      FloatVector x1 = at(x, i + BYTES);
      int weight = begin + k * DenseRows.PANEL;
      FloatVector v = FloatVector.broadcast(SPECIES, w[weight]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[weight + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[weight + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[weight + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
      v = FloatVector.broadcast(SPECIES, w[weight + 4]);
      e0 = v.fma(x0, e0);
      e1 = v.fma(x1, e1);
      v = FloatVector.broadcast(SPECIES, w[weight + 5]);
      f0 = v.fma(x0, f0);
      f1 = v.fma(x1, f1);
      v = FloatVector.broadcast(SPECIES, w[weight + 6]);
      g0 = v.fma(x0, g0);
      g1 = v.fma(x1, g1);
      v = FloatVector.broadcast(SPECIES, w[weight + 7]);
      h0 = v.fma(x0, h0);
      h1 = v.fma(x1, h1);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    put(a0.max(least), y, out);
    put(a1.max(least), y, out + BYTES);
    put(b0.max(least), y, out + step);
    put(b1.max(least), y, out + step + BYTES);
    put(c0.max(least), y, out + 2 * step);
    put(c1.max(least), y, out + 2 * step + BYTES);
    put(d0.max(least), y, out + 3 * step);
    put(d1.max(least), y, out + 3 * step + BYTES);
    put(e0.max(least), y, out + 4 * step);
    put(e1.max(least), y, out + 4 * step + BYTES);
    put(f0.max(least), y, out + 5 * step);
    put(f1.max(least), y, out + 5 * step + BYTES);
    put(g0.max(least), y, out + 6 * step);
    put(g1.max(least), y, out + 6 * step + BYTES);
    put(h0.max(least), y, out + 7 * step);
    put(h1.max(least), y, out + 7 * step + BYTES);
  }

  private static void tile4(
      DenseRows rows,
      int first,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    x = offHeap(x);
    y = offHeap(y);
    int[] offset = rows.offset;
    float[] w = rows.w;
    int begin = rows.begin(first);
    FloatVector a0 = FloatVector.broadcast(SPECIES, rows.bias[first]);
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, rows.bias[first + 1]);
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, rows.bias[first + 2]);
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, rows.bias[first + 3]);
    FloatVector d1 = d0;
    for (int k = 0; k < offset.length; k++) {
      long i = in + ((long) offset[k] << shift);
      FloatVector x0 = at(x, i);
      FloatVector x1 = at(x, i + BYTES);
      int weight = begin + k * DenseRows.PANEL;
      FloatVector v = FloatVector.broadcast(SPECIES, w[weight]);
      a0 = v.fma(x0, a0);
      a1 = v.fma(x1, a1);
      v = FloatVector.broadcast(SPECIES, w[weight + 1]);
      b0 = v.fma(x0, b0);
      b1 = v.fma(x1, b1);
      v = FloatVector.broadcast(SPECIES, w[weight + 2]);
      c0 = v.fma(x0, c0);
      c1 = v.fma(x1, c1);
      v = FloatVector.broadcast(SPECIES, w[weight + 3]);
      d0 = v.fma(x0, d0);
      d1 = v.fma(x1, d1);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    put(a0.max(least), y, out);
    put(a1.max(least), y, out + BYTES);
    put(b0.max(least), y, out + step);
    put(b1.max(least), y, out + step + BYTES);
    put(c0.max(least), y, out + 2 * step);
    put(c1.max(least), y, out + 2 * step + BYTES);
    put(d0.max(least), y, out + 3 * step);
    put(d1.max(least), y, out + 3 * step + BYTES);
  }

  /// As [Kernels#denseSingle].
  static void multiplySingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    int row = 0;
    for (; row + 8 * WIDTH <= rows.padded; row += 8 * WIDTH) {
      wide(rows, row, x, in, live, count, y, out + row, floor);
    }
    for (; row < rows.padded; row += WIDTH) {
      narrow(rows, row, x, in, live, count, y, out + row, floor);
    }
  }

  private static void wide(
      DenseRows rows,
      int row,
      float[] x,
      int in,
      int[] live,
      int count,
      float[] y,
      int out,
      float floor) {
    float[] w = rows.w;
    int begin0 = rows.begin(row);
    int begin1 = rows.begin(row + WIDTH);
    int begin2 = rows.begin(row + 2 * WIDTH);
    int begin3 = rows.begin(row + 3 * WIDTH);
    int begin4 = rows.begin(row + 4 * WIDTH);
    int begin5 = rows.begin(row + 5 * WIDTH);
    int begin6 = rows.begin(row + 6 * WIDTH);
    int begin7 = rows.begin(row + 7 * WIDTH);
    FloatVector a0 = array(rows.bias, row);
    FloatVector a1 = array(rows.bias, row + WIDTH);
    FloatVector a2 = array(rows.bias, row + 2 * WIDTH);
    FloatVector a3 = array(rows.bias, row + 3 * WIDTH);
    FloatVector a4 = array(rows.bias, row + 4 * WIDTH);
    FloatVector a5 = array(rows.bias, row + 5 * WIDTH);
    FloatVector a6 = array(rows.bias, row + 6 * WIDTH);
    FloatVector a7 = array(rows.bias, row + 7 * WIDTH);
    for (int j = 0; j < count; j++) {
      FloatVector v = FloatVector.broadcast(SPECIES, x[in + live[j]]);
      int i = live[j] * DenseRows.PANEL;
      a0 = v.fma(array(w, begin0 + i), a0);
      a1 = v.fma(array(w, begin1 + i), a1);
      a2 = v.fma(array(w, begin2 + i), a2);
      a3 = v.fma(array(w, begin3 + i), a3);
      a4 = v.fma(array(w, begin4 + i), a4);
      a5 = v.fma(array(w, begin5 + i), a5);
      a6 = v.fma(array(w, begin6 + i), a6);
      a7 = v.fma(array(w, begin7 + i), a7);
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    a0.max(least).intoArray(y, out);
    a1.max(least).intoArray(y, out + WIDTH);
    a2.max(least).intoArray(y, out + 2 * WIDTH);
    a3.max(least).intoArray(y, out + 3 * WIDTH);
    a4.max(least).intoArray(y, out + 4 * WIDTH);
    a5.max(least).intoArray(y, out + 5 * WIDTH);
    a6.max(least).intoArray(y, out + 6 * WIDTH);
    a7.max(least).intoArray(y, out + 7 * WIDTH);
  }

  private static void narrow(
      DenseRows rows,
      int row,
      float[] x,
      int in,
      int[] live,
      int count,
      float[] y,
      int out,
      float floor) {
    int begin = rows.begin(row);
    FloatVector a = array(rows.bias, row);
    for (int j = 0; j < count; j++) {
      FloatVector v = FloatVector.broadcast(SPECIES, x[in + live[j]]);
      a = v.fma(array(rows.w, begin + live[j] * DenseRows.PANEL), a);
    }
    a.max(floor).intoArray(y, out);
  }

  private static FloatVector array(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i);
  }
}
