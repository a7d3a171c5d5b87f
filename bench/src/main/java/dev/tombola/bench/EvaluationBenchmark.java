package dev.tombola.bench;

import dev.tombola.data.Examples;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A look at 5,000 examples with LeNet-300-100 on one thread: loss and hits.
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EvaluationBenchmark extends LaunchedBenchmark {
  @Param({"1.0", "0.036"})
  private double density = 1;

  private final Examples examples = Problem.LENET.normal(5000, 0);

  @SuppressWarnings("NullAway.Init")
  private Engine.Session session;

  @Setup
  public void setUp() {
    session = Problem.LENET.open(density, examples);
  }

  @Benchmark
  public Evaluation evaluate() {
    return session.evaluate(examples);
  }
}
