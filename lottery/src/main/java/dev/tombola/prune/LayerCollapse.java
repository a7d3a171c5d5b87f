package dev.tombola.prune;

/// What happens when a round is about to take a layer's last weight, after which no input decides
/// what the network says (layer-collapse: Tanaka et al. 2020, §3).
public enum LayerCollapse {
  /// It falls as any other; records and findings name the layer.
  REPORT,
  /// The layer's best weight stays, and the next of the lowest scores falls in its stead. Where
  /// every layer that is pruned together with it has one weight left, nothing falls.
  PREVENT
}
