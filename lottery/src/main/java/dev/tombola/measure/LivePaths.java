package dev.tombola.measure;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which units lie on a path of survivors from an input to an output. A unit is a feature, or a
/// whole channel where there are images: a kernel's weights all lead from one channel to another.
///
/// A unit is reached when a survivor leads to it from a reached one (inputs are reached), and
/// reaches when one leads from it to one that reaches (outputs do). Shortcuts lead on too, but the
/// zeros that one of them adds are reached by nothing.
final class LivePaths {
  private final Mask mask;
  private final Map<Layer, Ends> ends = new HashMap<>();

  /// Of a layer with weights.
  private static final class Ends {
    final boolean[] reachedInputs;
    final boolean[] reachedOutputs;
    boolean[] reachingOutputs = {};

    Ends(boolean[] reachedInputs, int outputs) {
      this.reachedInputs = reachedInputs;
      reachedOutputs = new boolean[outputs];
    }

    /// The unit that a weight starts at; a flattened channel has several features.
    int from(int index, Parameter weight) {
      int fan = weight.size() / weight.shape().getFirst();
      return index % fan / (fan / reachedInputs.length);
    }

    static int to(int index, Parameter weight) {
      return index / (weight.size() / weight.shape().getFirst());
    }
  }

  LivePaths(Network network, Mask mask) {
    this.mask = mask;
    boolean[] inputs = filled(network.image().map(ImageShape::channels).orElse(network.inputs()));
    boolean[] outputs = forward(network.layers(), inputs);
    backward(network.layers(), filled(outputs.length));
  }

  /// How many survivors lead from a reached unit to one that reaches.
  long effective(Layer layer) {
    Ends of = ends(layer);
    Parameter weight = weight(layer);
    return Arrays.stream(mask.indices(weight))
        .filter(i -> of.reachedInputs[of.from(i, weight)] && of.reachingOutputs[Ends.to(i, weight)])
        .count();
  }

  /// How many units that come out of this layer are reached or reach, but not both, or neither.
  int dead(Layer layer) {
    Ends of = ends(layer);
    int dead = 0;
    for (int unit = 0; unit < of.reachedOutputs.length; unit++) {
      dead += of.reachedOutputs[unit] && of.reachingOutputs[unit] ? 0 : 1;
    }
    return dead;
  }

  /// The weight of a layer that has one.
  static Parameter weight(Layer layer) {
    return layer.parameters().getFirst();
  }

  private Ends ends(Layer layer) {
    return Objects.requireNonNull(ends.get(layer));
  }

  private boolean[] forward(List<Layer> layers, boolean[] reached) {
    boolean[] units = reached;
    for (Layer layer : layers) {
      units = forward(layer, units);
    }
    return units;
  }

  private boolean[] forward(Layer layer, boolean[] reached) {
    return switch (layer) {
      case Layer.Dense _, Layer.Conv _ -> {
        Parameter weight = weight(layer);
        Ends of = new Ends(reached, weight.shape().getFirst());
        for (int i : mask.indices(weight)) {
          of.reachedOutputs[Ends.to(i, weight)] |= reached[of.from(i, weight)];
        }
        ends.put(layer, of);
        yield of.reachedOutputs;
      }
      case Layer.Subsample sample -> {
        boolean[] units = new boolean[sample.channels()];
        System.arraycopy(reached, 0, units, sample.first(), reached.length);
        yield units;
      }
      case Layer.Residual block ->
          or(forward(block.body(), reached), forward(block.shortcut(), reached));
      case Layer.Elementwise _, Layer.MaxPool _, Layer.AveragePool _, Layer.BatchNorm _ -> reached;
    };
  }

  private boolean[] backward(List<Layer> layers, boolean[] reaching) {
    boolean[] units = reaching;
    for (Layer layer : layers.reversed()) {
      units = backward(layer, units);
    }
    return units;
  }

  private boolean[] backward(Layer layer, boolean[] reaching) {
    return switch (layer) {
      case Layer.Dense _, Layer.Conv _ -> {
        Parameter weight = weight(layer);
        Ends of = ends(layer);
        of.reachingOutputs = reaching;
        boolean[] units = new boolean[of.reachedInputs.length];
        for (int i : mask.indices(weight)) {
          units[of.from(i, weight)] |= reaching[Ends.to(i, weight)];
        }
        yield units;
      }
      case Layer.Subsample sample ->
          Arrays.copyOfRange(reaching, sample.first(), sample.first() + sample.in().channels());
      case Layer.Residual block ->
          or(backward(block.body(), reaching), backward(block.shortcut(), reaching));
      case Layer.Elementwise _, Layer.MaxPool _, Layer.AveragePool _, Layer.BatchNorm _ -> reaching;
    };
  }

  private static boolean[] or(boolean[] one, boolean[] other) {
    boolean[] either = one.clone();
    for (int i = 0; i < either.length; i++) {
      either[i] |= other[i];
    }
    return either;
  }

  private static boolean[] filled(int length) {
    boolean[] filled = new boolean[length];
    Arrays.fill(filled, true);
    return filled;
  }
}
