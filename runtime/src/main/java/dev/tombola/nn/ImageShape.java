package dev.tombola.nn;

/// Features seen as an image, in the order `[channels][height][width]`.
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image has at least one channel, row and column, not %d×%d×%d"
              .formatted(channels, height, width));
    }
  }

  /// channels · height · width.
  public int features() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /// As `3×32×32`.
  @Override
  public String toString() {
    return channels + "×" + height + "×" + width;
  }
}
