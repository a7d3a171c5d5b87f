package dev.tombola.app;

import dev.tombola.ship.Narrowing;
import dev.tombola.train.Evaluation;
import java.util.Optional;

/// What eight bits cost a ticket, in words.
final class NarrowingWords {
  private NarrowingWords() {}

  /// Empty where it was not measured.
  static Optional<String> cost(Narrowing narrowing) {
    Evaluation before = narrowing.before();
    Evaluation after = narrowing.after();
    if (before == null || after == null) {
      return Optional.empty();
    }
    return Optional.of(
        Words.number(
            "Test accuracy: %.2f %% in float32, %.2f %% in int8 (%+.2f points; %,d and %,d of %,d"
                + " right)",
            before.accuracy(),
            after.accuracy(),
            Words.rounded(after.accuracy() - before.accuracy()),
            before.correct(),
            after.correct(),
            after.examples()));
  }
}
