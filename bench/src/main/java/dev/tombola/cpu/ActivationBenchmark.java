package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import dev.tombola.nn.Activation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A non-linearity and its gradient on 300 rows of 64 lanes.
///
/// Both work in place, so the values fade as they go round. No kernel branches on them; only
/// denormal numbers would cost more, and outputs this small have a slope of tanh that rounds to 1,
/// so that no gradient becomes one.
@State(Scope.Benchmark)
public class ActivationBenchmark extends LaunchedBenchmark {
  private static final int ROWS = 300;

  @Param private Activation activation = Activation.RELU;

  private final float[] values = Shape.normal("values", Lanes.rows(ROWS));
  private final float[] outputs = tiny();
  private final float[] gradient = Shape.normal("gradient", Lanes.rows(ROWS));
  private final float[] scratch = new float[ActivationKernels.SCRATCH];

  private static float[] tiny() {
    float[] outputs = Shape.normal("outputs", Lanes.rows(ROWS));
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] *= 1e-6f;
    }
    return outputs;
  }

  @Benchmark
  public float[] forward() {
    ActivationKernels.forward(activation, values, Lanes.at(0), Lanes.at(ROWS), scratch);
    return values;
  }

  @Benchmark
  public float[] gradient() {
    ActivationKernels.gradient(activation, outputs, gradient, Lanes.at(0), Lanes.at(ROWS));
    return gradient;
  }
}
