package dev.tombola.inference;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The shape of a vector, and how one is read and written outside the heap. Addresses are in bytes
/// and 64 bits wide, which the compiler makes the better loops of.
final class Vectors {
  /// The machine's preferred width, at most 512 bits. `-Dtombola.vectorBits=128` (or 256, 512)
  /// forces another one, for tests.
  static final VectorSpecies<Float> SPECIES = species();

  static final int WIDTH = SPECIES.length();

  /// Bytes of a vector.
  static final long BYTES = (long) WIDTH * Float.BYTES;

  private static final Class<?> OFF_HEAP = MemorySegment.NULL.getClass();

  private Vectors() {}

  private static VectorSpecies<Float> species() {
    int bits =
        Integer.getInteger("tombola.vectorBits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    return bits >= 512
        ? FloatVector.SPECIES_512
        : bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  /// The same segment, known to the compiler to lie outside the heap.
  ///
  /// Else it goes by the kinds of segments that the Vector API's methods have seen. Among them are
  /// arrays, by which Java does many a vector operation before it is compiled; then every access
  /// asks for the kind, which costs a kernel 8 to 90 % (docs/benchmarks.md, "Predictions beside
  /// ONNX Runtime").
  static MemorySegment offHeap(MemorySegment x) {
    return (MemorySegment) OFF_HEAP.cast(x);
  }

  static long bytes(int floats) {
    return (long) floats * Float.BYTES;
  }

  static FloatVector at(MemorySegment x, long i) {
    return FloatVector.fromMemorySegment(SPECIES, x, i, ByteOrder.nativeOrder());
  }

  static void put(FloatVector vector, MemorySegment y, long i) {
    vector.intoMemorySegment(y, i, ByteOrder.nativeOrder());
  }
}
