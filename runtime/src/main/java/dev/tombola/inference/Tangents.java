package dev.tombola.inference;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/// The hyperbolic tangent, the same on every machine, unlike `Math.tanh`.
final class Tangents {
  private Tangents() {}

  static float tanh(float x) {
    return (float) StrictMath.tanh(x);
  }

  /// `x ← tanh x`.
  static void tanh(MemorySegment x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      x.setAtIndex(JAVA_FLOAT, i, tanh(x.getAtIndex(JAVA_FLOAT, i)));
    }
  }
}
