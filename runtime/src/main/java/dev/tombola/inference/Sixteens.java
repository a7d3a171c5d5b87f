package dev.tombola.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Blocks of 16 × 16 floats transposed in registers, as [Eights] does it, in four rounds; reads and
/// writes stand here in full because so many calls would not be inlined.
final class Sixteens {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final IntVector FIRST_8 = Eights.first(IntVector.SPECIES_512, 8);
  private static final IntVector SECOND_8 = Eights.second(IntVector.SPECIES_512, 8);
  private static final IntVector FIRST_4 = Eights.first(IntVector.SPECIES_512, 4);
  private static final IntVector SECOND_4 = Eights.second(IntVector.SPECIES_512, 4);
  private static final IntVector FIRST_2 = Eights.first(IntVector.SPECIES_512, 2);
  private static final IntVector SECOND_2 = Eights.second(IntVector.SPECIES_512, 2);
  private static final IntVector FIRST_1 = Eights.first(IntVector.SPECIES_512, 1);
  private static final IntVector SECOND_1 = Eights.second(IntVector.SPECIES_512, 1);

  private Sixteens() {}

  /// As [Kernels#lay].
  static void lay(float[] x, int in, int stride, MemorySegment y, int row, int shift, int lane) {
    MemorySegment rows = Vectors.offHeap(y);
    long at = (((long) row << shift) + lane) * Float.BYTES;
    long step = (long) Float.BYTES << shift;
    IntVector a0 = FloatVector.fromArray(SPECIES, x, in).reinterpretAsInts();
    IntVector a1 = FloatVector.fromArray(SPECIES, x, in + stride).reinterpretAsInts();
    IntVector a2 = FloatVector.fromArray(SPECIES, x, in + 2 * stride).reinterpretAsInts();
    IntVector a3 = FloatVector.fromArray(SPECIES, x, in + 3 * stride).reinterpretAsInts();
    IntVector a4 = FloatVector.fromArray(SPECIES, x, in + 4 * stride).reinterpretAsInts();
    IntVector a5 = FloatVector.fromArray(SPECIES, x, in + 5 * stride).reinterpretAsInts();
    IntVector a6 = FloatVector.fromArray(SPECIES, x, in + 6 * stride).reinterpretAsInts();
    IntVector a7 = FloatVector.fromArray(SPECIES, x, in + 7 * stride).reinterpretAsInts();
    IntVector a8 = FloatVector.fromArray(SPECIES, x, in + 8 * stride).reinterpretAsInts();
    IntVector a9 = FloatVector.fromArray(SPECIES, x, in + 9 * stride).reinterpretAsInts();
    IntVector a10 = FloatVector.fromArray(SPECIES, x, in + 10 * stride).reinterpretAsInts();
    IntVector a11 = FloatVector.fromArray(SPECIES, x, in + 11 * stride).reinterpretAsInts();
    IntVector a12 = FloatVector.fromArray(SPECIES, x, in + 12 * stride).reinterpretAsInts();
    IntVector a13 = FloatVector.fromArray(SPECIES, x, in + 13 * stride).reinterpretAsInts();
    IntVector a14 = FloatVector.fromArray(SPECIES, x, in + 14 * stride).reinterpretAsInts();
    IntVector a15 = FloatVector.fromArray(SPECIES, x, in + 15 * stride).reinterpretAsInts();
    IntVector b0 = FIRST_8.selectFrom(a0, a8);
    IntVector b8 = SECOND_8.selectFrom(a0, a8);
    IntVector b1 = FIRST_8.selectFrom(a1, a9);
    IntVector b9 = SECOND_8.selectFrom(a1, a9);
    IntVector b2 = FIRST_8.selectFrom(a2, a10);
    IntVector b10 = SECOND_8.selectFrom(a2, a10);
    IntVector b3 = FIRST_8.selectFrom(a3, a11);
    IntVector b11 = SECOND_8.selectFrom(a3, a11);
    IntVector b4 = FIRST_8.selectFrom(a4, a12);
    IntVector b12 = SECOND_8.selectFrom(a4, a12);
    IntVector b5 = FIRST_8.selectFrom(a5, a13);
    IntVector b13 = SECOND_8.selectFrom(a5, a13);
    IntVector b6 = FIRST_8.selectFrom(a6, a14);
    IntVector b14 = SECOND_8.selectFrom(a6, a14);
    IntVector b7 = FIRST_8.selectFrom(a7, a15);
    IntVector b15 = SECOND_8.selectFrom(a7, a15);
    a0 = FIRST_4.selectFrom(b0, b4);
    a4 = SECOND_4.selectFrom(b0, b4);
    a1 = FIRST_4.selectFrom(b1, b5);
    a5 = SECOND_4.selectFrom(b1, b5);
    a2 = FIRST_4.selectFrom(b2, b6);
    a6 = SECOND_4.selectFrom(b2, b6);
    a3 = FIRST_4.selectFrom(b3, b7);
    a7 = SECOND_4.selectFrom(b3, b7);
    a8 = FIRST_4.selectFrom(b8, b12);
    a12 = SECOND_4.selectFrom(b8, b12);
    a9 = FIRST_4.selectFrom(b9, b13);
    a13 = SECOND_4.selectFrom(b9, b13);
    a10 = FIRST_4.selectFrom(b10, b14);
    a14 = SECOND_4.selectFrom(b10, b14);
    a11 = FIRST_4.selectFrom(b11, b15);
    a15 = SECOND_4.selectFrom(b11, b15);
    b0 = FIRST_2.selectFrom(a0, a2);
    b2 = SECOND_2.selectFrom(a0, a2);
    b1 = FIRST_2.selectFrom(a1, a3);
    b3 = SECOND_2.selectFrom(a1, a3);
    b4 = FIRST_2.selectFrom(a4, a6);
    b6 = SECOND_2.selectFrom(a4, a6);
    b5 = FIRST_2.selectFrom(a5, a7);
    b7 = SECOND_2.selectFrom(a5, a7);
    b8 = FIRST_2.selectFrom(a8, a10);
    b10 = SECOND_2.selectFrom(a8, a10);
    b9 = FIRST_2.selectFrom(a9, a11);
    b11 = SECOND_2.selectFrom(a9, a11);
    b12 = FIRST_2.selectFrom(a12, a14);
    b14 = SECOND_2.selectFrom(a12, a14);
    b13 = FIRST_2.selectFrom(a13, a15);
    b15 = SECOND_2.selectFrom(a13, a15);
    FIRST_1.selectFrom(b0, b1).intoMemorySegment(rows, at, ORDER);
    SECOND_1.selectFrom(b0, b1).intoMemorySegment(rows, at + step, ORDER);
    FIRST_1.selectFrom(b2, b3).intoMemorySegment(rows, at + 2 * step, ORDER);
    SECOND_1.selectFrom(b2, b3).intoMemorySegment(rows, at + 3 * step, ORDER);
    FIRST_1.selectFrom(b4, b5).intoMemorySegment(rows, at + 4 * step, ORDER);
    SECOND_1.selectFrom(b4, b5).intoMemorySegment(rows, at + 5 * step, ORDER);
    FIRST_1.selectFrom(b6, b7).intoMemorySegment(rows, at + 6 * step, ORDER);
    SECOND_1.selectFrom(b6, b7).intoMemorySegment(rows, at + 7 * step, ORDER);
    FIRST_1.selectFrom(b8, b9).intoMemorySegment(rows, at + 8 * step, ORDER);
    SECOND_1.selectFrom(b8, b9).intoMemorySegment(rows, at + 9 * step, ORDER);
    FIRST_1.selectFrom(b10, b11).intoMemorySegment(rows, at + 10 * step, ORDER);
    SECOND_1.selectFrom(b10, b11).intoMemorySegment(rows, at + 11 * step, ORDER);
    FIRST_1.selectFrom(b12, b13).intoMemorySegment(rows, at + 12 * step, ORDER);
    SECOND_1.selectFrom(b12, b13).intoMemorySegment(rows, at + 13 * step, ORDER);
    FIRST_1.selectFrom(b14, b15).intoMemorySegment(rows, at + 14 * step, ORDER);
    SECOND_1.selectFrom(b14, b15).intoMemorySegment(rows, at + 15 * step, ORDER);
  }
}
