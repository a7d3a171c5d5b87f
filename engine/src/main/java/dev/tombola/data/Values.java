package dev.tombola.data;

/// The values of a data set, row by row in one array: of floats, or of image bytes, which take a
/// quarter of the memory and become values ([Pixels]) only as they are read.
sealed interface Values {
  static Values ofFloats(float[] floats) {
    return new Floats(floats);
  }

  static Values ofPixels(byte[] pixels) {
    return new Bytes(pixels);
  }

  int count();

  float at(int index);

  /// Writes the `count` values from `from` on to `to[offset …]`.
  void copy(int from, float[] to, int offset, int count);

  /// The array behind it, or an empty one if that is of bytes.
  float[] floats();

  /// The array behind it, or an empty one if that is of floats.
  byte[] pixels();

  /// Values as they are.
  final class Floats implements Values {
    private static final byte[] NO_PIXELS = {};

    private final float[] floats;

    private Floats(float[] floats) {
      this.floats = floats;
    }

    @Override
    public int count() {
      return floats.length;
    }

    @Override
    public float at(int index) {
      return floats[index];
    }

    @Override
    public void copy(int from, float[] to, int offset, int count) {
      System.arraycopy(floats, from, to, offset, count);
    }

    @Override
    public float[] floats() {
      return floats;
    }

    @Override
    public byte[] pixels() {
      return NO_PIXELS;
    }
  }

  /// Values in 0 … 1, a byte each.
  final class Bytes implements Values {
    private static final float[] NO_FLOATS = {};

    private final byte[] pixels;

    private Bytes(byte[] pixels) {
      this.pixels = pixels;
    }

    @Override
    public int count() {
      return pixels.length;
    }

    @Override
    public float at(int index) {
      return Pixels.value(pixels[index]);
    }

    @Override
    public void copy(int from, float[] to, int offset, int count) {
      Pixels.toValues(pixels, from, to, offset, count);
    }

    @Override
    public float[] floats() {
      return NO_FLOATS;
    }

    @Override
    public byte[] pixels() {
      return pixels;
    }
  }
}
