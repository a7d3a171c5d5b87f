package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Non-linearities against their scalar twins, bit for bit; beyond the length nothing is touched.
final class ActivationKernelsTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 17})
  void relu_and_its_gradient_equal_their_scalar_twins(int features) {
    int length = features * Lanes.COUNT;
    float[] y = TestNetworks.gaussians(length + Lanes.COUNT, "y");
    float[] d = TestNetworks.gaussians(length + Lanes.COUNT, "d");
    float[] twin = y.clone();
    float[] twinD = d.clone();
    for (int i = 0; i < length; i++) {
      twin[i] = Math.max(0f, y[i]);
      twinD[i] = y[i] > 0 ? d[i] : 0;
    }
    ActivationKernels.relu(y, length);
    ActivationKernels.reluGradient(y, d, length);
    assertThat(y).containsExactly(twin);
    assertThat(d).containsExactly(twinD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 17})
  void the_gradient_of_tanh_equals_its_scalar_twin(int features) {
    int length = features * Lanes.COUNT;
    float[] y = TestNetworks.gaussians(length + Lanes.COUNT, "y");
    float[] d = TestNetworks.gaussians(length + Lanes.COUNT, "d");
    float[] twin = d.clone();
    for (int i = 0; i < length; i++) {
      twin[i] = d[i] * Math.fma(-y[i], y[i], 1f);
    }
    ActivationKernels.tanhGradient(y, d, length);
    assertThat(d).containsExactly(twin);
  }

  @Test
  void relu_keeps_nan_and_infinity_and_makes_negative_zero_positive() {
    float[] y = new float[Lanes.COUNT];
    float[] special = {NAN, INFINITY, -INFINITY, -0f, 0f, Float.MIN_VALUE, -Float.MIN_VALUE};
    System.arraycopy(special, 0, y, 0, special.length);
    ActivationKernels.relu(y, y.length);
    assertThat(y).startsWith(NAN, INFINITY, 0f, 0f, 0f, Float.MIN_VALUE, 0f);
  }
}
