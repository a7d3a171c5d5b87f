package dev.tombola.inference;

import java.util.Arrays;

/// Kernels of plain Java: what [VectorKernels] computes, value by value the same.
final class PlainKernels implements Kernels {
  @Override
  public void sparse(
      SparseRows rows,
      int first,
      int end,
      float[] x,
      int in,
      int shift,
      float[] y,
      int out,
      int step,
      int length,
      boolean relu) {
    for (int row = first; row < end; row++) {
      int at = out + (row - first) * step;
      Arrays.fill(y, at, at + length, rows.bias()[row]);
      for (int e = rows.cuts()[row]; e < rows.cuts()[row + 1]; e++) {
        accumulate(rows.w()[e], x, in + (rows.offset()[e] << shift), y, at, length);
      }
      if (relu) {
        relu(y, at, length);
      }
    }
  }

  @Override
  public void dense(
      DenseRows rows,
      int first,
      float[] x,
      int in,
      int shift,
      float[] y,
      int out,
      int step,
      int length,
      boolean relu) {
    for (int row = 0; row < DenseRows.TILE; row++) {
      int at = out + row * step;
      Arrays.fill(y, at, at + length, rows.bias()[first + row]);
      for (int k = 0; k < rows.offset().length; k++) {
        float weight = rows.w()[k * rows.stride() + first + row];
        accumulate(weight, x, in + (rows.offset()[k] << shift), y, at, length);
      }
      if (relu) {
        relu(y, at, length);
      }
    }
  }

  @Override
  public void denseSingle(
      DenseRows rows, float[] x, int in, int[] live, int count, float[] y, int out, boolean relu) {
    int stride = rows.stride();
    System.arraycopy(rows.bias(), 0, y, out, stride);
    for (int j = 0; j < count; j++) {
      accumulate(x[in + live[j]], rows.w(), live[j] * stride, y, out, stride);
    }
    if (relu) {
      relu(y, out, stride);
    }
  }

  /// `y ← y + factor · x`: a loop that the compiler makes vectors of by itself.
  private static void accumulate(float factor, float[] x, int in, float[] y, int out, int length) {
    for (int i = 0; i < length; i++) {
      y[out + i] = Math.fma(factor, x[in + i], y[out + i]);
    }
  }

  @Override
  public void relu(float[] y, int from, int length) {
    for (int i = from; i < from + length; i++) {
      y[i] = Math.max(0, y[i]);
    }
  }

  @Override
  public void add(float[] x, int in, float[] y, int out, int length, boolean relu) {
    for (int i = 0; i < length; i++) {
      y[out + i] += x[in + i];
    }
    if (relu) {
      relu(y, out, length);
    }
  }

  @Override
  public void affine(float[] y, int from, int length, float factor, float term) {
    for (int i = from; i < from + length; i++) {
      y[i] = Math.fma(y[i], factor, term);
    }
  }

  @Override
  public void max(float[] x, int in, float[] y, int out, int length) {
    for (int i = 0; i < length; i++) {
      y[out + i] = Math.max(y[out + i], x[in + i]);
    }
  }
}
