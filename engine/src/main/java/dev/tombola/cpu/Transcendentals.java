package dev.tombola.cpu;

import static dev.tombola.cpu.Lanes.SPECIES;
import static dev.tombola.cpu.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Our own polynomials: the vector library's `EXP` may differ between interpreted and compiled
/// code.
///
/// From memory to memory, never from vector to vector: a vector that goes through a call that the
/// compiler does not inline is allocated. Lengths are multiples of 64.
///
/// Coefficients: minimax polynomials of the Cephes library (Moshier 1992, `expf`, `logf`, `tanhf`).
final class Transcendentals {
  private static final float LOG2_E = 1.44269504088896341f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /// The bits of √½.
  private static final int SQRT_HALF = 0x3f3504f3;

  /// Adding and subtracting 1.5 · 2²³ rounds to a whole number, whose bits are then the lowest.
  private static final float ROUND = 0x1.8p23f;

  private Transcendentals() {}

  /// `x ← eˣ` within 2 units in the last place for −87 ≤ x ≤ 88; clamped outside. NaN stays NaN.
  static void exp(float[] x, int length) {
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector argument = FloatVector.fromArray(SPECIES, x, i);
      FloatVector clamped = argument.max(-87f).min(88f);
      FloatVector shifted =
          clamped.fma(
              FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
      FloatVector n = shifted.sub(ROUND);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), clamped);
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
      scaled.blend(argument, argument.test(VectorOperators.IS_NAN)).intoArray(x, i);
    }
  }

  /// `x ← tanh x` from `start` to `end`, within 2 units in the last place: an odd polynomial below
  /// 0.625, `1 − 2 / (e²ˣ + 1)` above. `powers` is scratch for 64 floats.
  static void tanh(float[] x, int start, int end, float[] powers) {
    for (int from = start; from < end; from += Lanes.COUNT) {
      int length = Math.min(Lanes.COUNT, end - from);
      for (int lane = 0; lane < length; lane += WIDTH) {
        FloatVector size = FloatVector.fromArray(SPECIES, x, from + lane).abs();
        size.add(size).intoArray(powers, lane);
      }
      exp(powers, length);
      for (int lane = 0; lane < length; lane += WIDTH) {
        tanh(x, from + lane, powers, lane);
      }
    }
  }

  /// `x ← ln x` within 2 units in the last place, for positive normal numbers; infinity and NaN
  /// stay.
  static void log(float[] x, int length) {
    for (int i = 0; i < length; i += WIDTH) {
      FloatVector argument = FloatVector.fromArray(SPECIES, x, i);
      IntVector bits = argument.reinterpretAsInts();
      // x = m · 2ᵉ with m from √½ to √2: what is above √½ in the mantissa goes to the exponent.
      IntVector exponent = bits.sub(SQRT_HALF).lanewise(VectorOperators.ASHR, 23);
      FloatVector m = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
      FloatVector e = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
      FloatVector r = m.sub(1f);
      FloatVector s = r.mul(r);
      FloatVector p = FloatVector.broadcast(SPECIES, 7.0376836292e-2f);
      p = p.fma(r, FloatVector.broadcast(SPECIES, -1.1514610310e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.1676998740e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, -1.2420140846e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 1.4249322787e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, -1.6668057665e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 2.0000714765e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, -2.4999993993e-1f));
      p = p.fma(r, FloatVector.broadcast(SPECIES, 3.3333331174e-1f));
      p = p.mul(r).mul(s);
      p = e.fma(FloatVector.broadcast(SPECIES, LN2_LOW), p);
      p = s.fma(FloatVector.broadcast(SPECIES, -0.5f), p);
      FloatVector ln = e.fma(FloatVector.broadcast(SPECIES, LN2_HIGH), r.add(p));
      ln.blend(argument, argument.test(VectorOperators.IS_FINITE).not()).intoArray(x, i);
    }
  }

  /// One vector of `x` from `at` on, given `e²ˣ` from `lane` on.
  private static void tanh(float[] x, int at, float[] powers, int lane) {
    FloatVector argument = FloatVector.fromArray(SPECIES, x, at);
    FloatVector s = argument.mul(argument);
    FloatVector p = FloatVector.broadcast(SPECIES, -5.70498872745e-3f);
    p = p.fma(s, FloatVector.broadcast(SPECIES, 2.06390887954e-2f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, -5.37397155531e-2f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, 1.33314422036e-1f));
    p = p.fma(s, FloatVector.broadcast(SPECIES, -3.33332819422e-1f));
    FloatVector small = p.mul(s).fma(argument, argument);
    FloatVector power = FloatVector.fromArray(SPECIES, powers, lane);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector large = one.sub(FloatVector.broadcast(SPECIES, 2).div(power.add(1f)));
    FloatVector signed = large.blend(large.neg(), argument.compare(VectorOperators.LT, 0));
    signed.blend(small, argument.abs().compare(VectorOperators.LT, 0.625f)).intoArray(x, at);
  }
}
