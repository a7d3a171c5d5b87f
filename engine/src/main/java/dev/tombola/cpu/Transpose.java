package dev.tombola.cpu;

/// Between example-major rows `[examples][stride]` and lanes `[features][64]`, in tiles of 16
/// features that stay in the first cache.
final class Transpose {
  private static final int TILE = 16;

  private Transpose() {}

  static void toLanes(float[] rows, int stride, int examples, float[] lanes, int features) {
    for (int from = 0; from < features; from += TILE) {
      int to = Math.min(features, from + TILE);
      for (int n = 0; n < examples; n++) {
        int row = n * stride;
        for (int i = from; i < to; i++) {
          lanes[i * Lanes.COUNT + n] = rows[row + i];
        }
      }
    }
  }

  /// Row n gets the features that `chosen` names, side by side.
  static void toRows(
      float[] lanes, int[] chosen, int count, float[] rows, int stride, int examples) {
    for (int from = 0; from < count; from += TILE) {
      int to = Math.min(count, from + TILE);
      for (int n = 0; n < examples; n++) {
        int row = n * stride;
        for (int j = from; j < to; j++) {
          rows[row + j] = lanes[chosen[j] * Lanes.COUNT + n];
        }
      }
    }
  }
}
