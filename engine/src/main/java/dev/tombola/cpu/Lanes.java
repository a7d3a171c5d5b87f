package dev.tombola.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The shape of a block: how many examples stand side by side, and how many of them one vector
/// holds.
final class Lanes {
  /// Examples in a block; rows of activations are this long, padded.
  static final int COUNT = 64;

  /// The machine's preferred width, at most 512 bits. `-Dtombola.vectorBits=128` (or 256, 512)
  /// forces another one, for tests: the results have the same bytes.
  static final VectorSpecies<Float> SPECIES = species();

  /// As many integers.
  static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);

  /// Floats in a vector.
  static final int WIDTH = SPECIES.length();

  /// Numbers of rows, and lengths of rows of weights, are padded to a multiple of this, so that no
  /// kernel has a tail in them.
  static final int PADDING = 16;

  /// Where the first row of an array of lanes begins. An object that G1 gives regions of its own
  /// starts where they start, its elements 16 bytes later (with the default object header); 12
  /// floats on, every row is one of whole cache lines. Rows that straddle lines cost sparse kernels
  /// a third of their speed.
  private static final int FIRST = 12;

  private Lanes() {}

  /// Where a row begins in an array of [#rows].
  static int at(int row) {
    return FIRST + row * COUNT;
  }

  /// An array of lanes with at least so many rows, all zero: `[rows][64]`, each row at [#at].
  static float[] rows(int rows) {
    return new float[rows == 0 ? 0 : Math.max(at(padded(rows)), Regions.OWN_REGION)];
  }

  /// Fills a row.
  static void fill(float[] lanes, int row, float value) {
    FloatVector broadcast = FloatVector.broadcast(SPECIES, value);
    int at = at(row);
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      broadcast.intoArray(lanes, at + lane);
    }
  }

  static int padded(int length) {
    return (length + PADDING - 1) / PADDING * PADDING;
  }

  private static VectorSpecies<Float> species() {
    int bits =
        Integer.getInteger("tombola.vectorBits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    return bits >= 512
        ? FloatVector.SPECIES_512
        : bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  /// Sums 16 slots of `slots` from `at` on by the one fixed tree: s + (s + 8), s + (s + 4), s + (s
  /// + 2), s + (s + 1).
  static float tree(float[] slots, int at) {
    return tree8(
        slots[at] + slots[at + 8],
        slots[at + 1] + slots[at + 9],
        slots[at + 2] + slots[at + 10],
        slots[at + 3] + slots[at + 11],
        slots[at + 4] + slots[at + 12],
        slots[at + 5] + slots[at + 13],
        slots[at + 6] + slots[at + 14],
        slots[at + 7] + slots[at + 15]);
  }

  /// The lower three storeys of [#tree], on 8 slots.
  static float tree8(
      float s0, float s1, float s2, float s3, float s4, float s5, float s6, float s7) {
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }
}
