package dev.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetTest {
  private static Dataset of(float[] values, int... labels) {
    return Dataset.of("mine", 2, 3, values, labels);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void a_value_that_is_not_finite_is_refused_with_its_row_and_column(float value) {
    assertThatThrownBy(() -> of(new float[] {0, 1, 2, value}, 0, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("mine", "row 1, column 1", Float.toString(value));
  }

  @Test
  void the_greatest_finite_value_is_taken() {
    assertThat(of(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}, 0).size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void a_label_out_of_range_is_refused_with_its_row(int label) {
    assertThatThrownBy(() -> of(new float[4], 2, label))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("row 1", "label " + label, "from 0 to 2");
  }

  @Test
  void values_that_do_not_fit_the_labels_are_refused() {
    assertThatThrownBy(() -> of(new float[3], 0, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("3 values", "2 labels of 2 features");
  }

  @Test
  void bytes_are_the_same_data_set_as_the_values_they_stand_for() {
    byte[] pixels = new byte[256];
    float[] values = new float[256];
    for (int k = 0; k < 256; k++) {
      pixels[k] = (byte) k;
      values[k] = k / 255f;
    }
    int[] labels = new int[128];
    Dataset dataset = Dataset.ofPixels("mine", 2, 3, pixels, labels);
    assertThat(Written.values(dataset)).isEqualTo(values);
    assertThat(dataset.value(127, 1)).isEqualTo(1);
    assertThat(dataset.checksum()).isEqualTo(of(values, labels).checksum());
    assertThat(dataset.asImages(new ImageShape(1, 1, 2)).checksum()).isEqualTo(dataset.checksum());
  }

  @Test
  void bytes_are_refused_for_the_same_reasons_as_values() {
    assertThatThrownBy(() -> Dataset.ofPixels("mine", 2, 3, new byte[3], new int[2]))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("3 values", "2 labels of 2 features");
    assertThatThrownBy(() -> Dataset.ofPixels("mine", 2, 3, new byte[4], new int[] {0, 3}))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll("row 1", "label 3", "from 0 to 2");
    assertThatThrownBy(() -> Dataset.ofPixels("mine", 2, 3, new byte[0], new int[0]))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no example");
    List<String> names = List.of("no", "yes");
    assertThatThrownBy(() -> Dataset.ofPixels("mine", 2, 3, new byte[2], new int[1], names))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("2 class names for 3 classes");
  }

  @Test
  void a_feature_that_an_example_does_not_have_is_no_value_of_the_next() {
    assertThatThrownBy(() -> of(new float[4], 0, 1).value(0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void no_example_is_refused() {
    assertThatThrownBy(() -> of(new float[0]))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no example");
  }

  @Test
  void classes_without_names_are_called_by_their_numbers() {
    float[] values = new float[2];
    assertThat(of(values, 0).className(2)).isEqualTo("2");
    assertThat(Dataset.of("mine", 2, 2, values, new int[] {0}, List.of("no", "yes")).className(1))
        .isEqualTo("yes");
    assertThatThrownBy(() -> Dataset.of("mine", 2, 3, values, new int[] {0}, List.of("no", "yes")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("2 class names for 3 classes");
  }

  @Test
  void a_shape_with_other_features_is_refused() {
    Dataset dataset = of(new float[4], 0, 1);
    assertThat(dataset.asImages(new ImageShape(1, 1, 2)).image()).contains(new ImageShape(1, 1, 2));
    assertThatThrownBy(() -> dataset.asImages(new ImageShape(1, 2, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("1×2×2");
  }

  @Test
  void the_checksum_changes_with_a_single_bit_a_label_or_the_sizes_and_with_nothing_else() {
    float[] values = {1, 2, 3, 4};
    String checksum = of(values, 0, 1).checksum();
    assertThat(checksum).matches("[0-9a-f]{64}");
    assertThat(Dataset.of("other", 2, 3, values.clone(), new int[] {0, 1}).checksum())
        .isEqualTo(checksum);
    assertThat(of(new float[] {1, 2, 3, Math.nextUp(4f)}, 0, 1).checksum()).isNotEqualTo(checksum);
    assertThat(of(values, 0, 2).checksum()).isNotEqualTo(checksum);
    assertThat(Dataset.of("mine", 2, 4, values, new int[] {0, 1}).checksum())
        .isNotEqualTo(checksum);
  }

  @Test
  void the_checksum_covers_the_last_value_of_many() {
    float[] values = new float[100_001];
    String checksum = Dataset.of("a", 100_001, 2, values, new int[] {1}).checksum();
    float[] changed = values.clone();
    changed[100_000] = 1;
    assertThat(Dataset.of("a", 100_001, 2, changed, new int[] {1}).checksum())
        .isNotEqualTo(checksum);
  }
}
