package dev.tombola.cpu;

import dev.tombola.data.Affine;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
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

/// Small trainings that have the kernels compiled while something else, as the reading of data,
/// keeps one core busy.
///
/// Interpreted, one step of LeNet-300-100 takes half a second, since every vector is an object
/// then, and the compiler only looks at what has run for long. A network of a thirtieth of the size
/// calls for it in a thirtieth of the time.
final class WarmUp implements Runnable {
  private static final long NANOSECONDS = 1_500_000_000;
  private static final int EXAMPLES = 256;
  private static final Network NETWORK = Network.mlp(160, List.of(48, 32), 10, Activation.RELU);

  @Override
  public void run() {
    long end = System.nanoTime() + NANOSECONDS;
    try (Engine.Session dense = open(1);
        Engine.Session sparse = open(0.3);
        Engine.Session sparser = open(0.05)) {
      List<Engine.Session> sessions = List.of(dense, sparse, sparser);
      while (System.nanoTime() < end) {
        for (Engine.Session session : sessions) {
          session.advance(session.step() + 1);
        }
      }
    }
  }

  private static Engine.Session open(double density) {
    RandomStream random = Streams.of(0).named("warm-up");
    Mask mask = Mask.dense(NETWORK);
    for (Parameter weights : NETWORK.prunable()) {
      BitSet kept = new BitSet(weights.size());
      for (int i = 0; i < weights.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      mask = mask.with(weights, kept);
    }
    byte[] pixels = new byte[EXAMPLES * NETWORK.inputs()];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 3 == 0 ? 0 : random.nextInt(256));
    }
    for (int n = 0; n < EXAMPLES; n++) {
      labels[n] = random.nextInt(NETWORK.classes());
    }
    Dataset data = Dataset.ofPixels("warm-up", NETWORK.inputs(), NETWORK.classes(), pixels, labels);
    Examples examples = Examples.all(data, Affine.standardising(0.5, 0.3));
    Training training =
        new Training(
            NETWORK,
            mask,
            Initialiser.GLOROT_NORMAL.draw(NETWORK, Streams.of(0)),
            new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
            _ -> 1e-4,
            new Split(examples, examples, examples),
            new DataOrder(Streams.of(0), EXAMPLES, 60),
            Views.none(),
            Streams.of(0),
            60,
            0,
            Long.MAX_VALUE,
            1000,
            Set.of());
    return new CpuSession(training, KernelChoice.BY_DENSITY);
  }
}
