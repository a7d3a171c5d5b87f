package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.train.Optimiser;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Optimiser steps against their scalar twins, bit for bit; that the twins are the optimisers of
/// the books is what `TrainingTwinTest` and `PyTorchTrajectoryTest` show.
final class UpdateTest {
  private static final double RATE = 0.0123;

  static final Optimiser[] OPTIMISERS = {
    new Optimiser.Sgd(0),
    new Optimiser.Sgd(0.01),
    new Optimiser.Momentum(0.9, false, 0),
    new Optimiser.Momentum(0.9, true, 0.01),
    new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
    new Optimiser.Adam(0.8, 0.99, 1e-6, 0.01),
    new Optimiser.AdamW(0.9, 0.999, 1e-8, 0.1)
  };

  static Stream<Arguments> cases() {
    int[] lengths = {1, 2, 3, 5, 15, 16, 17, 31, 63, 64, 65, 100, 300, 784};
    return Stream.of(OPTIMISERS)
        .flatMap(
            optimiser -> IntStream.of(lengths).mapToObj(n -> Arguments.of(optimiser, n, n % 7)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void three_steps_equal_the_scalar_twin_and_touch_nothing_else(
      Optimiser optimiser, int length, int at) {
    int moments = Update.moments(optimiser);
    float[] start = TestNetworks.gaussians(at + length + 9, "w");
    Tensor tensor = tensor(start.clone(), moments);
    float[] w = start.clone();
    float[] m = new float[w.length];
    float[] v = new float[w.length];
    Update update = new Update(optimiser);
    for (int step = 1; step <= 3; step++) {
      int from = 3 * step - 3;
      float[] g = TestNetworks.gaussians(from + length, "g" + step);
      g[from] = step == 2 ? 0 : g[from];
      update.begin(step, RATE);
      update.apply(tensor, at, g, from, length);
      for (int i = 0; i < length; i++) {
        twin(optimiser, step, w, m, v, at + i, g[from + i]);
      }
    }
    assertThat(tensor.values).containsExactly(w);
    assertThat(tensor.first).containsExactly(moments > 0 ? m : new float[0]);
    assertThat(tensor.second).containsExactly(moments > 1 ? v : new float[0]);
    assertThat(Arrays.copyOf(tensor.values, at)).containsExactly(Arrays.copyOf(start, at));
    assertThat(Arrays.copyOfRange(tensor.values, at + length, start.length))
        .containsExactly(Arrays.copyOfRange(start, at + length, start.length));
    assertThat(tensor.values[at + length - 1]).isNotEqualTo(start[at + length - 1]);
  }

  /// A pruned weight of a dense layer: it has value, gradient and moments zero.
  @ParameterizedTest
  @FieldSource("OPTIMISERS")
  void a_zero_without_gradient_stays_a_positive_zero(Optimiser optimiser) {
    Tensor tensor = tensor(new float[35], Update.moments(optimiser));
    Update update = new Update(optimiser);
    for (int step = 1; step <= 3; step++) {
      update.begin(step, RATE);
      update.apply(tensor, 0, new float[35], 0, 35);
    }
    for (float[] array : new float[][] {tensor.values, tensor.first, tensor.second}) {
      for (float value : array) {
        assertThat(Float.floatToRawIntBits(value)).isZero();
      }
    }
  }

  @Test
  void moments_below_the_least_become_zero_and_others_do_not() {
    float least = 0x1p-100f;
    Tensor tensor = tensor(new float[19], 2);
    for (int i = 0; i < 19; i++) {
      tensor.first[i] = (i % 2 == 0 ? 1 : -1) * (i % 3 == 0 ? 1.2f : 1.1f) * least;
      tensor.second[i] = (i % 3 == 0 ? 1.002f : 1.0005f) * least;
    }
    Update update = new Update(new Optimiser.Adam(0.9, 0.999, 1e-8, 0));
    update.begin(5, RATE);
    update.apply(tensor, 0, new float[19], 0, 19);
    for (int i = 0; i < 19; i++) {
      if (i % 3 == 0) {
        assertThat(Math.abs(tensor.first[i])).isEqualTo(1.2f * least * 0.9f);
        assertThat(tensor.second[i]).isEqualTo(1.002f * least * 0.999f);
      } else {
        assertThat(tensor.first[i]).isZero();
        assertThat(tensor.second[i]).isZero();
      }
    }
  }

  @Test
  void a_small_velocity_becomes_zero() {
    Tensor tensor = tensor(new float[19], 1);
    Arrays.fill(tensor.first, -1.1f * 0x1p-100f);
    tensor.first[3] = 1;
    tensor.first[18] = 1;
    Update update = new Update(new Optimiser.Momentum(0.9, true, 0));
    update.begin(1, RATE);
    update.apply(tensor, 0, new float[19], 0, 19);
    for (int i = 0; i < 19; i++) {
      assertThat(tensor.first[i]).isEqualTo(i == 3 || i == 18 ? 0.9f : 0f);
    }
  }

  @Test
  void a_tensor_that_has_moved_has_no_gradient_left() {
    Tensor tensor = tensor(new float[20], 0);
    Arrays.fill(tensor.gradient, 1);
    Update update = new Update(new Optimiser.Sgd(0));
    update.begin(1, 0.5);
    tensor.move(update);
    assertThat(tensor.values).containsOnly(-0.5f);
    assertThat(tensor.gradient).containsOnly(0f);
  }

  private static Tensor tensor(float[] values, int moments) {
    Tensor tensor = new Tensor("w", values);
    tensor.layOutBackward(moments);
    return tensor;
  }

  private static void twin(
      Optimiser optimiser, int step, float[] w, float[] m, float[] v, int i, float g) {
    float rate = (float) -RATE;
    switch (optimiser) {
      case Optimiser.Sgd o -> w[i] = Math.fma(slope(w[i], o.weightDecay(), g), rate, w[i]);
      case Optimiser.Momentum o -> {
        float slope = slope(w[i], o.weightDecay(), g);
        float momentum = (float) o.momentum();
        m[i] = Math.fma(m[i], momentum, slope);
        w[i] = Math.fma(o.nesterov() ? Math.fma(m[i], momentum, slope) : m[i], rate, w[i]);
      }
      case Optimiser.Adam o -> {
        float slope = slope(w[i], o.weightDecay(), g);
        float change = adam(m, v, i, slope, step, o.beta1(), o.beta2(), o.epsilon());
        w[i] = Math.fma(change, corrected(o.beta1(), step), w[i]);
      }
      case Optimiser.AdamW o -> {
        float shrunk = w[i] * (float) (1 - RATE * o.weightDecay());
        float change = adam(m, v, i, g, step, o.beta1(), o.beta2(), o.epsilon());
        w[i] = Math.fma(change, corrected(o.beta1(), step), shrunk);
      }
    }
  }

  private static float slope(float w, double decay, float g) {
    return Math.fma(w, (float) decay, g);
  }

  private static float corrected(double beta1, int step) {
    return (float) (-RATE / (1 - StrictMath.pow(beta1, step)));
  }

  private static float adam(
      float[] m, float[] v, int i, float g, int step, double beta1, double beta2, double epsilon) {
    m[i] = Math.fma(g, (float) (1 - beta1), m[i] * (float) beta1);
    v[i] = Math.fma(g * g, (float) (1 - beta2), v[i] * (float) beta2);
    float root = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, step)));
    return m[i] / Math.fma((float) StrictMath.sqrt(v[i]), root, (float) epsilon);
  }
}
