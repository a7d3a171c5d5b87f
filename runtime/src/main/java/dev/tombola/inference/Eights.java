package dev.tombola.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Blocks of 8 × 8 floats turned over in registers, in three rounds: each takes from pairs of
/// vectors what belongs to their first and to their second halves, quarters and eighths.
///
/// The rounds stand twice, between other reads and writes: a vector that goes through a call that
/// the compiler does not inline is allocated.
final class Eights {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  private static final FloatVector FIRST_4 = first(4);
  private static final FloatVector SECOND_4 = second(4);
  private static final FloatVector FIRST_2 = first(2);
  private static final FloatVector SECOND_2 = second(2);
  private static final FloatVector FIRST_1 = first(1);
  private static final FloatVector SECOND_1 = second(1);

  private Eights() {}

  /// Lanes of a pair of vectors, those of the second counted on from the first's: those whose
  /// number has not the bit `step`; of the second vector they take the place of those that have it.
  private static FloatVector first(int step) {
    float[] lanes = new float[SPECIES.length()];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = (lane & step) == 0 ? lane : lanes.length + lane - step;
    }
    return FloatVector.fromArray(SPECIES, lanes, 0);
  }

  /// The others.
  private static FloatVector second(int step) {
    float[] lanes = new float[SPECIES.length()];
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = (lane & step) == 0 ? lane + step : lanes.length + lane;
    }
    return FloatVector.fromArray(SPECIES, lanes, 0);
  }

  /// As [Kernels#lay], of eight features and examples.
  static void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, x, in);
    FloatVector a1 = FloatVector.fromArray(SPECIES, x, in + stride);
    FloatVector a2 = FloatVector.fromArray(SPECIES, x, in + 2 * stride);
    FloatVector a3 = FloatVector.fromArray(SPECIES, x, in + 3 * stride);
    FloatVector a4 = FloatVector.fromArray(SPECIES, x, in + 4 * stride);
    FloatVector a5 = FloatVector.fromArray(SPECIES, x, in + 5 * stride);
    FloatVector a6 = FloatVector.fromArray(SPECIES, x, in + 6 * stride);
    FloatVector a7 = FloatVector.fromArray(SPECIES, x, in + 7 * stride);
    FloatVector b0 = FIRST_4.selectFrom(a0, a4);
    FloatVector b4 = SECOND_4.selectFrom(a0, a4);
    FloatVector b1 = FIRST_4.selectFrom(a1, a5);
    FloatVector b5 = SECOND_4.selectFrom(a1, a5);
    FloatVector b2 = FIRST_4.selectFrom(a2, a6);
    FloatVector b6 = SECOND_4.selectFrom(a2, a6);
    FloatVector b3 = FIRST_4.selectFrom(a3, a7);
    FloatVector b7 = SECOND_4.selectFrom(a3, a7);
    a0 = FIRST_2.selectFrom(b0, b2);
    a2 = SECOND_2.selectFrom(b0, b2);
    a1 = FIRST_2.selectFrom(b1, b3);
    a3 = SECOND_2.selectFrom(b1, b3);
    a4 = FIRST_2.selectFrom(b4, b6);
    a6 = SECOND_2.selectFrom(b4, b6);
    a5 = FIRST_2.selectFrom(b5, b7);
    a7 = SECOND_2.selectFrom(b5, b7);
    b0 = FIRST_1.selectFrom(a0, a1);
    b1 = SECOND_1.selectFrom(a0, a1);
    b2 = FIRST_1.selectFrom(a2, a3);
    b3 = SECOND_1.selectFrom(a2, a3);
    b4 = FIRST_1.selectFrom(a4, a5);
    b5 = SECOND_1.selectFrom(a4, a5);
    b6 = FIRST_1.selectFrom(a6, a7);
    b7 = SECOND_1.selectFrom(a6, a7);
    put(b0, y, row, shift, lane);
    put(b1, y, row + 1, shift, lane);
    put(b2, y, row + 2, shift, lane);
    put(b3, y, row + 3, shift, lane);
    put(b4, y, row + 4, shift, lane);
    put(b5, y, row + 5, shift, lane);
    put(b6, y, row + 6, shift, lane);
    put(b7, y, row + 7, shift, lane);
  }

  /// As [Kernels#take].
  static void take(MemorySegment x, int in, int step, float[] y, int out, int stride) {
    FloatVector a0 = at(x, in);
    FloatVector a1 = at(x, in + step);
    FloatVector a2 = at(x, in + 2 * step);
    FloatVector a3 = at(x, in + 3 * step);
    FloatVector a4 = at(x, in + 4 * step);
    FloatVector a5 = at(x, in + 5 * step);
    FloatVector a6 = at(x, in + 6 * step);
    FloatVector a7 = at(x, in + 7 * step);
    FloatVector b0 = FIRST_4.selectFrom(a0, a4);
    FloatVector b4 = SECOND_4.selectFrom(a0, a4);
    FloatVector b1 = FIRST_4.selectFrom(a1, a5);
    FloatVector b5 = SECOND_4.selectFrom(a1, a5);
    FloatVector b2 = FIRST_4.selectFrom(a2, a6);
    FloatVector b6 = SECOND_4.selectFrom(a2, a6);
    FloatVector b3 = FIRST_4.selectFrom(a3, a7);
    FloatVector b7 = SECOND_4.selectFrom(a3, a7);
    a0 = FIRST_2.selectFrom(b0, b2);
    a2 = SECOND_2.selectFrom(b0, b2);
    a1 = FIRST_2.selectFrom(b1, b3);
    a3 = SECOND_2.selectFrom(b1, b3);
    a4 = FIRST_2.selectFrom(b4, b6);
    a6 = SECOND_2.selectFrom(b4, b6);
    a5 = FIRST_2.selectFrom(b5, b7);
    a7 = SECOND_2.selectFrom(b5, b7);
    b0 = FIRST_1.selectFrom(a0, a1);
    b1 = SECOND_1.selectFrom(a0, a1);
    b2 = FIRST_1.selectFrom(a2, a3);
    b3 = SECOND_1.selectFrom(a2, a3);
    b4 = FIRST_1.selectFrom(a4, a5);
    b5 = SECOND_1.selectFrom(a4, a5);
    b6 = FIRST_1.selectFrom(a6, a7);
    b7 = SECOND_1.selectFrom(a6, a7);
    b0.intoArray(y, out);
    b1.intoArray(y, out + stride);
    b2.intoArray(y, out + 2 * stride);
    b3.intoArray(y, out + 3 * stride);
    b4.intoArray(y, out + 4 * stride);
    b5.intoArray(y, out + 5 * stride);
    b6.intoArray(y, out + 6 * stride);
    b7.intoArray(y, out + 7 * stride);
  }

  private static FloatVector at(MemorySegment x, int i) {
    return FloatVector.fromMemorySegment(
            SPECIES, x, (long) i * Float.BYTES, ByteOrder.nativeOrder())
        .add(0f);
  }

  private static void put(FloatVector vector, MemorySegment y, int row, int shift, int lane) {
    long at = ((long) row << shift) + lane;
    vector.intoMemorySegment(y, at * Float.BYTES, ByteOrder.nativeOrder());
  }
}
