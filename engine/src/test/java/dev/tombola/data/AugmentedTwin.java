package dev.tombola.data;

import dev.tombola.nn.ImageShape;

/// Defines what an augmented image is, pixel by pixel, in three steps that each make a whole image:
/// pad and cut, mirror, normalise. Slow, and without any arithmetic in common with [Views].
public final class AugmentedTwin {
  private AugmentedTwin() {}

  /// An image as a training sees it.
  ///
  /// @param image `[channels][height][width]`, as read
  /// @param crop how many black pixels are added on every side
  /// @param down, right where the window lies, −crop … crop
  public static float[] of(
      float[] image,
      ImageShape shape,
      int crop,
      int down,
      int right,
      boolean flipped,
      Affine affine) {
    float[] cut = new float[image.length];
    float[] seen = new float[image.length];
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[][] padded = new float[shape.height() + 2 * crop][shape.width() + 2 * crop];
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          padded[crop + y][crop + x] = image[at(shape, channel, y, x)];
        }
      }
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          cut[at(shape, channel, y, x)] = padded[crop + down + y][crop + right + x];
        }
      }
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int mirrored = flipped ? shape.width() - 1 - x : x;
          seen[at(shape, channel, y, x)] = cut[at(shape, channel, y, mirrored)];
        }
      }
    }
    for (int i = 0; i < seen.length; i++) {
      seen[i] = Math.fma(seen[i], affine.scale(i), affine.shift(i));
    }
    return seen;
  }

  private static int at(ImageShape shape, int channel, int y, int x) {
    return (channel * shape.height() + y) * shape.width() + x;
  }
}
