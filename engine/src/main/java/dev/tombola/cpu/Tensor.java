package dev.tombola.cpu;

import java.util.Arrays;

/// Values of one parameter with their gradient and their moments (empty where the optimiser has
/// none), in a stage's layout.
final class Tensor {
  final String name;
  final float[] values;
  final float[] gradient;
  final float[] first;
  final float[] second;

  /// @param moments of the optimiser, for each value: 0, 1 or 2
  Tensor(String name, float[] values, int moments) {
    this.name = name;
    this.values = values;
    gradient = new float[values.length];
    first = new float[moments > 0 ? values.length : 0];
    second = new float[moments > 1 ? values.length : 0];
  }

  /// Moves all values against their gradient, which is zero then.
  void move(Update update) {
    update.apply(this, 0, gradient, 0, values.length);
    Arrays.fill(gradient, 0);
  }
}
