package dev.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ClassHitsTest {
  @Test
  void the_whole_is_the_sum_of_its_classes() {
    Evaluation evaluation =
        new Evaluation(0.5, ClassHits.of(new int[] {3, 0, 9}, new int[] {4, 5, 11}));
    assertThat(evaluation.correct()).isEqualTo(12);
    assertThat(evaluation.examples()).isEqualTo(20);
    assertThat(evaluation.accuracy()).isEqualTo(60);
    assertThat(evaluation.byClass().accuracy(0)).isEqualTo(75);
    assertThat(evaluation.byClass().accuracy(1)).isZero();
  }

  @Test
  void a_class_without_examples_has_no_accuracy() {
    assertThat(ClassHits.of(new int[] {0, 1}, new int[] {0, 1}).accuracy(0)).isNaN();
  }

  @Test
  void nobody_gets_more_right_than_there_are() {
    assertThatThrownBy(() -> ClassHits.of(new int[] {2}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2] of [1]");
    assertThatThrownBy(() -> ClassHits.of(new int[] {0, 0}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void later_changes_of_the_arrays_change_nothing() {
    int[] hits = {1, 2};
    ClassHits counted = ClassHits.of(hits, new int[] {2, 2});
    hits[0] = 2;
    assertThat(counted).isEqualTo(ClassHits.of(new int[] {1, 2}, new int[] {2, 2}));
  }

  @Test
  void an_evaluation_that_does_not_say_has_no_classes() {
    assertThat(new Evaluation(0.5, 12, 20).byClass().known()).isFalse();
    assertThat(ClassHits.of(new int[0], new int[0])).isSameAs(ClassHits.UNKNOWN);
  }
}
