package dev.tombola.bench;

import dev.tombola.train.Engine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole training step of a convolutional network by density: Conv-2 at batch 60 with Adam,
/// ResNet-20 at batch 128 with momentum; normal inputs, random masks, as dense in every layer.
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(jvmArgsAppend = "-Xmx3g")
public class ImageStepBenchmark extends LaunchedBenchmark {
  @Param({"conv-2", "resnet-20"})
  private String network = "conv-2";

  @Param({"1.0", "0.5", "0.2", "0.1", "0.05", "0.02"})
  private double density = 1;

  @SuppressWarnings("NullAway.Init")
  private Engine.Session session;

  @Setup
  public void setUp() {
    Problem problem = Problem.named(network);
    session = problem.open(density, problem.normal(1000, 0));
  }

  @Benchmark
  public double step() {
    return session.advance(session.step() + 1);
  }
}
