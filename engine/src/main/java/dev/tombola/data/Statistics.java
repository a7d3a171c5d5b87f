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
    float[] first = new float[features];
    data.copy(rows[0], first, 0);
    float[] example = new float[features];
    double[] means = new double[features];
    for (int row : rows) {
      data.copy(row, example, 0);
      for (int j = 0; j < features; j++) {
        means[j] += (double) example[j] - first[j];
      }
    }
    for (int j = 0; j < features; j++) {
      means[j] = first[j] + means[j] / rows.length;
    }
    double[] deviations = new double[features];
    for (int row : rows) {
      data.copy(row, example, 0);
      for (int j = 0; j < features; j++) {
        double distance = example[j] - means[j];
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
    float[] example = new float[features];
    double count = (double) rows.length * features;
    float first = data.value(rows[0], 0);
    double sum = 0;
    for (int row : rows) {
      data.copy(row, example, 0);
      double ofRow = 0;
      for (float value : example) {
        ofRow += (double) value - first;
      }
      sum += ofRow;
    }
    double mean = first + sum / count;
    double squares = 0;
    for (int row : rows) {
      data.copy(row, example, 0);
      double ofRow = 0;
      for (float value : example) {
        double distance = value - mean;
        ofRow += distance * distance;
      }
      squares += ofRow;
    }
    return Affine.standardising(mean, Math.sqrt(squares / count));
  }
}
