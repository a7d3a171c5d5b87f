package dev.tombola.train;

import java.util.stream.IntStream;

/// How a network does on some examples: mean cross-entropy in natural logarithms, and how many it
/// got right, in all and by class. Ties between logits fall to the lower class.
///
/// @param byClass [ClassHits#UNKNOWN] when its record is older than that figure
public record Evaluation(double loss, long correct, long examples, ClassHits byClass) {
  /// One that does not say what became of each class.
  public Evaluation(double loss, long correct, long examples) {
    this(loss, correct, examples, ClassHits.UNKNOWN);
  }

  /// One whose sums are those of its classes.
  public Evaluation(double loss, ClassHits byClass) {
    this(
        loss,
        IntStream.range(0, byClass.classes()).mapToLong(byClass::hits).sum(),
        IntStream.range(0, byClass.classes()).mapToLong(byClass::examples).sum(),
        byClass);
  }

  /// In percent.
  public double accuracy() {
    return 100.0 * correct / examples;
  }
}
