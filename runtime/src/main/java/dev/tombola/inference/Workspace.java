package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tombola.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The buffers of a prediction under way: one thread's at a time.
///
/// A position holds `1 << shift` floats, one for each of as many examples: 16 of an image, as more
/// of its planes than that leave the cache, and 64 of features without a shape. A single example
/// has one float everywhere, and its features, which are not read in rows, lie in an array.
final class Workspace {
  /// Examples in a full workspace.
  static final int EXAMPLES = 64;

  static final int FEATURE_SHIFT = 6;
  private static final int IMAGE_SHIFT = 4;

  /// Bytes of a cache line, where every row begins.
  private static final int LINE = 64;

  final int imageShift;
  final int featureShift;

  /// `[positions][1 << imageShift]`.
  final MemorySegment images;

  /// `[features][1 << featureShift]`; of a single example empty.
  final MemorySegment features;

  /// The features of a single example, and a slack as rows have it; else empty.
  final float[] values;

  /// Inputs of a single example that are not zero, as [#findLive] found them.
  final int[] live;

  /// Results of a convolution before they are brought to their place.
  final MemorySegment scratch;

  /// Which of the blocks of images is under way.
  int block;

  private Workspace(Plan plan, int imageShift, int featureShift) {
    this.imageShift = imageShift;
    this.featureShift = featureShift;
    boolean single = featureShift == 0;
    images = rows(plan.imagePositions(), imageShift);
    features = rows(single ? 0 : plan.featurePositions(), featureShift);
    scratch = rows(plan.images().isEmpty() ? 0 : ConvStage.SCRATCH, 0);
    values = new float[single ? plan.featurePositions() + Kernels.SLACK : 0];
    live = new int[values.length];
  }

  /// For one example.
  static Workspace single(Plan plan) {
    return new Workspace(plan, 0, 0);
  }

  /// For [#EXAMPLES] of them.
  static Workspace full(Plan plan) {
    return new Workspace(plan, IMAGE_SHIFT, FEATURE_SHIFT);
  }

  private static MemorySegment rows(int positions, int shift) {
    if (positions == 0) {
      return MemorySegment.NULL;
    }
    long floats = ((long) positions << shift) + Kernels.SLACK;
    if (floats > Integer.MAX_VALUE) {
      throw new UserException(
          "network: its activations have %d values for each example, too many for %d examples side by side"
              .formatted(positions, 1 << shift));
    }
    return Arena.ofAuto().allocate(floats * Float.BYTES, LINE);
  }

  /// Where a position of [#images] begins.
  int image(int position) {
    return position << imageShift;
  }

  /// Where a feature of [#features] begins.
  int feature(int position) {
    return position << featureShift;
  }

  /// Examples in a block of images.
  int imageExamples() {
    return 1 << imageShift;
  }

  boolean isSingle() {
    return featureShift == 0;
  }

  /// Finds the inputs of a single example that are not zero.
  ///
  /// @param in the position of the first input
  /// @return how many there are: so many of [#live] are valid, and ascending
  int findLive(int in, int inputs) {
    int count = 0;
    for (int j = 0; j < inputs; j++) {
      live[count] = j;
      count += values[in + j] == 0 ? 0 : 1;
    }
    return count;
  }

  /// Copies floats from one place to another.
  static void copy(MemorySegment from, int in, MemorySegment to, int out, int count) {
    MemorySegment.copy(
        from, JAVA_FLOAT, (long) in * Float.BYTES, to, JAVA_FLOAT, (long) out * Float.BYTES, count);
  }
}
