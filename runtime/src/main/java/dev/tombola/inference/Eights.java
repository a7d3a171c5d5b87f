package dev.tombola.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Blocks of 8 × 8 floats transposed in registers, in three rounds: each takes from pairs of
/// vectors what belongs to their first and to their second halves, quarters and eighths. The floats
/// go as the integers that have their bits: of floats, Java converts the lanes' numbers every time.
///
/// The rounds stand twice, between other reads and writes: a vector that goes through a call that
/// the compiler does not inline is allocated.
final class Eights {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;

  private static final IntVector FIRST_4 = first(IntVector.SPECIES_256, 4);
  private static final IntVector SECOND_4 = second(IntVector.SPECIES_256, 4);
  private static final IntVector FIRST_2 = first(IntVector.SPECIES_256, 2);
  private static final IntVector SECOND_2 = second(IntVector.SPECIES_256, 2);
  private static final IntVector FIRST_1 = first(IntVector.SPECIES_256, 1);
  private static final IntVector SECOND_1 = second(IntVector.SPECIES_256, 1);

  private Eights() {}

  /// Lanes of a pair of vectors, those of the second counted on from the first's: those whose
  /// number has not the bit `step`; of the second vector they take the place of those that have it.
  static IntVector first(VectorSpecies<Integer> species, int step) {
    int[] lanes =
        IntStream.range(0, species.length())
            .map(lane -> (lane & ~step) | (lane & step) / step * species.length())
            .toArray();
    return IntVector.fromArray(species, lanes, 0);
  }

  /// The others.
  static IntVector second(VectorSpecies<Integer> species, int step) {
    return first(species, step).add(step);
  }

  /// As [Kernels#lay], of eight features and examples.
  static void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    IntVector a0 = at(x, in);
    IntVector a1 = at(x, in + stride);
    IntVector a2 = at(x, in + 2 * stride);
    IntVector a3 = at(x, in + 3 * stride);
    IntVector a4 = at(x, in + 4 * stride);
    IntVector a5 = at(x, in + 5 * stride);
    IntVector a6 = at(x, in + 6 * stride);
    IntVector a7 = at(x, in + 7 * stride);
    IntVector b0 = FIRST_4.selectFrom(a0, a4);
    IntVector b4 = SECOND_4.selectFrom(a0, a4);
    IntVector b1 = FIRST_4.selectFrom(a1, a5);
    IntVector b5 = SECOND_4.selectFrom(a1, a5);
    IntVector b2 = FIRST_4.selectFrom(a2, a6);
    IntVector b6 = SECOND_4.selectFrom(a2, a6);
    IntVector b3 = FIRST_4.selectFrom(a3, a7);
    IntVector b7 = SECOND_4.selectFrom(a3, a7);
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
    IntVector a0 = at(x, in);
    IntVector a1 = at(x, in + step);
    IntVector a2 = at(x, in + 2 * step);
    IntVector a3 = at(x, in + 3 * step);
    IntVector a4 = at(x, in + 4 * step);
    IntVector a5 = at(x, in + 5 * step);
    IntVector a6 = at(x, in + 6 * step);
    IntVector a7 = at(x, in + 7 * step);
    IntVector b0 = FIRST_4.selectFrom(a0, a4);
    IntVector b4 = SECOND_4.selectFrom(a0, a4);
    IntVector b1 = FIRST_4.selectFrom(a1, a5);
    IntVector b5 = SECOND_4.selectFrom(a1, a5);
    IntVector b2 = FIRST_4.selectFrom(a2, a6);
    IntVector b6 = SECOND_4.selectFrom(a2, a6);
    IntVector b3 = FIRST_4.selectFrom(a3, a7);
    IntVector b7 = SECOND_4.selectFrom(a3, a7);
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
    b0.reinterpretAsFloats().intoArray(y, out);
    b1.reinterpretAsFloats().intoArray(y, out + stride);
    b2.reinterpretAsFloats().intoArray(y, out + 2 * stride);
    b3.reinterpretAsFloats().intoArray(y, out + 3 * stride);
    b4.reinterpretAsFloats().intoArray(y, out + 4 * stride);
    b5.reinterpretAsFloats().intoArray(y, out + 5 * stride);
    b6.reinterpretAsFloats().intoArray(y, out + 6 * stride);
    b7.reinterpretAsFloats().intoArray(y, out + 7 * stride);
  }

  private static IntVector at(float[] x, int i) {
    return FloatVector.fromArray(SPECIES, x, i).reinterpretAsInts();
  }

  private static IntVector at(MemorySegment x, int i) {
    return FloatVector.fromMemorySegment(
            SPECIES, Vectors.offHeap(x), (long) i * Float.BYTES, ByteOrder.nativeOrder())
        .add(0f)
        .reinterpretAsInts();
  }

  private static void put(IntVector vector, MemorySegment y, int row, int shift, int lane) {
    long at = ((long) row << shift) + lane;
    vector.intoMemorySegment(Vectors.offHeap(y), at * Float.BYTES, ByteOrder.nativeOrder());
  }
}
