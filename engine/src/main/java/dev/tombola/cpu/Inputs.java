package dev.tombola.cpu;

import dev.tombola.data.Examples;
import java.util.Arrays;

/// What goes into a layer for one block of examples, `[features][64 lanes]`, and which features
/// vary over the block at all.
///
/// A feature that has one value for every example of the block (half of MNIST's pixels, a hidden
/// unit that is off) acts as a bias: it costs one multiplication instead of 64. The mathematics is
/// the same; the order of summation is not, so dense kernels always do it, and it is part of their
/// numerics.
final class Inputs {
  final int features;
  final float[] lanes;

  /// The features that vary, ascending; the first `liveCount` entries count.
  final int[] live;

  private int liveCount;

  /// The value of each feature that does not vary, 0 for the others; padded with zeros.
  final float[] constant;

  /// Examples in the block; the lanes beyond are not to be relied on.
  private int examples;

  /// Scratch for [#rows()]; empty until it is first asked for.
  private float[] rows = {};

  Inputs(int features) {
    this.features = features;
    lanes = new float[features * Lanes.COUNT];
    live = new int[features];
    constant = new float[Lanes.padded(features)];
  }

  /// Takes `count` examples, those that `chosen` names from `from` on. `scratch` holds 64 padded
  /// rows.
  void fill(Examples source, int[] chosen, int from, int count, float[] scratch) {
    int stride = Lanes.padded(features);
    for (int n = 0; n < count; n++) {
      source.copy(chosen[from + n], scratch, n * stride);
    }
    Transpose.toLanes(scratch, stride, count, lanes, features);
    analyse(count);
  }

  /// Finds out which features vary, after the lanes have been written.
  void analyse(int count) {
    examples = count;
    liveCount = 0;
    for (int i = 0; i < features; i++) {
      boolean varies = varies(i * Lanes.COUNT, count);
      constant[i] = varies ? 0 : lanes[i * Lanes.COUNT];
      live[liveCount] = i;
      liveCount += varies ? 1 : 0;
    }
  }

  private boolean varies(int from, int count) {
    float first = lanes[from];
    for (int lane = from + 1; lane < from + count; lane++) {
      if (lanes[lane] != first) {
        return true;
      }
    }
    return Float.isNaN(first);
  }

  int examples() {
    return examples;
  }

  int liveCount() {
    return liveCount;
  }

  boolean allVary() {
    return liveCount == features;
  }

  /// Floats between two rows of [#rows()].
  int rowStride() {
    return Lanes.padded(liveCount);
  }

  /// The features that vary, example-major: `[examples][rowStride]`, padded with zeros. Valid until
  /// the next call.
  float[] rows() {
    if (rows.length == 0) {
      rows = new float[Lanes.COUNT * Lanes.padded(features)];
    }
    int stride = rowStride();
    Transpose.toRows(lanes, live, liveCount, rows, stride, examples);
    for (int n = 0; n < examples; n++) {
      Arrays.fill(rows, n * stride + liveCount, (n + 1) * stride, 0);
    }
    return rows;
  }
}
