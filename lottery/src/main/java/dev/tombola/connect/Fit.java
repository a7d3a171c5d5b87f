package dev.tombola.connect;

import dev.tombola.train.Evaluation;

/// How a network fits some examples: mean cross-entropy in natural logarithms, and how many it gets
/// wrong.
public record Fit(double loss, long wrong, long examples) {
  static Fit of(Evaluation evaluation) {
    return new Fit(
        evaluation.loss(), evaluation.examples() - evaluation.correct(), evaluation.examples());
  }

  /// In percent.
  public double error() {
    return 100.0 * wrong / examples;
  }
}
