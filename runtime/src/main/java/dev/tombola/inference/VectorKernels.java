package dev.tombola.inference;

import static dev.tombola.inference.Vectors.SPECIES;
import static dev.tombola.inference.Vectors.WIDTH;
import static dev.tombola.inference.Vectors.at;
import static dev.tombola.inference.Vectors.bytes;
import static dev.tombola.inference.Vectors.put;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Kernels of the Vector API: products by tiles, and what is done value by value.
final class VectorKernels implements Kernels {
  /// Whether the machine has vectors of 8 floats.
  private static final boolean HAS_EIGHTS = WIDTH >= 8;

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
    SparseTiles.multiply(rows, first, end, x, in, shift, y, out, step, length, relu);
  }

  @Override
  public void dense(
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
    DenseTiles.multiply(rows, first, end, x, in, shift, y, out, step, length, relu);
  }

  @Override
  public void denseSingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu) {
    DenseTiles.multiplySingle(rows, x, in, live, count, y, out, relu);
  }

  @Override
  public double singleSparseBelow() {
    return WIDTH == 16 ? 0.3 : 0.15;
  }

  @Override
  public SingleProduct single(SparseRows rows, int inputs) {
    if (HAS_EIGHTS) {
      int[] cuts = Slices.cuts(rows);
      if (Slices.suit(rows, cuts)) {
        return new Slices(rows, cuts);
      }
    }
    return new OneByOne(rows, inputs);
  }

  @Override
  public boolean takesMany() {
    return true;
  }

  @Override
  public void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    if (WIDTH == 16) {
      Sixteens.lay(x, in, stride, y, row, shift, lane);
    } else if (HAS_EIGHTS) {
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
