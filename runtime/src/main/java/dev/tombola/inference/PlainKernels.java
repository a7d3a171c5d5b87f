package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Kernels of plain Java: what [VectorKernels] computes, value by value the same. A row is summed
/// in an array of its own, which no other can overlap, so that the compiler makes vectors of it by
/// itself.
final class PlainKernels implements Kernels {
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
    float[] sums = new float[length];
    for (int row = first; row < end; row++) {
      Arrays.fill(sums, rows.bias[row]);
      for (int e = rows.cuts[row]; e < rows.cuts[row + 1]; e++) {
        accumulate(rows.w[e], x, in + (rows.offset[e] << shift), sums);
      }
      put(sums, y, out + (row - first) * step, relu);
    }
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
    float[] sums = new float[length];
    for (int row = first; row < end; row++) {
      Arrays.fill(sums, rows.bias[row]);
      int begin = rows.begin(row);
      for (int k = 0; k < rows.offset.length; k++) {
        float weight = rows.w[begin + k * DenseRows.PANEL];
        accumulate(weight, x, in + (rows.offset[k] << shift), sums);
      }
      put(sums, y, out + (row - first) * step, relu);
    }
  }

  private static void accumulate(float weight, MemorySegment x, int in, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.fma(weight, x.getAtIndex(JAVA_FLOAT, in + i), sums[i]);
    }
  }

  private static void put(float[] sums, MemorySegment y, int out, boolean relu) {
    for (int i = 0; i < sums.length; i++) {
      y.setAtIndex(JAVA_FLOAT, out + i, relu ? Math.max(0, sums[i]) : sums[i]);
    }
  }

  @Override
  public void denseSingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu) {
    float[] sums = new float[DenseRows.PANEL];
    for (int row = 0; row < rows.padded; row += DenseRows.PANEL) {
      System.arraycopy(rows.bias, row, sums, 0, sums.length);
      int begin = rows.begin(row);
      for (int j = 0; j < count; j++) {
        float value = x[in + live[j]];
        int from = begin + live[j] * DenseRows.PANEL;
        for (int i = 0; i < sums.length; i++) {
          sums[i] = Math.fma(value, rows.w[from + i], sums[i]);
        }
      }
      for (int i = 0; i < sums.length; i++) {
        y[out + row + i] = relu ? Math.max(0, sums[i]) : sums[i];
      }
    }
  }

  @Override
  public double singleSparseBelow() {
    return 1;
  }

  @Override
  public SingleProduct single(SparseRows rows, int inputs) {
    return new OneByOne(rows, inputs);
  }

  /// Side by side, one weight would multiply several examples, but without vectors that gains
  /// nothing.
  @Override
  public boolean takesMany() {
    return false;
  }

  @Override
  public void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    Kernels.layPlainly(x, in, stride, y, row, shift, lane, 16);
  }

  @Override
  public void take(MemorySegment x, int in, int step, float[] y, int out, int stride) {
    Kernels.takePlainly(x, in, step, y, out, stride);
  }

  @Override
  public void relu(MemorySegment y, int from, int length) {
    for (int i = from; i < from + length; i++) {
      y.setAtIndex(JAVA_FLOAT, i, Math.max(0, y.getAtIndex(JAVA_FLOAT, i)));
    }
  }

  @Override
  public void add(MemorySegment x, int in, MemorySegment y, int out, int length, boolean relu) {
    for (int i = 0; i < length; i++) {
      float sum = y.getAtIndex(JAVA_FLOAT, out + i) + x.getAtIndex(JAVA_FLOAT, in + i);
      y.setAtIndex(JAVA_FLOAT, out + i, relu ? Math.max(0, sum) : sum);
    }
  }

  @Override
  public void affine(MemorySegment y, int from, int length, float factor, float term) {
    for (int i = from; i < from + length; i++) {
      y.setAtIndex(JAVA_FLOAT, i, Math.fma(y.getAtIndex(JAVA_FLOAT, i), factor, term));
    }
  }

  @Override
  public void max(MemorySegment x, int in, MemorySegment y, int out, int length) {
    for (int i = 0; i < length; i++) {
      float greater = Math.max(y.getAtIndex(JAVA_FLOAT, out + i), x.getAtIndex(JAVA_FLOAT, in + i));
      y.setAtIndex(JAVA_FLOAT, out + i, greater);
    }
  }
}
