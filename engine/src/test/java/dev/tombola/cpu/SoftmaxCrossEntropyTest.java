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
    float[] z = TestLanes.gaussians(classes, "z");
    for (int i = 0; i < z.length; i++) {
      z[i] *= size;
    }
    int[] labels = IntStream.range(0, Lanes.COUNT).map(n -> n * 3 % classes).toArray();
    float[] d = TestLanes.gaussians(classes, "what was there before");
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(classes);
    double loss = softmax.loss(z, labels, examples);
    softmax.gradient(d, labels, examples, 0.25f);

    double expected = 0;
    for (int n = 0; n < examples; n++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(z[Lanes.at(c) + n]);
      }
      expected += Math.log(sum) - z[Lanes.at(labels[n]) + n];
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(z[Lanes.at(c) + n]) / sum - (c == labels[n] ? 1 : 0);
        assertThat((double) d[Lanes.at(c) + n]).isCloseTo(0.25 * p, within(2e-7));
      }
    }
    assertThat(loss).isCloseTo(expected, within(1e-6 * examples));
  }

  @Test
  void lanes_that_are_not_in_use_have_gradient_zero_and_no_loss() {
    float[] z = TestLanes.gaussians(5, "z");
    for (int c = 0; c < 5; c++) {
      Arrays.fill(z, Lanes.at(c) + 20, Lanes.at(c + 1), Float.NaN);
    }
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(5);
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 20)).isFinite();
    softmax.gradient(z, new int[Lanes.COUNT], 20, 1);
    for (int c = 0; c < 5; c++) {
      for (int n = 0; n < Lanes.COUNT; n++) {
        boolean zero = Float.floatToRawIntBits(z[Lanes.at(c) + n]) == 0;
        assertThat(zero).isEqualTo(n >= 20);
      }
    }
  }

  @Test
  void logits_of_any_size_give_a_finite_loss() {
    float[] z = Lanes.rows(3);
    z[Lanes.at(0)] = 3e38f;
    z[Lanes.at(0) + 1] = -3e38f;
    z[Lanes.at(1)] = 1e10f;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(softmax.loss(z, new int[] {0, 0}, 1)).isZero();
    assertThat(softmax.loss(z, new int[] {0, 0}, 2)).isCloseTo(3e38 + Math.log(2), within(1e32));
  }

  @Test
  void a_logit_that_is_not_a_number_makes_the_loss_none() {
    float[] z = TestLanes.gaussians(3, "z");
    z[Lanes.at(1) + 4] = Float.NaN;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 4)).isFinite();
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 5)).isNaN();
    z[Lanes.at(1) + 4] = Float.POSITIVE_INFINITY;
    assertThat(softmax.loss(z, new int[Lanes.COUNT], 5)).isNaN();
  }

  @Test
  void of_equal_logits_the_lower_class_counts() {
    float[] z = Lanes.rows(3);
    z[Lanes.at(2) + 1] = 1;
    z[Lanes.at(2) + 2] = -1;
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    assertThat(hits(softmax, z, 3, 0, 2, 0)).containsExactly(2, 0, 1);
    assertThat(hits(softmax, z, 3, 1, 2, 1)).containsExactly(0, 0, 1);
    assertThat(hits(softmax, z, 3, 0, 0, 0)).containsExactly(2, 0, 0);
    assertThat(hits(softmax, z, 1, 0, 2, 0)).containsExactly(1, 0, 0);
  }

  @Test
  void hits_are_added_to_those_of_the_blocks_before() {
    SoftmaxCrossEntropy softmax = new SoftmaxCrossEntropy(3);
    int[] hits = {5, 0, 7};
    softmax.countHits(Lanes.rows(3), new int[] {0, 0, 1}, 3, hits);
    assertThat(hits).containsExactly(7, 0, 7);
  }

  private static int[] hits(SoftmaxCrossEntropy softmax, float[] z, int examples, int... labels) {
    int[] hits = new int[3];
    softmax.countHits(z, labels, examples, hits);
    return hits;
  }
}
