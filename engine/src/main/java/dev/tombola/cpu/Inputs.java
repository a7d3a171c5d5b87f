package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// What goes into a layer for one block of examples, `[features][64 lanes]`, and which features
/// vary over the block at all.
///
/// A feature that has one value for every example of the block (two fifths of MNIST's pixels, a
/// hidden unit that is off) acts as a bias: it costs one multiplication instead of 64. The
/// mathematics is the same; the order of summation is not, so dense kernels always do it, and it is
/// part of their numerics.
final class Inputs {
  final int features;

  /// Lanes beyond the block's examples repeat the first one, but where dropout draws for each. They
  /// decide no more than whether a feature is taken to vary.
  final float[] lanes;

  /// The features that vary, ascending; the first `liveCount` entries count.
  final int[] live;

  private int liveCount;

  /// The features that do not vary, ascending; the first `features − liveCount` entries count.
  final int[] constant;

  /// The values of those, `[features]`.
  final float[] constantValues;

  /// Examples in the block.
  private int examples;

  /// The features that vary in panels; empty until they are first asked for.
  private float[] panels = {};

  Inputs(int features) {
    this.features = features;
    lanes = Lanes.rows(features);
    live = new int[features];
    constant = new int[features];
    constantValues = new float[features];
  }

  void examples(int count) {
    examples = count;
  }

  int examples() {
    return examples;
  }

  /// Finds out which features vary, after the lanes have been written.
  void analyse() {
    liveCount = 0;
    int constants = 0;
    for (int i = 0; i < features; i++) {
      boolean varies = varies(Lanes.at(i));
      constantValues[i] = lanes[Lanes.at(i)];
      live[liveCount] = i;
      constant[constants] = i;
      liveCount += varies ? 1 : 0;
      constants += varies ? 0 : 1;
    }
  }

  /// Whether any lane has other bits than the first.
  private boolean varies(int at) {
    IntVector first = bits(FloatVector.broadcast(Lanes.SPECIES, lanes[at]));
    IntVector other = first.lanewise(VectorOperators.XOR, first);
    for (int lane = at; lane < at + Lanes.COUNT; lane += WIDTH) {
      IntVector bits = bits(FloatVector.fromArray(Lanes.SPECIES, lanes, lane));
      other = other.or(bits.lanewise(VectorOperators.XOR, first));
    }
    return other.compare(VectorOperators.NE, 0).anyTrue();
  }

  private static IntVector bits(FloatVector values) {
    return values.reinterpretAsInts();
  }

  int liveCount() {
    return liveCount;
  }

  int constantCount() {
    return features - liveCount;
  }

  /// Room for the features that vary in [Panels], to be filled by [#fillPanels].
  float[] panels() {
    if (panels.length == 0) {
      panels = new float[Lanes.padded(features) * Lanes.COUNT];
    }
    return panels;
  }

  /// Writes the panels of the features that vary from number `from` (a multiple of 16) to `to`;
  /// zeros where there are no more.
  void fillPanels(int from, int to) {
    Panels.fill(panels, lanes, live, liveCount, from, to, examples);
  }
}
