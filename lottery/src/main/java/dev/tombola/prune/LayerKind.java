package dev.tombola.prune;

import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.Locale;

/// The kinds of layers that have weights to prune.
public enum LayerKind {
  CONV,
  DENSE;

  /// As a spec writes it.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static LayerKind of(Parameter weight, Network network) {
    return switch (network.layer(weight)) {
      case Layer.Conv _ -> CONV;
      case Layer.Dense _ -> DENSE;
      case Layer.Elementwise other -> throw none(other);
      case Layer.MaxPool other -> throw none(other);
      case Layer.AveragePool other -> throw none(other);
      case Layer.BatchNorm other -> throw none(other);
      case Layer.Subsample other -> throw none(other);
      case Layer.Residual other -> throw none(other);
    };
  }

  private static IllegalArgumentException none(Layer layer) {
    return new IllegalArgumentException(layer.name() + " has no weights to prune");
  }
}
