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
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Width;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Training;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/// What the benchmarks train, as `bench/peers/problem.py` has it for the peers.
record Problem(Network network, Optimiser optimiser, double rate, int batch) {
  private static final int CLASSES = 10;
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);
  private static final Optimiser ADAM = new Optimiser.Adam(0.9, 0.999, 1e-8, 0);

  /// LeNet-300-100 on MNIST (Frankle & Carbin 2019, fig. 2).
  static final Problem LENET =
      new Problem(Network.mlp(784, List.of(300, 100), CLASSES, Activation.RELU), ADAM, 0.0012, 60);

  /// Conv-2 on CIFAR-10 (Frankle & Carbin 2019, fig. 2).
  static final Problem CONV_2 =
      new Problem(ConvNet.of(2, Width.WHOLE, IMAGE, CLASSES, 0), ADAM, 2e-4, 60);

  /// ResNet-20 on CIFAR-10 (He et al. 2016, §4.2).
  static final Problem RESNET_20 =
      new Problem(
          ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, IMAGE, CLASSES),
          new Optimiser.Momentum(0.9, false, 1e-4),
          0.1,
          128);

  static Problem named(String name) {
    return switch (name) {
      case "lenet" -> LENET;
      case "conv-2" -> CONV_2;
      case "resnet-20" -> RESNET_20;
      default ->
          throw new IllegalArgumentException(
              "network: " + name + "; use lenet, conv-2 or resnet-20");
    };
  }

  /// A training without end, at its beginning. Each weight, the output layer's too, survives with
  /// the probability `density`.
  Engine.Session open(double density, Examples examples) {
    return new CpuEngine()
        .open(
            new Training(
                network,
                mask(density),
                Initialiser.GLOROT_NORMAL.draw(network, Streams.of(2)),
                optimiser,
                step -> rate,
                new Split(examples, examples, examples),
                new DataOrder(Streams.of(3), examples.size(), batch),
                Views.none(),
                Streams.of(0),
                batch,
                0,
                Long.MAX_VALUE,
                1000,
                Set.of()));
  }

  private Mask mask(double density) {
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
  Examples normal(int size, double background) {
    int inputs = network.inputs();
    RandomStream random = Streams.of(4).named("examples");
    float[] values = new float[size * inputs];
    int[] labels = new int[size];
    for (int i = 0; i < values.length; i++) {
      float drawn = (float) random.nextGaussian();
      values[i] = i % inputs < background * inputs ? -0.42f : drawn;
    }
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(CLASSES);
    }
    return Examples.all(Dataset.of("random", inputs, CLASSES, values, labels), Affine.identity());
  }

  /// All training images of MNIST, normalised as the presets do it.
  static Examples mnist() {
    DataSpec spec = new DataSpec(new DataSource.Named("mnist"), 1, 0, new Normalisation.None());
    Dataset train = LoadedData.load(spec, DataDirectory.standard()).train();
    return Examples.all(train, Affine.standardising(0.1307, 0.3081));
  }
}
