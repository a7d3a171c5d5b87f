package dev.tombola.verify;

import java.util.List;

/// What came of training a ticket again from its file alone.
///
/// @param checks in the order in which they were made; after one that leaves nothing to train with,
///   there are no more
public record Verification(List<Check> checks) {
  public Verification {
    checks = List.copyOf(checks);
  }

  /// Whether nothing is wrong.
  public boolean holds() {
    return checks.stream().noneMatch(Check::fails);
  }
}
