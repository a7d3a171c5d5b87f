package dev.tombola.cpu;

import dev.tombola.data.Affine;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import java.util.BitSet;

/// Small random problems, the same for the same seed.
final class TestNetworks {
  private TestNetworks() {}

  /// Normal features, but every fifth has one value throughout, as a background pixel does.
  static Examples examples(int size, int features, int classes, long seed) {
    RandomStream random = Streams.of(seed).named("examples");
    float[] values = new float[size * features];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      for (int i = 0; i < features; i++) {
        float drawn = (float) random.nextGaussian();
        values[n * features + i] = i % 5 == 0 ? -0.42f : drawn;
      }
      labels[n] = random.nextInt(classes);
    }
    return Examples.all(Dataset.of("random", features, classes, values, labels), Affine.identity());
  }

  /// Bytes, normalised; every fifth feature is zero throughout.
  static Examples pixels(int size, int features, int classes, long seed) {
    RandomStream random = Streams.of(seed).named("pixels");
    byte[] values = new byte[size * features];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      for (int i = 0; i < features; i++) {
        int drawn = random.nextInt(256);
        values[n * features + i] = (byte) (i % 5 == 0 ? 0 : drawn);
      }
      labels[n] = random.nextInt(classes);
    }
    return Examples.all(
        Dataset.ofPixels("pixels", features, classes, values, labels),
        Affine.standardising(0.1307, 0.3081));
  }

  static Mask randomMask(Network network, double density, long seed) {
    Mask mask = Mask.dense(network);
    for (Parameter parameter : network.prunable()) {
      RandomStream random = Streams.of(seed).named("mask/" + parameter.name());
      BitSet kept = new BitSet(parameter.size());
      for (int i = 0; i < parameter.size(); i++) {
        if (random.nextDouble() < density) {
          kept.set(i);
        }
      }
      mask = mask.with(parameter, kept);
    }
    return mask;
  }

  static float[] gaussians(int length, String name) {
    RandomStream random = Streams.of(11).named(name);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
