package dev.tombola.prune;

import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;

/// How much a weight is worth: a score for each, of which the lowest are pruned.
public sealed interface Criterion {
  /// `|θ_T|` at the last step of the training (Frankle & Carbin 2019, §1).
  record Magnitude() implements Criterion {}

  /// Uniform noise: the control of every other criterion.
  record Random() implements Criterion {}

  /// A score for every weight of `parameter`, row-major; those of pruned weights mean nothing.
  ///
  /// @param streams named by parameter, for criteria that draw
  default float[] scores(Parameter parameter, Weights trained, Streams streams) {
    float[] values = trained.values(parameter);
    float[] scores = new float[values.length];
    switch (this) {
      case Magnitude _ -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = Math.abs(values[i]);
        }
      }
      case Random _ -> {
        RandomStream random = streams.named(parameter.name());
        for (int i = 0; i < scores.length; i++) {
          scores[i] = (float) random.nextDouble();
        }
      }
    }
    return scores;
  }
}
