package dev.tombola.nn;

import java.util.List;

/// One tensor of a network: what it is for, its name and shape as PyTorch has them: `fc1.weight` of
/// `[outputs, inputs]`, `conv1.weight` of `[channels out, channels in, height, width]`.
public record Parameter(String name, List<Integer> shape, Role role) {
  /// What a parameter is for, which decides what pruning, initialisers and optimisers do with it.
  public enum Role {
    /// Multiplies inputs: pruned, drawn and trained.
    WEIGHT,
    /// Is added: starts at zero and is trained.
    BIAS,
    /// A normalisation's factor: starts at one and is trained.
    SCALE,
    /// A mean over batches: starts at zero; training sees it pass but has no gradient for it.
    RUNNING_MEAN,
    /// A variance over batches: starts at one; as above.
    RUNNING_VARIANCE
  }

  public Parameter {
    shape = List.copyOf(shape);
  }

  /// Whether pruning may touch it: weights yes, all others never.
  public boolean prunable() {
    return role == Role.WEIGHT;
  }

  /// Whether an optimiser moves it; running statistics are only recorded.
  public boolean trained() {
    return switch (role) {
      case WEIGHT, BIAS, SCALE -> true;
      case RUNNING_MEAN, RUNNING_VARIANCE -> false;
    };
  }

  /// Number of values.
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
