package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Activation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Non-linearities against their scalar twins, bit for bit; outside the rows asked for nothing is
/// touched.
final class ActivationKernelsTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final String RANGES =
      """
      0, 0
      0, 1
      1, 4
      0, 17
      16, 19
      """;

  private final float[] scratch = new float[ActivationKernels.SCRATCH];

  @ParameterizedTest
  @CsvSource(textBlock = RANGES)
  void relu_and_its_gradient_equal_their_scalar_twins(int from, int to) {
    float[] y = TestLanes.gaussians(19, "y");
    float[] d = TestLanes.gaussians(19, "d");
    float[] twin = y.clone();
    float[] twinD = d.clone();
    for (int i = Lanes.at(from); i < Lanes.at(to); i++) {
      twin[i] = Math.max(0f, y[i]);
      twinD[i] = y[i] > 0 ? d[i] : 0;
    }
    ActivationKernels.forward(Activation.RELU, y, Lanes.at(from), Lanes.at(to), scratch);
    ActivationKernels.gradient(Activation.RELU, y, d, Lanes.at(from), Lanes.at(to));
    TestLanes.assertSame(y, twin);
    TestLanes.assertSame(d, twinD);
  }

  @ParameterizedTest
  @CsvSource(textBlock = RANGES)
  void the_gradient_of_tanh_equals_its_scalar_twin(int from, int to) {
    float[] y = TestLanes.gaussians(19, "y");
    float[] d = TestLanes.gaussians(19, "d");
    float[] twin = d.clone();
    for (int i = Lanes.at(from); i < Lanes.at(to); i++) {
      twin[i] = d[i] * Math.fma(-y[i], y[i], 1f);
    }
    ActivationKernels.gradient(Activation.TANH, y, d, Lanes.at(from), Lanes.at(to));
    TestLanes.assertSame(d, twin);
  }

  /// That it is a hyperbolic tangent is what `TranscendentalsTest` shows.
  @ParameterizedTest
  @CsvSource(textBlock = RANGES)
  void tanh_is_taken_of_its_rows_only(int from, int to) {
    float[] y = TestLanes.gaussians(19, "y");
    float[] all = y.clone();
    ActivationKernels.forward(Activation.TANH, all, Lanes.at(0), Lanes.at(19), scratch);
    float[] twin = y.clone();
    int start = Lanes.at(from);
    System.arraycopy(all, start, twin, start, Lanes.at(to) - start);
    ActivationKernels.forward(Activation.TANH, y, Lanes.at(from), Lanes.at(to), scratch);
    TestLanes.assertSame(y, twin);
  }

  @Test
  void without_an_activation_nothing_happens() {
    float[] y = TestLanes.gaussians(3, "y");
    float[] d = TestLanes.gaussians(3, "d");
    ActivationKernels.forward(null, y, Lanes.at(0), Lanes.at(3), scratch);
    ActivationKernels.gradient(null, y, d, Lanes.at(0), Lanes.at(3));
    TestLanes.assertSame(y, TestLanes.gaussians(3, "y"));
    TestLanes.assertSame(d, TestLanes.gaussians(3, "d"));
  }

  @Test
  void relu_keeps_nan_and_infinity_and_makes_negative_zero_positive() {
    float[] y = Lanes.rows(1);
    float[] special = {NAN, INFINITY, -INFINITY, -0f, 0f, Float.MIN_VALUE, -Float.MIN_VALUE};
    float[] expected = {NAN, INFINITY, 0f, 0f, 0f, Float.MIN_VALUE, 0f};
    System.arraycopy(special, 0, y, Lanes.at(0), special.length);
    ActivationKernels.forward(Activation.RELU, y, Lanes.at(0), Lanes.at(1), scratch);
    TestLanes.assertSame(Arrays.copyOfRange(y, Lanes.at(0), Lanes.at(0) + 7), expected);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void a_nan_in_the_results_stays_one(Activation activation) {
    float[] y = TestLanes.gaussians(1, "y");
    y[Lanes.at(0) + 33] = NAN;
    ActivationKernels.forward(activation, y, Lanes.at(0), Lanes.at(1), scratch);
    assertThat(y[Lanes.at(0) + 33]).isNaN();
  }
}
