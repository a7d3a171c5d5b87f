package dev.tombola.bench;

import dev.tombola.train.Engine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole training step of LeNet-300-100 by density: batch 60, Adam, random masks.
///
/// `inputs` are normal numbers, of which that part has one value throughout, as a picture's
/// background does (two fifths of MNIST's pixels over a batch): dense kernels treat those as
/// biases.
@State(Scope.Benchmark)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class StepBenchmark extends LaunchedBenchmark {
  @Param({"1.0", "0.5", "0.21", "0.107", "0.036"})
  private double density = 1;

  @Param({"0.0", "0.4"})
  private double background;

  private Engine.Session session = open();

  @Setup
  public void setUp() {
    session = open();
  }

  private Engine.Session open() {
    return Problem.LENET.open(density, Problem.LENET.normal(3000, background));
  }

  @Benchmark
  public double step() {
    return session.advance(session.step() + 1);
  }
}
