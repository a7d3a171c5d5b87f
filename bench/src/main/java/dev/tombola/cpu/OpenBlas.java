package dev.tombola.cpu;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/// The three products of a training step by OpenBLAS, on one thread: one `sgemm` each, features by
/// examples as ours are, in memory of its own.
final class OpenBlas {
  private final int inputs;
  private final int outputs;
  private final int batch;
  private final FloatPointer w;
  private final FloatPointer x;
  private final FloatPointer y;
  private final FloatPointer d;
  private final FloatPointer dx;
  private final FloatPointer g;

  OpenBlas(Shape shape) {
    blas_set_num_threads(1);
    inputs = shape.inputs();
    outputs = shape.outputs();
    batch = shape.batch();
    w = normal("weights", outputs * inputs);
    x = normal("inputs", inputs * batch);
    y = normal("outputs", outputs * batch);
    d = normal("gradient by outputs", outputs * batch);
    dx = normal("gradient by inputs", inputs * batch);
    g = normal("gradient by weights", outputs * inputs);
  }

  private static FloatPointer normal(String name, int length) {
    return new FloatPointer(Shape.normal(name, new float[length]));
  }

  /// `y [outputs][batch] = w [outputs][inputs] · x [inputs][batch]`
  FloatPointer forward() {
    return multiply(CblasNoTrans, CblasNoTrans, outputs, batch, inputs, w, inputs, x, batch, y);
  }

  /// `dx [inputs][batch] = wᵀ · d [outputs][batch]`
  FloatPointer inputGradient() {
    return multiply(CblasTrans, CblasNoTrans, inputs, batch, outputs, w, inputs, d, batch, dx);
  }

  /// `g [outputs][inputs] = d · xᵀ`
  FloatPointer weightGradient() {
    return multiply(CblasNoTrans, CblasTrans, outputs, inputs, batch, d, batch, x, batch, g);
  }

  /// `to [rows][columns] = a · b`, each of the two turned or not, `summed` long.
  private static FloatPointer multiply(
      int turnA,
      int turnB,
      int rows,
      int columns,
      int summed,
      FloatPointer a,
      int strideA,
      FloatPointer b,
      int strideB,
      FloatPointer to) {
    cblas_sgemm(
        CblasRowMajor,
        turnA,
        turnB,
        rows,
        columns,
        summed,
        1,
        a,
        strideA,
        b,
        strideB,
        0,
        to,
        columns);
    return to;
  }
}
