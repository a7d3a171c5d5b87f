package dev.tombola.connect;

/// What is trained in copies from a step on.
public enum Subnetwork {
  /// The whole network, at level 0.
  DENSE("dense"),
  /// The level's own mask.
  TICKET("ticket"),
  /// A mask with as many survivors in each layer, drawn as for the control of that name.
  RANDOM_MASK("random-mask");

  private final String label;

  Subnetwork(String label) {
    this.label = label;
  }

  /// As paths, tables and options have it.
  @Override
  public String toString() {
    return label;
  }
}
