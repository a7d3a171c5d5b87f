package dev.tombola.measure;

import dev.tombola.nn.Density;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Looks at the shape of masks.
public final class Structures {
  private Structures() {}

  /// Survivors per layer, and which of them lie on a path of survivors from an input to an output.
  ///
  /// A neuron is reached when a survivor leads to it from a reached one (inputs are reached), and
  /// reaches when one leads from it to one that reaches (outputs do). A survivor is effective
  /// between a reached and a reaching neuron; a hidden neuron that is not both is dead, whatever
  /// its bias says.
  public static Structure of(Network network, Mask mask) {
    List<Layer.Dense> layers =
        network.layers().stream()
            .filter(Layer.Dense.class::isInstance)
            .map(Layer.Dense.class::cast)
            .toList();
    boolean[][] reached = new boolean[layers.size() + 1][];
    boolean[][] reaches = new boolean[layers.size() + 1][];
    reached[0] = filled(network.inputs());
    reaches[layers.size()] = filled(network.classes());
    for (int l = 0; l < layers.size(); l++) {
      Layer.Dense layer = layers.get(l);
      reached[l + 1] = new boolean[layer.outputs()];
      for (int i : mask.indices(weight(layer))) {
        reached[l + 1][i / layer.inputs()] |= reached[l][i % layer.inputs()];
      }
    }
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer.Dense layer = layers.get(l);
      reaches[l] = new boolean[layer.inputs()];
      for (int i : mask.indices(weight(layer))) {
        reaches[l][i % layer.inputs()] |= reaches[l + 1][i / layer.inputs()];
      }
    }
    SequencedMap<String, Integer> survivors = new LinkedHashMap<>();
    SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
    long effective = 0;
    int dead = 0;
    int hidden = 0;
    for (int l = 0; l < layers.size(); l++) {
      Layer.Dense layer = layers.get(l);
      int[] indices = mask.indices(weight(layer));
      survivors.put(weight(layer).name(), indices.length);
      sizes.put(weight(layer).name(), weight(layer).size());
      for (int i : indices) {
        effective += reached[l][i % layer.inputs()] && reaches[l + 1][i / layer.inputs()] ? 1 : 0;
      }
      for (int o = 0; l < layers.size() - 1 && o < layer.outputs(); o++) {
        hidden++;
        dead += reached[l + 1][o] && reaches[l + 1][o] ? 0 : 1;
      }
    }
    return new Structure(survivors, sizes, Density.of(effective, network.weights()), dead, hidden);
  }

  /// How many survivors of the first layer start at each input feature: which pixels live.
  public static int[] survivorsByInput(Network network, Mask mask) {
    int[] counts = new int[network.inputs()];
    for (int i : mask.indices(network.prunable().getFirst())) {
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

  private static Parameter weight(Layer.Dense layer) {
    return layer.parameters().getFirst();
  }

  private static boolean[] filled(int length) {
    boolean[] filled = new boolean[length];
    Arrays.fill(filled, true);
    return filled;
  }
}
