package dev.tombola.cpu;

import dev.tombola.bench.LaunchedBenchmark;
import dev.tombola.data.Affine;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A block of 60 examples of 784 features, drawn at random from more than the caches hold: 60,000
/// of bytes (47 MB), 20,000 of floats (63 MB).
@State(Scope.Benchmark)
public class AssemblyBenchmark extends LaunchedBenchmark {
  private static final int FEATURES = 784;
  private static final int CLASSES = 10;
  private static final int BATCH = 60;

  /// What the examples are made of.
  public enum Kind {
    PIXELS,
    FLOATS
  }

  @Param private Kind kind = Kind.PIXELS;

  private final RandomStream random = Streams.of(1).named("examples");
  private final Assembly assembly = new Assembly(FEATURES);
  private final Inputs block = new Inputs(FEATURES);
  private final int[] labels = new int[Lanes.COUNT];
  private int[] order = {};
  private int next;

  @SuppressWarnings("NullAway.Init")
  private Examples examples;

  @Setup
  public void setUp() {
    Dataset dataset =
        switch (kind) {
          case PIXELS -> pixels(60_000);
          case FLOATS -> floats(20_000);
        };
    examples = Examples.all(dataset, Affine.standardising(0.1307, 0.3081));
    order = random.permutation(examples.size());
  }

  private Dataset pixels(int size) {
    byte[] pixels = new byte[size * FEATURES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return Dataset.ofPixels("random", FEATURES, CLASSES, pixels, labels(size));
  }

  private Dataset floats(int size) {
    float[] values = new float[size * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Dataset.of("random", FEATURES, CLASSES, values, labels(size));
  }

  private int[] labels(int size) {
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(CLASSES);
    }
    return labels;
  }

  /// Goes through the permutation, so that an example comes again only when it has left the caches.
  @Benchmark
  public float[] block() {
    int from = next;
    next = from + 2 * BATCH > order.length ? 0 : from + BATCH;
    assembly.fill(block, labels, examples, order, from, BATCH);
    return block.lanes;
  }
}
