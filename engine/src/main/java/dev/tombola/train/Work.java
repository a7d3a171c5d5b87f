package dev.tombola.train;

/// What one training did: its program's cost, and how often. It follows from the iterations and the
/// looks that were recorded, so interruptions do not change it.
///
/// @param steps training steps; fewer than planned where the training diverged
/// @param examples evaluated, over all looks at validation and test examples
public record Work(Cost cost, long steps, long examples) {
  public static final Work NOTHING = new Work(Cost.NOTHING, 0, 0);

  /// Floating-point operations, as [Cost] defines them.
  public long flops() {
    return cost.step() * steps + cost.example() * examples;
  }

  /// Those that sparse kernels did.
  public long sparseFlops() {
    return cost.sparseStep() * steps + cost.sparseExample() * examples;
  }
}
