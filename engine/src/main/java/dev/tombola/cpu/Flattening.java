package dev.tombola.cpu;

/// Images in blocks of 16 examples, and the same as features in blocks of 64: channel by channel
/// and row by row, as PyTorch flattens.
final class Flattening {
  /// Blocks of images in one of features.
  static final int BLOCKS = Lanes.COUNT / Planes.LANES;

  private Flattening() {}

  /// A block of images, from `images` to its quarter of `rows [features][64]`.
  ///
  /// @param block which it is, of all
  /// @param place which it is in `images`
  static void toRows(Planes planes, float[] images, int place, float[] rows, int block) {
    int lane = block % BLOCKS * Planes.LANES;
    int width = planes.shape.width();
    int height = planes.shape.height();
    for (int row = 0; row < planes.shape.channels() * height; row++) {
      int from = planes.at(place, row / height, row % height, 0);
      int to = Lanes.at(row * width) + lane;
      for (int column = 0; column < width; column++) {
        System.arraycopy(images, from, rows, to, Planes.LANES);
        from += Planes.LANES;
        to += Lanes.COUNT;
      }
    }
  }

  /// The way back of [#toRows].
  static void toImages(Planes planes, float[] images, int place, float[] rows, int block) {
    int lane = block % BLOCKS * Planes.LANES;
    int width = planes.shape.width();
    int height = planes.shape.height();
    for (int row = 0; row < planes.shape.channels() * height; row++) {
      int from = Lanes.at(row * width) + lane;
      int to = planes.at(place, row / height, row % height, 0);
      for (int column = 0; column < width; column++) {
        System.arraycopy(rows, from, images, to, Planes.LANES);
        from += Lanes.COUNT;
        to += Planes.LANES;
      }
    }
  }
}
