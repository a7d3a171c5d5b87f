package dev.tombola.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Sums the 16 slots of several vectors at once, by [Lanes#tree].
///
/// To fold two vectors at a distance of d lanes: lanes whose number lacks bit d get what the first
/// has there and d further on, added up; the others the same of the second. Four storeys of that,
/// and 16 vectors are one vector of sums: 15 foldings instead of 64.
final class Folding {
  /// Where [#sixteen] leaves its sums.
  static final int SUMS = 16 * 16;

  private static final boolean WIDE = Lanes.WIDTH == 16;
  static final VectorSpecies<Float> SIXTEEN = FloatVector.SPECIES_512;

  /// Lanes at a distance change places.
  static final VectorShuffle<Float> BY_8 = partners(8);

  static final VectorShuffle<Float> BY_4 = partners(4);
  static final VectorShuffle<Float> BY_2 = partners(2);
  static final VectorShuffle<Float> BY_1 = partners(1);

  /// All bits set in the lanes whose number has bit 8, 4, 2 or 1: 16 lanes each.
  static final int[] UPPER = upper();

  private Folding() {}

  private static VectorShuffle<Float> partners(int distance) {
    return VectorShuffle.fromOp(SIXTEEN, lane -> lane ^ distance);
  }

  private static int[] upper() {
    int[] bits = new int[4 * 16];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (i % 16 & (8 >> (i / 16))) != 0 ? -1 : 0;
    }
    return bits;
  }

  /// The sum of each 16 slots of `slots`, of the first `count` times 16, to `slots` from [#SUMS]
  /// on. May use the slots up to there, and gives sums of them all at 512 bits.
  static void sixteen(float[] slots, int count) {
    if (WIDE) {
      storey(slots, 8, 0, BY_8);
      storey(slots, 4, 16, BY_4);
      storey(slots, 2, 32, BY_2);
      storey(slots, 1, 48, BY_1);
      System.arraycopy(slots, 0, slots, SUMS, 16);
    } else {
      for (int i = 0; i < count; i++) {
        slots[SUMS + i] = Lanes.tree(slots, 16 * i);
      }
    }
  }

  /// Vectors i and i + `pairs` fold to vector i, at a distance of `pairs` lanes. In one method, and
  /// with no vector for a parameter: a call that the compiler does not inline would make objects of
  /// them.
  ///
  /// @param upper where in [#UPPER] the lanes are that have this distance's bit
  private static void storey(float[] slots, int pairs, int upper, VectorShuffle<Float> by) {
    IntVector bits = IntVector.fromArray(IntVector.SPECIES_512, UPPER, upper);
    for (int i = 0; i < 16 * pairs; i += 16) {
      IntVector a = FloatVector.fromArray(SIXTEEN, slots, i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(SIXTEEN, slots, i + 16 * pairs).reinterpretAsInts();
      IntVector c = a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.AND, bits);
      FloatVector own = a.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      FloatVector other = b.lanewise(VectorOperators.XOR, c).reinterpretAsFloats();
      own.add(other.rearrange(by)).intoArray(slots, i);
    }
  }
}
