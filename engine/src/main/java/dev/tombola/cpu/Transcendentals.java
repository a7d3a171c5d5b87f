package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Our own polynomials: the vector library's `EXP` may differ between interpreted and compiled
/// code.
///
/// Coefficients: minimax polynomials of the Cephes library (Moshier 1992, `expf`, `tanhf`).
final class Transcendentals {
  private static final float LOG2_E = 1.44269504088896341f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /// Adding and subtracting 1.5 · 2²³ rounds to a whole number, whose bits are then the lowest.
  private static final float ROUND = 0x1.8p23f;

  private Transcendentals() {}

  /// `eˣ` within 2 units in the last place for −87 ≤ x ≤ 88; clamped outside. NaN stays NaN.
  static FloatVector exp(FloatVector argument) {
    FloatVector x = argument.max(-87f).min(88f);
    FloatVector shifted =
        x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r.add(1f));
    IntVector power = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    FloatVector scaled = p.reinterpretAsInts().add(power).reinterpretAsFloats();
    // The lowest bits of a NaN are no whole number: as a power they would make it finite.
    return scaled.blend(argument, argument.test(VectorOperators.IS_NAN));
  }

  /// `tanh x` within 2 units in the last place: an odd polynomial below 0.625, `1 − 2 / (e²ˣ + 1)`
  /// above.
  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector s = x.mul(x);
    FloatVector p = FloatVector.broadcast(SPECIES, -5.70498872745e-3f);
    p = p.fma(s, FloatVector.broadcast(SPECIES, 2.06390887954e-2f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, -5.37397155531e-2f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 1.33314422036e-1f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, -3.33332819422e-1f));
    FloatVector small = p.mul(s).fma(x, x);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector large = one.sub(FloatVector.broadcast(SPECIES, 2).div(exp(size.add(size)).add(1f)));
    FloatVector signed = large.blend(large.neg(), x.compare(VectorOperators.LT, 0));
    return signed.blend(small, size.compare(VectorOperators.LT, 0.625f));
  }
}
