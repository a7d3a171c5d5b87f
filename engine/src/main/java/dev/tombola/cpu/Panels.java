package dev.tombola.cpu;

/// Features in panels of 16, `[features / 16][64][16]`: those of one example side by side, as the
/// dense weight gradient takes them.
final class Panels {
  /// Features of a panel.
  static final int WIDTH = 16;

  /// Floats of a panel.
  static final int SIZE = Lanes.COUNT * WIDTH;

  private Panels() {}

  /// Where a feature begins.
  static int at(int feature) {
    return feature / WIDTH * SIZE + feature % WIDTH;
  }

  /// From `lanes [features][64]`: features number `from` to `to` (multiples of 16) of the first
  /// `count` that `chosen` names, zeros beyond.
  static void fill(
      float[] panels, float[] lanes, int[] chosen, int count, int from, int to, int examples) {
    for (int j = from; j < to; j++) {
      int out = at(j);
      if (j < count) {
        int in = Lanes.at(chosen[j]);
        for (int n = 0; n < examples; n++) {
          panels[out + n * WIDTH] = lanes[in + n];
        }
      } else {
        for (int n = 0; n < examples; n++) {
          panels[out + n * WIDTH] = 0;
        }
      }
    }
  }
}
