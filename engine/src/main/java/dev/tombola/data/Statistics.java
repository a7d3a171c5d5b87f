package dev.tombola.data;

/// Mean and deviation of training examples, in doubles, summed in a fixed order. Two passes, and
/// values are taken relative to the first example, so a feature that never changes has a deviation
/// of exactly 0.
final class Statistics {
  private Statistics() {}

  static Affine affine(Normalisation normalisation, Dataset data, int[] trainingRows) {
    return switch (normalisation) {
      case Normalisation.None _ -> Affine.identity();
      case Normalisation.Stated stated -> Affine.standardising(stated.mean(), stated.deviation());
      case Normalisation.FromTraining fromTraining ->
          fromTraining.perFeature() ? perFeature(data, trainingRows) : overall(data, trainingRows);
    };
  }

  private static Affine perFeature(Dataset data, int[] rows) {
    int features = data.features();
    float[] values = data.values();
    double[] means = new double[features];
    for (int row : rows) {
      for (int j = 0, at = row * features; j < features; j++) {
        means[j] += (double) values[at + j] - values[rows[0] * features + j];
      }
    }
    for (int j = 0; j < features; j++) {
      means[j] = values[rows[0] * features + j] + means[j] / rows.length;
    }
    double[] deviations = new double[features];
    for (int row : rows) {
      for (int j = 0, at = row * features; j < features; j++) {
        double distance = values[at + j] - means[j];
        deviations[j] += distance * distance;
      }
    }
    for (int j = 0; j < features; j++) {
      deviations[j] = Math.sqrt(deviations[j] / rows.length);
    }
    return Affine.standardising(means, deviations);
  }

  private static Affine overall(Dataset data, int[] rows) {
    int features = data.features();
    float[] values = data.values();
    double count = (double) rows.length * features;
    float first = values[rows[0] * features];
    double sum = 0;
    for (int row : rows) {
      double ofRow = 0;
      for (int at = row * features; at < (row + 1) * features; at++) {
        ofRow += (double) values[at] - first;
      }
      sum += ofRow;
    }
    double mean = first + sum / count;
    double squares = 0;
    for (int row : rows) {
      double ofRow = 0;
      for (int at = row * features; at < (row + 1) * features; at++) {
        double distance = values[at] - mean;
        ofRow += distance * distance;
      }
      squares += ofRow;
    }
    return Affine.standardising(mean, Math.sqrt(squares / count));
  }
}
