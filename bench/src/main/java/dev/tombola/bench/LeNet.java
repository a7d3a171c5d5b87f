package dev.tombola.bench;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.Affine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.DataOrder;
import dev.tombola.data.DataSource;
import dev.tombola.data.DataSpec;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.LoadedData;
import dev.tombola.data.Normalisation;
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

/// What the benchmarks train: LeNet-300-100 as in the paper, batch 60, Adam at 0.0012.
final class LeNet {
  private static final int INPUTS = 784;
  private static final int CLASSES = 10;
  private static final int BATCH = 60;

  private LeNet() {}

  /// A training without end, at its beginning. Each weight, the output layer's too, survives with
  /// the probability `density`.
  static Engine.Session open(double density, Examples examples) {
    Network network = Network.mlp(INPUTS, List.of(300, 100), CLASSES, Activation.RELU);
    return new CpuEngine()
        .open(
            new Training(
                network,
                mask(network, density),
                Initialiser.GLOROT_NORMAL.draw(network, Streams.of(2)),
                new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
                step -> 0.0012,
                new Split(examples, examples, examples),
                new DataOrder(Streams.of(3), examples.size(), BATCH),
                Views.none(),
                Streams.of(0),
                BATCH,
                0,
                Long.MAX_VALUE,
                1000,
                Set.of()));
  }

  private static Mask mask(Network network, double density) {
    Mask mask = Mask.dense(network);
    for (Parameter weight : network.prunable()) {
      RandomStream random = Streams.of(1).named(weight.name());
      BitSet kept = new BitSet(weight.size());
      for (int i = 0; i < weight.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      mask = mask.with(weight, kept);
    }
    return mask;
  }

  /// Normal numbers with random labels.
  ///
  /// @param background the part of the inputs that has one value throughout, as a picture's
  ///   background does
  static Examples normal(int size, double background) {
    RandomStream random = Streams.of(4).named("examples");
    float[] values = new float[size * INPUTS];
    int[] labels = new int[size];
    for (int i = 0; i < values.length; i++) {
      float drawn = (float) random.nextGaussian();
      values[i] = i % INPUTS < background * INPUTS ? -0.42f : drawn;
    }
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(CLASSES);
    }
    return Examples.all(Dataset.of("random", INPUTS, CLASSES, values, labels), Affine.identity());
  }

  /// All training images of MNIST, normalised as the presets do it.
  static Examples mnist() {
    DataSpec spec = new DataSpec(new DataSource.Named("mnist"), 1, 0, new Normalisation.None());
    Dataset train = LoadedData.load(spec, DataDirectory.standard()).train();
    return Examples.all(train, Affine.standardising(0.1307, 0.3081));
  }
}
