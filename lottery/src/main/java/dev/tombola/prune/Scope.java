package dev.tombola.prune;

import dev.tombola.UserException;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Over which weights scores are compared, and which fraction of the survivors one round prunes.
///
/// Layers go by name (`fc1`); `output` is the last one.
public sealed interface Scope {
  /// Each layer by itself: `layers` has the rates that differ from `rate` (the paper's LeNet: 0.2,
  /// and 0.1 for `output`; Frankle & Carbin 2019, fig. 2).
  record Layerwise(double rate, Map<String, Double> layers) implements Scope {
    public Layerwise {
      layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
    }

    double rate(Parameter weight, Network network) {
      return layers.entrySet().stream()
          .filter(layer -> names(layer.getKey(), weight, network))
          .mapToDouble(Map.Entry::getValue)
          .findFirst()
          .orElse(rate);
    }
  }

  /// All layers together, but for those of `except`, which are never pruned.
  record Global(double rate, List<String> except) implements Scope {
    public Global {
      except = List.copyOf(except);
    }

    boolean prunes(Parameter weight, Network network) {
      return except.stream().noneMatch(layer -> names(layer, weight, network));
    }
  }

  /// Whether a layer name of a spec means this weight.
  static boolean names(String layer, Parameter weight, Network network) {
    return weight.name().equals(layer + ".weight")
        || (layer.equals("output") && weight.equals(network.prunable().getLast()));
  }

  /// @throws UserException when a rate is out of range or a name means no layer
  default void check(Network network) {
    switch (this) {
      case Layerwise layerwise -> {
        checkRate("pruning.scope.rate", layerwise.rate);
        layerwise.layers.forEach((layer, rate) -> checkRate("pruning.scope.layers." + layer, rate));
        checkNames("pruning.scope.layers", layerwise.layers.keySet(), network);
        checkOnce(layerwise.layers.keySet(), network);
      }
      case Global global -> {
        checkRate("pruning.scope.rate", global.rate);
        checkNames("pruning.scope.except", global.except, network);
      }
    }
  }

  private static void checkRate(String setting, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new UserException(
          setting + ": " + rate + " is not a fraction of the survivors; use 0 up to below 1");
    }
  }

  private static void checkOnce(Collection<String> names, Network network) {
    for (Parameter weight : network.prunable()) {
      List<String> same = names.stream().filter(name -> names(name, weight, network)).toList();
      if (same.size() > 1) {
        throw new UserException(
            "pruning.scope.layers: %s are the same layer; keep one"
                .formatted(String.join(" and ", same)));
      }
    }
  }

  private static void checkNames(String setting, Collection<String> names, Network network) {
    List<Parameter> weights = network.prunable();
    for (String name : names) {
      if (weights.stream().noneMatch(weight -> names(name, weight, network))) {
        throw new UserException(
            "%s: no layer is called \"%s\"; there are %s and output"
                .formatted(
                    setting,
                    name,
                    String.join(
                        ", ",
                        weights.stream().map(w -> w.name().replace(".weight", "")).toList())));
      }
    }
  }
}
