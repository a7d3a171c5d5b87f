package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our polynomials against `StrictMath`. Every 31st float, looked at once, gave 1.25 units in the
/// last place for the exponential and 1.33 for the hyperbolic tangent; here a sample of them.
final class TranscendentalsTest {
  /// Between two neighbours of the sample; odd, so that all low bits occur.
  private static final int STRIDE = 4001;

  @Test
  void the_exponential_is_within_two_units_in_the_last_place() {
    assertWithin2Ulps(TranscendentalsTest::exp, StrictMath::exp, 0, 88);
    assertWithin2Ulps(TranscendentalsTest::exp, StrictMath::exp, -0f, -87);
  }

  @Test
  void the_hyperbolic_tangent_is_within_two_units_in_the_last_place() {
    assertWithin2Ulps(TranscendentalsTest::tanh, StrictMath::tanh, 0, 50);
    assertWithin2Ulps(TranscendentalsTest::tanh, StrictMath::tanh, -0f, -50);
  }

  /// Positive normal numbers: of the others only 0 could be asked for, and a sum of powers is none.
  @Test
  void the_logarithm_is_within_two_units_in_the_last_place() {
    assertWithin2Ulps(TranscendentalsTest::log, StrictMath::log, Float.MIN_NORMAL, Float.MAX_VALUE);
    // Around 1, where the logarithm is as small as its argument's rounding.
    assertWithin2Ulps(TranscendentalsTest::log, StrictMath::log, 0.99f, 1.01f, 1);
  }

  @Test
  void the_logarithm_keeps_what_is_no_finite_number_and_is_exact_at_one() {
    assertThat(log(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(log(1)).isEqualTo(0);
    assertThat(log(Float.MAX_VALUE)).isCloseTo(88.72284f, within(1e-5f));
    assertThat(log(Float.MIN_NORMAL)).isCloseTo(-87.33655f, within(1e-5f));
  }

  @Test
  void the_exponential_stays_where_it_is_outside_its_range() {
    assertThat(exp(-1000)).isEqualTo(exp(-87)).isPositive();
    assertThat(exp(Float.NEGATIVE_INFINITY)).isEqualTo(exp(-87));
    assertThat(exp(1000)).isEqualTo(exp(88)).isFinite();
    assertThat(exp(Float.POSITIVE_INFINITY)).isEqualTo(exp(88));
    assertThat(exp(0)).isEqualTo(1);
    assertThat(exp(-0f)).isEqualTo(1);
  }

  @Test
  void the_hyperbolic_tangent_ends_at_one_and_is_odd() {
    assertThat(tanh(Float.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(tanh(Float.MAX_VALUE)).isEqualTo(1);
    assertThat(tanh(Float.MIN_VALUE)).isEqualTo(Float.MIN_VALUE);
    for (float x = 0.01f; x < 10; x *= 1.01f) {
      assertThat(tanh(-x)).isEqualTo(-tanh(x));
      assertThat(Math.abs(tanh(x))).isLessThanOrEqualTo(1);
    }
  }

  /// Whatever made it: processors differ in sign and payload.
  @ParameterizedTest
  @ValueSource(ints = {0x7FC00000, 0xFFC00000, 0x7FC00001, 0xFFC00123, 0x7FFFFFFF, 0xFFFFFFFF})
  void a_nan_stays_one(int bits) {
    assertThat(exp(Float.intBitsToFloat(bits))).isNaN();
    assertThat(tanh(Float.intBitsToFloat(bits))).isNaN();
    assertThat(log(Float.intBitsToFloat(bits))).isNaN();
  }

  private static void assertWithin2Ulps(
      Consumer<float[]> ours, DoubleUnaryOperator exact, float from, float to) {
    assertWithin2Ulps(ours, exact, from, to, STRIDE);
  }

  /// All floats from `from` outwards to `to`, of the same sign, by strides.
  private static void assertWithin2Ulps(
      Consumer<float[]> ours, DoubleUnaryOperator exact, float from, float to, int stride) {
    float[] x = new float[Lanes.COUNT];
    int last = Float.floatToRawIntBits(to);
    int bits = Float.floatToRawIntBits(from);
    for (; last - bits > x.length * stride; bits += x.length * stride) {
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat(bits + i * stride);
      }
      float[] y = x.clone();
      ours.accept(y);
      for (int i = 0; i < x.length; i++) {
        double expected = exact.applyAsDouble(x[i]);
        if (!(Math.abs(y[i] - expected) < 2 * Math.ulp((float) expected))) {
          assertThat((double) y[i]).as("of %s", x[i]).isEqualTo(expected);
        }
      }
    }
  }

  private static void exp(float[] x) {
    Transcendentals.exp(x, x.length);
  }

  private static void tanh(float[] x) {
    Transcendentals.tanh(x, 0, x.length, new float[Lanes.COUNT]);
  }

  private static void log(float[] x) {
    Transcendentals.log(x, x.length);
  }

  private static float exp(float x) {
    return only(TranscendentalsTest::exp, x);
  }

  private static float tanh(float x) {
    return only(TranscendentalsTest::tanh, x);
  }

  private static float log(float x) {
    return only(TranscendentalsTest::log, x);
  }

  /// The last lane of the second row, all others being something else.
  private static float only(Consumer<float[]> ours, float x) {
    float[] all = new float[2 * Lanes.COUNT];
    all[all.length - 1] = x;
    ours.accept(all);
    return all[all.length - 1];
  }
}
