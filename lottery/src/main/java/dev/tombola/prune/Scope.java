package dev.tombola.prune;

import dev.tombola.UserException;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Over which weights scores are compared, and which fraction of the survivors one round prunes.
///
/// Layers go by name (`fc1`, `layer1.0.conv1`), `output` is the last one, and `*` stands for any
/// text (`layer1.*`).
public sealed interface Scope {
  /// Each layer by itself (the paper's LeNet: 0.2, and 0.1 for `output`; its Conv-2: 0.2, and 0.1
  /// for convolutions and `output`; Frankle & Carbin 2019, fig. 2).
  ///
  /// The rate of a layer is what `layers` says of its name; else what `layers` says by a pattern
  /// that matches it; else what `kinds` says of its kind; else `rate`.
  record Layerwise(double rate, Map<LayerKind, Double> kinds, Map<String, Double> layers)
      implements Scope {
    public Layerwise {
      kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
      layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    }

    /// One rate for all kinds of layers, but for those of `layers`.
    public Layerwise(double rate, Map<String, Double> layers) {
      this(rate, Map.of(), layers);
    }

    double rate(Parameter weight, Network network) {
      double found = kinds.getOrDefault(LayerKind.of(weight, network), rate);
      boolean named = false;
      for (Map.Entry<String, Double> layer : layers.entrySet()) {
        LayerName name = new LayerName(layer.getKey());
        if (!named && name.means(weight, network)) {
          found = layer.getValue();
          named = !name.isPattern();
        }
      }
      return found;
    }
  }

  /// All layers together, but for those of `except`, which are never pruned.
  record Global(double rate, List<String> except) implements Scope {
    public Global {
      except = List.copyOf(except);
    }
  }

  /// As many weights fall as by a global scope, but how many each layer keeps does not depend on
  /// scores: [ErdosRenyi] distributes them (Evci et al. 2020, §3). Within a layer the lowest scores
  /// fall.
  ///
  /// @param except layers that are never pruned and do not count
  record ErdosRenyiKernel(double rate, List<String> except) implements Scope {
    public ErdosRenyiKernel {
      except = List.copyOf(except);
    }
  }

  /// The fraction of survivors that falls where nothing else is said.
  double rate();

  /// The weights that are ever pruned, in the order of the layers.
  default List<Parameter> weights(Network network) {
    List<LayerName> except =
        switch (this) {
          case Layerwise _ -> List.of();
          case Global global -> names(global.except);
          case ErdosRenyiKernel kernel -> names(kernel.except);
        };
    return network.prunable().stream()
        .filter(weight -> except.stream().noneMatch(name -> name.means(weight, network)))
        .toList();
  }

  private static List<LayerName> names(List<String> texts) {
    return texts.stream().map(LayerName::new).toList();
  }

  /// @throws UserException when a rate is out of range or a name means no layer
  default void check(Network network) {
    checkRate("pruning.scope.rate", rate());
    switch (this) {
      case Layerwise layerwise -> {
        layerwise.kinds.forEach(
            (kind, rate) -> checkRate("pruning.scope.kinds." + kind.text(), rate));
        layerwise.layers.forEach((layer, rate) -> checkRate("pruning.scope.layers." + layer, rate));
        LayerName.check("pruning.scope.layers", layerwise.layers.keySet(), network);
        LayerName.checkOnce("pruning.scope.layers", layerwise.layers.keySet(), network);
      }
      case Global global -> LayerName.check("pruning.scope.except", global.except, network);
      case ErdosRenyiKernel kernel ->
          LayerName.check("pruning.scope.except", kernel.except, network);
    }
  }

  private static void checkRate(String setting, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new UserException(
          setting + ": " + rate + " is not a fraction of the survivors; use 0 up to below 1");
    }
  }
}
