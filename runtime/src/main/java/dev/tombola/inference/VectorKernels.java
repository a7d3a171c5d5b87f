package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Kernels of the Vector API.
///
/// A sparse tile is up to 8 vectors of one row: as many chains as hide the latency of a fused
/// multiply-add. A dense one is 4 rows × 2 vectors. Every element is one chain in the order of the
/// entries, so tile and width do not show in the result.
final class VectorKernels implements Kernels {
  /// The machine's preferred width, at most 512 bits. `-Dtombola.vectorBits=128` (or 256, 512)
  /// forces another one, for tests.
  private static final VectorSpecies<Float> SPECIES = species();

  static final int WIDTH = SPECIES.length();

  /// Bytes of a vector. Addresses are in bytes and 64 bits wide, which the compiler makes the
  /// better loops of.
  private static final long BYTES = (long) WIDTH * Float.BYTES;

  /// Whether the machine has vectors of 8 floats.
  private static final boolean HAS_EIGHTS = WIDTH >= 8;

  private static VectorSpecies<Float> species() {
    int bits =
        Integer.getInteger("tombola.vectorBits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    return bits >= 512
        ? FloatVector.SPECIES_512
        : bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  @Override
  public void sparse(
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

  private static long bytes(int floats) {
    return (long) floats * Float.BYTES;
  }

  private static FloatVector at(MemorySegment x, long i) {
    return FloatVector.fromMemorySegment(SPECIES, x, i, ByteOrder.nativeOrder());
  }

  private static void put(FloatVector vector, MemorySegment y, long i) {
    vector.intoMemorySegment(y, i, ByteOrder.nativeOrder());
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

  @Override
  public void dense(
      DenseRows rows,
      int first,
      MemorySegment x,
      int in,
      int shift,
      MemorySegment y,
      int out,
      int step,
      int length,
      boolean relu) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i += 2 * WIDTH) {
      tile(rows, first, x, bytes(in + i), shift + 2, y, bytes(out + i), bytes(step), floor);
    }
  }

  private static void tile(
      DenseRows rows,
      int first,
      MemorySegment x,
      long in,
      int shift,
      MemorySegment y,
      long out,
      long step,
      float floor) {
    int[] offset = rows.offset;
    float[] w = rows.w;
    int stride = rows.stride;
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
      int weight = k * stride + first;
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

  @Override
  public void denseSingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu) {
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    int row = 0;
    for (; row + 8 * WIDTH <= rows.stride; row += 8 * WIDTH) {
      wide(rows, row, x, in, live, count, y, out + row, floor);
    }
    for (; row < rows.stride; row += WIDTH) {
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
    int stride = rows.stride;
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
      int i = live[j] * stride + row;
      a0 = v.fma(array(w, i), a0);
      a1 = v.fma(array(w, i + WIDTH), a1);
      a2 = v.fma(array(w, i + 2 * WIDTH), a2);
      a3 = v.fma(array(w, i + 3 * WIDTH), a3);
      a4 = v.fma(array(w, i + 4 * WIDTH), a4);
      a5 = v.fma(array(w, i + 5 * WIDTH), a5);
      a6 = v.fma(array(w, i + 6 * WIDTH), a6);
      a7 = v.fma(array(w, i + 7 * WIDTH), a7);
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
    FloatVector a = array(rows.bias, row);
    for (int j = 0; j < count; j++) {
      FloatVector v = FloatVector.broadcast(SPECIES, x[in + live[j]]);
      a = v.fma(array(rows.w, live[j] * rows.stride + row), a);
    }
    a.max(floor).intoArray(y, out);
  }

  private static FloatVector array(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i);
  }

  @Override
  public boolean takesMany() {
    return true;
  }

  @Override
  public void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    if (HAS_EIGHTS) {
      for (int e = 0; e < 16; e += 8) {
        Eights.lay(x, in + e * stride, stride, y, row, shift, lane + e);
        Eights.lay(x, in + e * stride + 8, stride, y, row + 8, shift, lane + e);
      }
    } else {
      Kernels.layPlainly(x, in, stride, y, row, shift, lane, 16);
    }
  }

  @Override
  public void take(MemorySegment x, int in, int step, float[] y, int out, int stride) {
    if (HAS_EIGHTS) {
      Eights.take(x, in, step, y, out, stride);
    } else {
      Kernels.takePlainly(x, in, step, y, out, stride);
    }
  }

  @Override
  public void relu(MemorySegment y, int from, int length) {
    for (int i = from; i < from + length; i += WIDTH) {
      put(at(y, bytes(i)).max(0), y, bytes(i));
    }
  }

  @Override
  public void add(MemorySegment x, int in, MemorySegment y, int out, int length, boolean relu) {
    FloatVector least = FloatVector.broadcast(SPECIES, relu ? 0 : Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      put(at(y, bytes(out + i)).add(at(x, bytes(in + i))).max(least), y, bytes(out + i));
    }
    for (; i < length; i++) {
      float sum = y.getAtIndex(JAVA_FLOAT, out + i) + x.getAtIndex(JAVA_FLOAT, in + i);
      y.setAtIndex(JAVA_FLOAT, out + i, relu ? Math.max(0, sum) : sum);
    }
  }

  @Override
  public void affine(MemorySegment y, int from, int length, float factor, float term) {
    FloatVector a = FloatVector.broadcast(SPECIES, factor);
    FloatVector b = FloatVector.broadcast(SPECIES, term);
    int i = from;
    for (; i + WIDTH <= from + length; i += WIDTH) {
      put(at(y, bytes(i)).fma(a, b), y, bytes(i));
    }
    for (; i < from + length; i++) {
      y.setAtIndex(JAVA_FLOAT, i, Math.fma(y.getAtIndex(JAVA_FLOAT, i), factor, term));
    }
  }

  @Override
  public void max(MemorySegment x, int in, MemorySegment y, int out, int length) {
    int i = 0;
    for (; i + WIDTH <= length; i += WIDTH) {
      put(at(y, bytes(out + i)).max(at(x, bytes(in + i))), y, bytes(out + i));
    }
    for (; i < length; i++) {
      float greater = Math.max(y.getAtIndex(JAVA_FLOAT, out + i), x.getAtIndex(JAVA_FLOAT, in + i));
      y.setAtIndex(JAVA_FLOAT, out + i, greater);
    }
  }
}
