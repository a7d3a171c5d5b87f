package dev.tombola.data;

/// Image bytes as values: the byte k in 0 … 255 becomes k / 255f, correctly rounded, so 0 … 1.
final class Pixels {
  /// `[256]`: one byte after another, a load is cheaper than a division.
  private static final float[] VALUES = new float[256];

  static {
    for (int k = 0; k < VALUES.length; k++) {
      VALUES[k] = k / 255f;
    }
  }

  private Pixels() {}

  static float value(byte pixel) {
    return VALUES[pixel & 0xff];
  }

  static void toValues(byte[] from, int fromOffset, float[] to, int toOffset, int count) {
    for (int i = 0; i < count; i++) {
      to[toOffset + i] = value(from[fromOffset + i]);
    }
  }
}
