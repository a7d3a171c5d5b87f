package dev.tombola.ship;

/// Probabilities of classes, `exp z_c / Σ exp z_k`, in doubles.
public final class Softmax {
  private Softmax() {}

  /// The class of the greatest of the logits `[offset … offset + classes − 1]`; of equals the
  /// lowest.
  public static int greatest(float[] logits, int offset, int classes) {
    int greatest = 0;
    for (int c = 1; c < classes; c++) {
      greatest = logits[offset + c] > logits[offset + greatest] ? c : greatest;
    }
    return greatest;
  }

  /// The natural logarithm of a class's probability, relative to the greatest so that no
  /// exponential overflows.
  public static double logProbability(float[] logits, int offset, int classes, int of) {
    double greatest = logits[offset + greatest(logits, offset, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[offset + c] - greatest);
    }
    return logits[offset + of] - greatest - Math.log(sum);
  }
}
