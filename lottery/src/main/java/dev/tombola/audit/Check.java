package dev.tombola.audit;

import java.util.List;

/// What came of checking an invariant.
///
/// @param places where it was looked at: runs, files, tensors; where it is 0, nothing could be said
/// @param problems where it does not hold, a sentence each
public record Check(Invariant invariant, long places, List<String> problems) {
  public Check {
    problems = List.copyOf(problems);
  }

  public boolean holds() {
    return problems.isEmpty();
  }
}
