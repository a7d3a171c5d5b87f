package dev.tombola.data;

import dev.tombola.UserException;
import java.util.List;

/// Mean and deviation of training examples, in doubles, summed in a fixed order. Two passes, and
/// values are taken relative to the first example, so a feature that never changes has a deviation
/// of exactly 0.
final class Statistics {
  private Statistics() {}

  /// @throws UserException if it goes by channels and there are none, or not so many
  static Affine affine(Normalisation normalisation, Dataset data, int[] trainingRows) {
    return switch (normalisation) {
      case Normalisation.None _ -> Affine.identity();
      case Normalisation.Stated stated ->
          Affine.standardising(array(stated.mean()), array(stated.deviation()), run(stated, data));
      case Normalisation.FromTraining fromTraining ->
          measured(data, trainingRows, run(fromTraining.by(), data));
    };
  }

  /// Whether a normalisation can be used on this data.
  ///
  /// @throws UserException if it goes by channels and there are none, or not so many
  static void check(Normalisation normalisation, Dataset data) {
    switch (normalisation) {
      case Normalisation.None _ -> {}
      case Normalisation.Stated stated -> run(stated, data);
      case Normalisation.FromTraining fromTraining -> run(fromTraining.by(), data);
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// How many features in a row have a mean and deviation together.
  private static int run(Normalisation.Stated stated, Dataset data) {
    int stating = stated.mean().size();
    if (stating == 1) {
      return data.features();
    }
    int channels =
        data.image()
            .orElseThrow(() ->
                new UserException(
                    "data.normalise.mean: %d numbers, one per channel, but %s has no images; give one number"
                        .formatted(stating, data.name())))
            .channels();
    if (stating != channels) {
      throw new UserException(
          "data.normalise.mean: %d numbers, one per channel, but the images of %s have %d; give %s"
              .formatted(
                  stating,
                  data.name(),
                  channels,
                  channels == 1 ? "one number" : "one number, or " + channels));
    }
    return data.features() / channels;
  }

  private static int run(Normalisation.By by, Dataset data) {
    return switch (by) {
      case ALL -> data.features();
      case FEATURE -> 1;
      case CHANNEL ->
          data.features()
              / data.image()
                  .orElseThrow(() ->
                      new UserException(
                          "data.normalise.by: channel, but %s has no images; use all or feature"
                              .formatted(data.name())))
                  .channels();
    };
  }

  /// Of every `run` features in a row.
  private static Affine measured(Dataset data, int[] rows, int run) {
    float[] first = new float[data.features()];
    data.copy(rows[0], first, 0);
    double count = (double) rows.length * run;
    float[] example = new float[data.features()];
    double[] means = new double[data.features() / run];
    for (int row : rows) {
      data.copy(row, example, 0);
      for (int part = 0; part < means.length; part++) {
        double ofRow = 0;
        for (int i = part * run; i < (part + 1) * run; i++) {
          ofRow += (double) example[i] - first[part * run];
        }
        means[part] += ofRow;
      }
    }
    for (int part = 0; part < means.length; part++) {
      means[part] = first[part * run] + means[part] / count;
    }
    double[] deviations = new double[means.length];
    for (int row : rows) {
      data.copy(row, example, 0);
      for (int part = 0; part < means.length; part++) {
        double ofRow = 0;
        for (int i = part * run; i < (part + 1) * run; i++) {
          double distance = example[i] - means[part];
          ofRow += distance * distance;
        }
        deviations[part] += ofRow;
      }
    }
    for (int part = 0; part < means.length; part++) {
      deviations[part] = Math.sqrt(deviations[part] / count);
    }
    return Affine.standardising(means, deviations, run);
  }
}
