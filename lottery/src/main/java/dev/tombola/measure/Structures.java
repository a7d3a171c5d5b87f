package dev.tombola.measure;

import dev.tombola.nn.Density;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Looks at the shape of masks.
public final class Structures {
  private Structures() {}

  /// Survivors per layer, and which of them lie on a path of survivors from an input to an output.
  ///
  /// A survivor is effective on such a path ([LivePaths]); a hidden neuron, which in a convolution
  /// is a channel, is dead on none, whatever its bias or its normalisation says.
  public static Structure of(Network network, Mask mask) {
    LivePaths paths = new LivePaths(network, mask);
    List<Layer> layers =
        network.flat().stream()
            .filter(layer -> layer instanceof Layer.Dense || layer instanceof Layer.Conv)
            .toList();
    SequencedMap<String, Integer> survivors = new LinkedHashMap<>();
    SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
    long effective = 0;
    int dead = 0;
    int hidden = 0;
    for (Layer layer : layers) {
      Parameter weight = LivePaths.weight(layer);
      survivors.put(weight.name(), mask.survivors(weight));
      sizes.put(weight.name(), weight.size());
      effective += paths.effective(layer);
      if (!layer.equals(layers.getLast())) {
        hidden += weight.shape().getFirst();
        dead += paths.dead(layer);
      }
    }
    return new Structure(survivors, sizes, Density.of(effective, network.weights()), dead, hidden);
  }

  /// How many survivors of the first layer start at each input feature: which pixels live. Of a
  /// convolution, which looks at all pixels alike: at each place `[channels][kernel][kernel]` of
  /// its window.
  public static int[] survivorsByInput(Network network, Mask mask) {
    Parameter first = network.prunable().getFirst();
    int[] counts = new int[first.size() / first.shape().getFirst()];
    for (int i : mask.indices(first)) {
      counts[i % counts.length]++;
    }
    return counts;
  }

  /// How much two masks overlap: kept by both, as a fraction of what one keeps, over all layers.
  public static double overlap(Mask one, Mask other) {
    long both = 0;
    for (Parameter weight : one.parameters()) {
      BitSet kept = one.kept(weight);
      kept.and(other.kept(weight));
      both += kept.cardinality();
    }
    return (double) both / Math.max(1, Math.min(one.survivors(), other.survivors()));
  }

  /// The overlap to be expected of two masks with these counts per layer, if they knew nothing of
  /// each other.
  public static double chanceOverlap(Mask one, Mask other) {
    double both = 0;
    for (Parameter weight : one.parameters()) {
      both += (double) one.survivors(weight) * other.survivors(weight) / weight.size();
    }
    return both / Math.max(1, Math.min(one.survivors(), other.survivors()));
  }
}
