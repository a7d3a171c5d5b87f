package dev.tombola.data;

/// Image bytes as values: 0 … 255 becomes 0 … 1, correctly rounded.
final class Pixels {
  private Pixels() {}

  static void toValues(byte[] from, int fromOffset, float[] to, int toOffset, int count) {
    for (int i = 0; i < count; i++) {
      to[toOffset + i] = (from[fromOffset + i] & 0xff) / 255f;
    }
  }
}
