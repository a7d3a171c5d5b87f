package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import dev.tombola.train.Optimiser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// An optimiser's step on the 235,200 weights of LeNet's first layer, row by row as the dense
/// gradient hands them over: 784 rows of 300, padded to 304. The gradient is in the cache.
@State(Scope.Benchmark)
public class UpdateBenchmark extends LaunchedBenchmark {
  private static final int ROWS = 784;
  private static final int STRIDE = 304;

  /// Whose step.
  public enum Rule {
    ADAM,
    MOMENTUM,
    SGD;

    private Optimiser optimiser() {
      return switch (this) {
        case ADAM -> new Optimiser.Adam(0.9, 0.999, 1e-8, 0);
        case MOMENTUM -> new Optimiser.Momentum(0.9, false, 0);
        case SGD -> new Optimiser.Sgd(0);
      };
    }
  }

  @Param private Rule rule = Rule.ADAM;

  private final float[] tile = new float[DenseKernels.ROWS * STRIDE];
  private long steps;

  @SuppressWarnings("NullAway.Init")
  private Update update;

  @SuppressWarnings("NullAway.Init")
  private Tensor weights;

  @Setup
  public void setUp() {
    Optimiser optimiser = rule.optimiser();
    update = new Update(optimiser);
    float[] values = Shape.normal("weights", new float[ROWS * STRIDE]);
    weights = new Tensor("weights", values);
    weights.layOutBackward(Update.moments(optimiser));
    Shape.normal("gradient", tile);
  }

  @Benchmark
  public float[] step() {
    update.begin(++steps, 0.0012);
    for (int row = 0; row < ROWS; row++) {
      int from = row % DenseKernels.ROWS * STRIDE;
      update.apply(weights, row * STRIDE, tile, from, STRIDE);
    }
    return weights.values;
  }
}
