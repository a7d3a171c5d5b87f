package dev.tombola.data;

/// Image bytes as values: the byte k in 0 … 255 becomes k / 255f, correctly rounded, so 0 … 1.
///
/// Vectors get there without a division: q = k · (1 / 255f), the remainder r = fma(−q, 255, k), and
/// fma(r, 1 / 255f, q) is k / 255f bit for bit, for each of the 256 bytes.
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
