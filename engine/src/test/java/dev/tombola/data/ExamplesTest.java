package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.nn.ImageShape;
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
  void a_class_has_as_many_examples_as_were_chosen_of_it() {
    Examples examples = new Examples(DATASET, new int[] {2, 0, 2}, Affine.identity());
    assertThat(examples.classSizes()).containsExactly(0, 2, 0, 1);
  }

  @Test
  void one_pair_for_all_features_is_one_fused_operation_each() {
    Affine affine = Affine.standardising(0.1307, 0.3081);
    Examples examples = Examples.all(DATASET, affine);
    float[] expected = new float[3];
    for (int j = 0; j < 3; j++) {
      expected[j] = Math.fma(DATASET.value(1, j), affine.scale(j), affine.shift(j));
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
  void the_identity_leaves_every_value_as_it_is_also_as_a_fused_operation() {
    Affine identity = Affine.identity();
    for (float value : new float[] {0f, -0f, Float.MIN_VALUE, -Float.MAX_VALUE}) {
      float fused = Math.fma(value, identity.scale(0), identity.shift(0));
      assertThat(Float.floatToRawIntBits(fused)).isEqualTo(Float.floatToRawIntBits(value));
    }
  }

  @Test
  void values_are_kept_as_they_are_and_are_no_pixels() {
    float[] values = {1, 2, 3, 4};
    Examples examples = Examples.all(Dataset.of("a", 2, 2, values, new int[2]), Affine.identity());
    assertThat(examples.values()).isSameAs(values);
    assertThat(examples.pixels()).isEmpty();
  }

  @Test
  void pixels_are_kept_as_they_are_and_never_expanded() {
    byte[] pixels = {0, 1, (byte) 128, (byte) 255};
    Dataset dataset = Dataset.ofPixels("a", 2, 2, pixels, new int[2]);
    Examples examples = Examples.all(dataset.asImages(new ImageShape(1, 1, 2)), Affine.identity());
    assertThat(examples.pixels()).isSameAs(pixels);
    assertThat(examples.values()).isEmpty();
  }

  @Test
  void the_kept_bytes_with_row_and_normalisation_are_the_copied_features() {
    byte[] pixels = {0, 1, (byte) 128, 51, 7, (byte) 255};
    Affine affine = Affine.standardising(new double[] {0.1, 0.2, 0.3}, new double[] {1, 0.5, 2});
    Examples examples =
        new Examples(Dataset.ofPixels("a", 3, 2, pixels, new int[2]), new int[] {1, 0, 1}, affine);
    for (int i = 0; i < 3; i++) {
      float[] expected = {-1, 0, 0, 0, -1};
      for (int j = 0; j < 3; j++) {
        float value = (examples.pixels()[3 * examples.row(i) + j] & 0xff) / 255f;
        expected[1 + j] = Math.fma(value, affine.scale(j), affine.shift(j));
      }
      assertThat(copied(examples, i)).isEqualTo(expected);
    }
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
