package dev.tombola.cpu;

import java.util.Arrays;

/// Values of one parameter in a stage's layout; where a program learns, with their gradient and
/// with their moments (empty where the optimiser has none).
final class Tensor {
  final String name;
  final float[] values;
  float[] gradient = {};
  float[] first = {};
  float[] second = {};

  Tensor(String name, float[] values) {
    this.name = name;
    this.values = values;
  }

  /// Makes room for what learning needs, once.
  ///
  /// @param moments of the optimiser, for each value: 0, 1 or 2
  void layOutBackward(int moments) {
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
