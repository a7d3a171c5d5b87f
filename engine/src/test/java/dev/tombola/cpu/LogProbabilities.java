package dev.tombola.cpu;

import dev.tombola.data.Affine;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.train.Evaluation;
import java.util.function.Function;

/// What an engine takes for the logarithm of each class's probability, by its public interface: the
/// loss of an example, if it were of that class.
final class LogProbabilities {
  private LogProbabilities() {}

  /// Of the first `count` examples: `[count][classes]`.
  static double[] of(Function<Examples, Evaluation> evaluate, Examples examples, int count) {
    int classes = examples.classes();
    double[] found = new double[count * classes];
    for (int i = 0; i < found.length; i++) {
      float[] values = new float[examples.features()];
      examples.copy(i / classes, values, 0);
      int[] label = {i % classes};
      Dataset one = Dataset.of("one", examples.features(), classes, values, label);
      found[i] = -evaluate.apply(Examples.all(one, Affine.identity())).loss();
    }
    return found;
  }
}
