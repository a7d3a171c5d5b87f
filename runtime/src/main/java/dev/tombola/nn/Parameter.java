package dev.tombola.nn;

import java.util.List;

/// One tensor of a network: its name and shape as PyTorch has them (`fc1.weight`, `[outputs,
/// inputs]`), and whether pruning may touch it (weights yes, biases never).
public record Parameter(String name, List<Integer> shape, boolean prunable) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /// Number of values.
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
