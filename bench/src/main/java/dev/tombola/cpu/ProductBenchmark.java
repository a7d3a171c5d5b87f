package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The forward product of a layer on one thread: ours, dense and sparse, beside OpenBLAS.
@State(Scope.Benchmark)
public class ProductBenchmark extends LaunchedBenchmark {
  /// Outputs, inputs and batch.
  @Param({"512x512x512", "300x784x64", "512x512x64"})
  private String shape = "";

  /// Our dense layer.
  @State(Scope.Benchmark)
  public static class Dense {
    @SuppressWarnings("NullAway.Init")
    private DenseOperands operands;

    @Setup
    public void setUp(ProductBenchmark benchmark) {
      operands = new DenseOperands(Shape.of(benchmark.shape));
    }
  }

  /// Our sparse layer.
  @State(Scope.Benchmark)
  public static class Sparse {
    @Param({"0.5", "0.21", "0.1", "0.05", "0.036"})
    private double density;

    @SuppressWarnings("NullAway.Init")
    private SparseOperands operands;

    @Setup
    public void setUp(ProductBenchmark benchmark) {
      operands = new SparseOperands(Shape.of(benchmark.shape), density);
    }
  }

  /// The same layer in OpenBLAS.
  @State(Scope.Benchmark)
  public static class Blas {
    @SuppressWarnings("NullAway.Init")
    private OpenBlas operands;

    @Setup
    public void setUp(ProductBenchmark benchmark) {
      operands = new OpenBlas(Shape.of(benchmark.shape));
    }
  }

  @Benchmark
  public float[][] dense(Dense layer) {
    return layer.operands.forward();
  }

  @Benchmark
  public float[][] sparse(Sparse layer) {
    return layer.operands.forward();
  }

  @Benchmark
  public FloatPointer openBlas(Blas layer) {
    return layer.operands.forward();
  }
}
