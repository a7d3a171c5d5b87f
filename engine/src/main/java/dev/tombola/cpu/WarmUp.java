package dev.tombola.cpu;

import dev.tombola.data.Affine;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
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

/// Small trainings that have the kernels compiled while something else, as the reading of data,
/// keeps one core busy.
///
/// Interpreted, one step of LeNet-300-100 takes half a second and one of Conv-2 several, since
/// every vector is an object then, and the compiler only looks at what has run for long. A network
/// of a thirtieth of the size calls for it in a thirtieth of the time.
final class WarmUp implements Runnable {
  private static final long NANOSECONDS = 1_500_000_000;
  private static final int EXAMPLES = 256;
  private static final int CLASSES = 10;

  private final Network network;
  private final int batch;

  private WarmUp(Network network, int batch) {
    this.network = network;
    this.batch = batch;
  }

  static WarmUp ofFeatures() {
    return new WarmUp(Network.mlp(160, List.of(48, 32), CLASSES, Activation.RELU), 60);
  }

  /// With more than 144 summands a sum, for all turns of the dense product, rows for the widest
  /// tiles, a stride, and dense layers behind.
  static WarmUp ofImages() {
    ImageShape image = new ImageShape(3, 8, 8);
    Layer.Conv first = new Layer.Conv("conv1", image, 20, 3, 1, 1, true);
    Layer.BatchNorm norm = new Layer.BatchNorm("bn1", first.out());
    Layer.Relu relu = new Layer.Relu("relu1", norm.outputs());
    Layer.Conv second = new Layer.Conv("conv2", norm.out(), 20, 3, 1, 1, true);
    Layer.MaxPool pool = new Layer.MaxPool("pool", second.out(), 2, 2);
    Layer.Conv third = new Layer.Conv("conv3", pool.out(), 40, 3, 2, 1, false);
    Layer.Dense hidden = new Layer.Dense("fc1", third.outputs(), 48);
    Layer.Dense last = new Layer.Dense("fc2", hidden.outputs(), CLASSES);
    return new WarmUp(
        new Network(List.of(first, norm, relu, second, pool, third, hidden, last)), 32);
  }

  @Override
  public void run() {
    run(NANOSECONDS);
  }

  /// For so long, and at least a step of each training.
  void run(long nanoseconds) {
    long end = System.nanoTime() + nanoseconds;
    try (Engine.Session dense = open(1);
        Engine.Session sparse = open(0.3);
        Engine.Session sparser = open(0.05)) {
      List<Engine.Session> sessions = List.of(dense, sparse, sparser);
      do {
        for (Engine.Session session : sessions) {
          session.advance(session.step() + 1);
        }
      } while (System.nanoTime() < end);
    }
  }

  private Engine.Session open(double density) {
    RandomStream random = Streams.of(0).named("warm-up");
    Mask mask = Mask.dense(network);
    for (Parameter weights : network.prunable()) {
      BitSet kept = new BitSet(weights.size());
      for (int i = 0; i < weights.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      mask = mask.with(weights, kept);
    }
    byte[] pixels = new byte[EXAMPLES * network.inputs()];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 3 == 0 ? 0 : random.nextInt(256));
    }
    for (int n = 0; n < EXAMPLES; n++) {
      labels[n] = random.nextInt(network.classes());
    }
    Dataset data = Dataset.ofPixels("warm-up", network.inputs(), network.classes(), pixels, labels);
    Examples examples = Examples.all(data, Affine.standardising(0.5, 0.3));
    Training training =
        new Training(
            network,
            mask,
            Initialiser.GLOROT_NORMAL.draw(network, Streams.of(0)),
            new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
            _ -> 1e-4,
            new Split(examples, examples, examples),
            new DataOrder(Streams.of(0), EXAMPLES, batch),
            Views.none(),
            Streams.of(0),
            batch,
            0,
            Long.MAX_VALUE,
            1000,
            Set.of());
    return new CpuSession(training, KernelChoice.BY_DENSITY);
  }
}
