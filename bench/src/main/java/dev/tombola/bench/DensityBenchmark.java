package dev.tombola.bench;

import dev.tombola.inference.Predictor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Predictions of a 1024-1024-1024 MLP by its density, for one example, for as many as are computed
/// one by one, and for a whole workspace.
@State(Scope.Benchmark)
public class DensityBenchmark extends LaunchedBenchmark {
  @Param({"0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.29", "0.31", "0.39", "0.41", "1"})
  private double density = 1;

  @Param({"1", "15", "64"})
  private int batch = 1;

  /// The part of an example's values that are not zero.
  @Param("1")
  private double live = 1;

  private Predictor predictor = Served.MLP.predictor();
  private float[] examples = {};
  private float[] logits = {};

  @Setup(Level.Trial)
  public void setUp() {
    predictor = Predictor.of(Served.mlp(density));
    examples = Served.examples(batch, predictor.inputs(), live);
    logits = new float[batch * predictor.classes()];
  }

  @Benchmark
  public float[] predict() {
    predictor.logits(examples, batch, logits);
    return logits;
  }
}
