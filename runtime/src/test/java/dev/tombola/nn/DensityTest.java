package dev.tombola.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DensityTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
  void a_density_outside_0_to_1_is_refused(double value) {
    assertThatThrownBy(() -> new Density(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Double.toString(value));
  }

  @Test
  void density_and_sparsity_make_one() {
    Density quarter = Density.of(3, 12);
    assertThat(quarter.value()).isEqualTo(0.25);
    assertThat(quarter.sparsity()).isEqualTo(0.75);
    assertThat(quarter.percent()).isEqualTo(25);
    assertThat(Density.of(0, 0)).isEqualTo(Density.DENSE);
    assertThat(quarter).isLessThan(Density.DENSE);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100 %",
    "0.2097152, 21 %",
    "0.0996, 10 %",
    "0.0994, 9.9 %",
    "0.032, 3.2 %",
    "0.0096, 0.96 %",
    "0.0057, 0.57 %",
    "0, 0.00 %"
  })
  void a_density_is_told_in_two_digits_that_matter(double value, String words) {
    assertThat(new Density(value)).hasToString(words);
  }
}
