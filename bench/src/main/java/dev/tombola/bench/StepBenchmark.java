package dev.tombola.bench;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.Affine;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Training;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A whole training step of LeNet-300-100 by density: batch 60, Adam, random masks.
///
/// `inputs` are normal numbers, of which that part has one value throughout, as a picture's
/// background does (half of MNIST's pixels over a batch): dense kernels treat those as biases.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"--add-modules=jdk.incubator.vector", "-Xmx1g"})
public class StepBenchmark {
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
    Network network = Network.mlp(784, List.of(300, 100), 10, Activation.RELU);
    Mask mask = Mask.dense(network);
    for (Parameter weight : network.prunable()) {
      RandomStream random = Streams.of(1).named(weight.name());
      BitSet kept = new BitSet(weight.size());
      for (int i = 0; i < weight.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      mask = mask.with(weight, kept);
    }
    Examples examples = examples(3000);
    return new CpuEngine()
        .open(
            new Training(
                network,
                mask,
                Initialiser.GLOROT_NORMAL.draw(network, Streams.of(2)),
                new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
                step -> 0.0012,
                new Split(examples, examples, examples),
                new DataOrder(Streams.of(3), examples.size(), 60),
                60,
                0,
                Long.MAX_VALUE,
                1000,
                Set.of()));
  }

  private Examples examples(int size) {
    RandomStream random = Streams.of(4).named("examples");
    float[] values = new float[size * 784];
    int[] labels = new int[size];
    for (int i = 0; i < values.length; i++) {
      float drawn = (float) random.nextGaussian();
      values[i] = i % 784 < background * 784 ? -0.42f : drawn;
    }
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(10);
    }
    return Examples.all(Dataset.of("random", 784, 10, values, labels), Affine.identity());
  }

  @Benchmark
  public double step() {
    return session.advance(session.step() + 1);
  }
}
