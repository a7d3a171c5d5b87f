package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ExamplesTest {
  private static final Dataset DATASET =
      Dataset.of("mine", 3, 4, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, new int[] {3, 2, 1});

  private static float[] copied(Examples examples, int i) {
    float[] to = {-1, -1, -1, -1, -1};
    examples.copy(i, to, 1);
    return to;
  }

  @Test
  void examples_are_the_chosen_rows_in_the_chosen_order() {
    Examples examples = new Examples(DATASET, new int[] {2, 0}, Affine.identity());
    assertThat(examples.size()).isEqualTo(2);
    assertThat(examples.label(0)).isEqualTo(1);
    assertThat(examples.label(1)).isEqualTo(3);
    assertThat(examples.row(1)).isZero();
    assertThat(copied(examples, 0)).containsExactly(-1, 7, 8, 9, -1);
    assertThat(copied(examples, 1)).containsExactly(-1, 1, 2, 3, -1);
  }

  @Test
  void one_pair_for_all_features_is_one_fused_operation_each() {
    Affine affine = Affine.standardising(0.1307, 0.3081);
    Examples examples = Examples.all(DATASET, affine);
    float[] expected = new float[3];
    for (int j = 0; j < 3; j++) {
      expected[j] = Math.fma(DATASET.values()[3 + j], affine.scale(j), affine.shift(j));
    }
    assertThat(copied(examples, 1)).contains(expected).startsWith(-1).endsWith(-1);
    assertThat(affine.scale(2)).isEqualTo((float) (1 / 0.3081));
  }

  @Test
  void each_feature_may_have_a_pair_of_its_own() {
    Affine affine = Affine.standardising(new double[] {1, 2, 3}, new double[] {1, 0.5, 2});
    assertThat(copied(Examples.all(DATASET, affine), 1)).containsExactly(-1, 3, 6, 1.5f, -1);
  }

  @Test
  void a_deviation_of_zero_does_not_scale() {
    assertThat(Affine.standardising(5, 0).scale(0)).isEqualTo(1);
    assertThat(Affine.standardising(5, 0).shift(0)).isEqualTo(-5);
  }

  @Test
  void a_row_or_normalisation_that_does_not_fit_is_refused() {
    assertThatThrownBy(() -> new Examples(DATASET, new int[] {3}, Affine.identity()))
        .isInstanceOf(IndexOutOfBoundsException.class);
    Affine two = Affine.standardising(new double[2], new double[2]);
    assertThatThrownBy(() -> Examples.all(DATASET, two))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
