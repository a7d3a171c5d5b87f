package dev.tombola.train;

/// How a network does on some examples: mean cross-entropy in natural logarithms, and how many it
/// got right. Ties between logits fall to the lower class.
public record Evaluation(double loss, long correct, long examples) {
  /// In percent.
  public double accuracy() {
    return 100.0 * correct / examples;
  }
}
