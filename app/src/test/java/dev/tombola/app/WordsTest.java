package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordsTest {
  @Test
  void a_training_step_is_told_in_the_unit_that_it_takes() {
    assertThat(Words.brief(2.857e-6)).isEqualTo("2.86 µs");
    assertThat(Words.brief(0.604e-3)).isEqualTo("604 µs");
    assertThat(Words.brief(0.99996e-3)).isEqualTo("1.00 ms");
    assertThat(Words.brief(0.0123)).isEqualTo("12.3 ms");
    assertThat(Words.brief(1.24)).isEqualTo("1.2 s");
  }

  @Test
  void operations_have_three_digits_and_a_unit() {
    assertThat(Words.flops(0)).isEqualTo("0 FLOP");
    assertThat(Words.flops(999)).isEqualTo("999 FLOP");
    assertThat(Words.flops(71_949_360)).isEqualTo("71.9 MFLOP");
    assertThat(Words.flops(9.996e9)).isEqualTo("10.0 GFLOP");
    assertThat(Words.flops(99.96e9)).isEqualTo("100 GFLOP");
    assertThat(Words.flops(999.6e9)).isEqualTo("1.00 TFLOP");
    assertThat(Words.flops(3e22)).isEqualTo("30000 EFLOP");
  }
}
