package dev.tombola.inference;

import dev.tombola.UserException;

/// The buffers of a prediction under way: one thread's at a time.
///
/// A position holds `1 << shift` floats, one for each of as many examples: 16 of an image, as more
/// of its planes than that leave the cache, and 64 of features without a shape. A single example
/// has one float everywhere.
final class Workspace {
  /// Examples in a full workspace.
  static final int EXAMPLES = 64;

  private static final int FEATURE_SHIFT = 6;
  private static final int IMAGE_SHIFT = 4;

  /// An array's elements begin 16 bytes after itself. Where it is so large that the collector G1
  /// gives it regions of its own, which start at whole cache lines, its element 12 does too; rows
  /// that straddle cache lines cost sparse kernels a third of their speed.
  private static final int FIRST = 12;

  /// Floats of an array that has its own where regions have 2 MB at most.
  private static final int OWN_REGION = 1 << 18;

  final int imageShift;
  final int featureShift;

  /// `[positions][1 << imageShift]` from [#FIRST] on.
  final float[] images;

  /// `[features][1 << featureShift]` from [#FIRST] on.
  final float[] features;

  final float[] scratch = new float[ConvStage.SCRATCH];

  /// Inputs that are not zero.
  final int[] live;

  /// Which of the blocks of images is under way.
  int block;

  private Workspace(
      int imagePositions, int featurePositions, int imageShift, int featureShift, int inputs) {
    this.imageShift = imageShift;
    this.featureShift = featureShift;
    images = array(imagePositions, imageShift);
    features = array(featurePositions, featureShift);
    live = new int[featureShift == 0 ? inputs : 0];
  }

  /// For one example.
  static Workspace single(int imagePositions, int featurePositions) {
    return new Workspace(imagePositions, featurePositions, 0, 0, featurePositions);
  }

  /// For [#EXAMPLES] of them.
  static Workspace full(int imagePositions, int featurePositions) {
    return new Workspace(imagePositions, featurePositions, IMAGE_SHIFT, FEATURE_SHIFT, 0);
  }

  private static float[] array(int positions, int shift) {
    long size = positions == 0 ? 0 : FIRST + ((long) positions << shift) + Kernels.SLACK;
    if (size > Integer.MAX_VALUE - 8) {
      throw new UserException(
          "network: its activations have %d values for one example, too many for an array of %d examples"
              .formatted(positions, 1 << shift));
    }
    return new float[(int) (shift == 0 || size == 0 ? size : Math.max(size, OWN_REGION))];
  }

  /// Where a position of [#images] begins.
  int image(int position) {
    return FIRST + (position << imageShift);
  }

  /// Where a position of [#features] begins.
  int feature(int position) {
    return FIRST + (position << featureShift);
  }

  /// Examples in a block of images.
  int imageExamples() {
    return 1 << imageShift;
  }

  /// Examples in all.
  int examples() {
    return 1 << featureShift;
  }
}
