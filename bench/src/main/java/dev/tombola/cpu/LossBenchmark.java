package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Softmax and cross-entropy of a block of 60 examples in 10 classes. Loops this short take long to
/// be compiled.
@State(Scope.Benchmark)
@Warmup(iterations = 4, time = 1)
public class LossBenchmark extends LaunchedBenchmark {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 60;

  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(CLASSES);
  private final float[] logits = Shape.normal("logits", Lanes.rows(CLASSES));
  private final float[] gradient = Lanes.rows(CLASSES);
  private final int[] labels = labels();

  private static int[] labels() {
    int[] labels = new int[Lanes.COUNT];
    for (int n = 0; n < EXAMPLES; n++) {
      labels[n] = n % CLASSES;
    }
    return labels;
  }

  @Benchmark
  public double lossAndGradient() {
    double sum = loss.loss(logits, labels, EXAMPLES);
    loss.gradient(gradient, labels, EXAMPLES, 1f / EXAMPLES);
    return sum;
  }
}
