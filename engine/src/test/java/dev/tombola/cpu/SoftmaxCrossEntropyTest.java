package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SoftmaxCrossEntropyTest {
  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 17, 1", "7, 50, 1", "10, 60, 20", "100, 64, 5", "10, 33, 0.001"})
  void loss_and_gradient_equal_their_definition_in_double_precision(
      int classes, int examples, float size) {
    float[] z = TestNetworks.gaussians(classes * Lanes.COUNT, "z");
    for (int i = 0; i < z.length; i++) {
      z[i] *= size;
    }
    int[] labels = IntStream.range(0, Lanes.COUNT).map(n -> n * 3 % classes).toArray();
    float[] d = TestNetworks.gaussians(z.length, "what was there before");
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(classes);
    double loss = softmax.loss(z, labels, examples);
    softmax.gradient(d, labels, examples, 0.25f);

    double expected = 0;
    for (int n = 0; n < examples; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(z[c * Lanes.COUNT + n]);
      }
      expected += Math.log(sum) - z[labels[n] * Lanes.COUNT + n];
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(z[c * Lanes.COUNT + n]) / sum - (c == labels[n] ? 1 : 0);
        assertThat((double) d[c * Lanes.COUNT + n]).isCloseTo(0.25 * p, within(2e-7));
      }
    }
    assertThat(loss).isCloseTo(expected, within(1e-6 * examples));
  }

  @Test
  void lanes_that_are_not_in_use_have_gradient_zero_and_no_loss() {
    float[] z = TestNetworks.gaussians(5 * Lanes.COUNT, "z");
    for (int c = 0; c < 5; c++) {
      Arrays.fill(z, c * Lanes.COUNT + 20, (c + 1) * Lanes.COUNT, Float.NaN);
    }
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(5);
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 20)).isFinite();
    softmax.gradient(z, new int[Lanes.COUNT], 20, 1);
    for (int c = 0; c < 5; c++) {
      for (int n = 0; n < Lanes.COUNT; n++) {
        boolean zero = Float.floatToRawIntBits(z[c * Lanes.COUNT + n]) == 0;
        assertThat(zero).isEqualTo(n >= 20);
      }
    }
  }

  @Test
  void logits_of_any_size_give_a_finite_loss() {
    float[] z = new float[3 * Lanes.COUNT];
    z[0] = 3e38f;
    z[1] = -3e38f;
    z[Lanes.COUNT] = 1e10f;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(softmax.loss(z, new int[] {0, 0}, 1)).isZero();
    assertThat(softmax.loss(z, new int[] {0, 0}, 2)).isCloseTo(3e38 + Math.log(2), within(1e32));
  }

  @Test
  void a_logit_that_is_not_a_number_makes_the_loss_none() {
    float[] z = TestNetworks.gaussians(3 * Lanes.COUNT, "z");
    z[Lanes.COUNT + 4] = Float.NaN;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 4)).isFinite();
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 5)).isNaN();
    z[Lanes.COUNT + 4] = Float.POSITIVE_INFINITY;
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 5)).isNaN();
  }

  @Test
  void of_equal_logits_the_lower_class_counts() {
    float[] z = new float[3 * Lanes.COUNT];
    z[2 * Lanes.COUNT + 1] = 1;
    z[2 * Lanes.COUNT + 2] = -1;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(softmax.correct(z, new int[] {0, 2, 0}, 3)).isEqualTo(3);
    assertThat(softmax.correct(z, new int[] {1, 2, 1}, 3)).isEqualTo(1);
    assertThat(softmax.correct(z, new int[] {0, 0, 0}, 3)).isEqualTo(2);
    assertThat(softmax.correct(z, new int[] {0, 2, 0}, 1)).isEqualTo(1);
  }
}
