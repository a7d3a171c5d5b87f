package dev.tombola.findings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Two classes of a thousand test examples each.
final class ClassesTest {
  private static final ExperimentSpec SPEC =
      SpecFile.resolve("lenet-mnist-quick", List.of("levels=3", "branches=[{kind: reinit}]"));
  private final List<RunRecord> runs = new ArrayList<>();

  @Test
  void a_class_changes_by_its_difference_to_the_dense_network_of_the_same_replicate() {
    level(0, RunKey.TICKET, hits(900, 800), hits(950, 810), hits(970, 790));
    level(1, RunKey.TICKET, hits(890, 820), hits(930, 810), hits(940, 830));
    ClassFindings first = classes(1, RunKey.TICKET).getFirst();
    assertThat(first.accuracy().mean()).isCloseTo(92, within(1e-9));
    assertThat(first.change().mean()).isCloseTo(-2, within(1e-9));
    // Both classes at once at 95 %: t(0.9875, 2) = 6.205347; changes -1, -2, -3, deviation 1.
    assertThat(first.change().high()).isCloseTo(-2 + 6.205347 / Math.sqrt(3), within(1e-5));
    // The whole changed by 0.5, -1 and 0.5.
    assertThat(first.beyond().mean()).isCloseTo(-2, within(1e-9));
    assertThat(first.examples()).isEqualTo(1000);
  }

  @Test
  void a_class_falls_when_its_whole_interval_lies_below_nothing() {
    level(0, RunKey.TICKET, hits(900, 800), hits(900, 800), hits(900, 800));
    level(1, RunKey.TICKET, hits(899, 800), hits(900, 801), hits(900, 802));
    level(2, RunKey.TICKET, hits(850, 799), hits(852, 800), hits(851, 801));
    level(3, RunKey.TICKET, hits(650, 590), hits(652, 591), hits(651, 592));
    assertThat(classes(1, RunKey.TICKET)).noneMatch(ClassFindings::falls);
    assertThat(classes(2, RunKey.TICKET).get(0).falls()).isTrue();
    assertThat(classes(2, RunKey.TICKET).get(0).fallsBeyond()).isTrue();
    assertThat(classes(2, RunKey.TICKET).get(1).falls()).isFalse();
    assertThat(classes(3, RunKey.TICKET).get(1).falls()).isTrue();
    assertThat(classes(3, RunKey.TICKET).get(1).fallsBeyond()).as("less than the other").isFalse();
    assertThat(analysis().falling())
        .containsExactly(new FallingClass(0, 2, 2), new FallingClass(1, 3, 1));
  }

  @Test
  void one_replicate_shows_no_fall() {
    level(0, RunKey.TICKET, hits(900, 800));
    level(1, RunKey.TICKET, hits(500, 800));
    assertThat(classes(1, RunKey.TICKET)).noneMatch(ClassFindings::falls);
    assertThat(analysis().falling()).isEmpty();
  }

  @Test
  void equal_differences_are_told_no_finer_than_by_one_test_example() {
    level(0, RunKey.TICKET, hits(900, 800), hits(901, 800), hits(902, 800));
    level(1, RunKey.TICKET, hits(899, 0), hits(900, 0), hits(901, 0));
    // Deviation 0.1 points instead of 0, t(0.9875, 2) = 6.205347.
    assertThat(classes(1, RunKey.TICKET).get(0).change().low())
        .isCloseTo(-0.1 - 0.1 * 6.205347 / Math.sqrt(3), within(1e-5));
    assertThat(classes(1, RunKey.TICKET).get(0).falls()).isFalse();
    assertThat(classes(1, RunKey.TICKET).get(1).falls()).isTrue();
  }

  @Test
  void no_difference_goes_beyond_a_hundred_points() {
    level(0, RunKey.TICKET, hits(1000, 0), hits(1000, 500));
    level(1, RunKey.TICKET, hits(0, 1000), hits(900, 0));
    assertThat(classes(1, RunKey.TICKET).get(0).change())
        .isEqualTo(new Interval(-55.0, -100.0, 100.0));
    assertThat(classes(1, RunKey.TICKET).get(1).change())
        .isEqualTo(new Interval(25.0, -100.0, 100.0));
  }

  @Test
  void the_dense_network_has_accuracies_and_nothing_to_be_compared_with() {
    level(0, RunKey.TICKET, hits(900, 800), hits(901, 800));
    ClassFindings dense = classes(0, RunKey.TICKET).getFirst();
    assertThat(dense.accuracy().mean()).isCloseTo(90.05, within(1e-9));
    assertThat(dense.change()).isEqualTo(Interval.NONE);
    assertThat(dense.beyond()).isEqualTo(Interval.NONE);
  }

  @Test
  void one_record_from_before_classes_were_counted_leaves_its_branch_without_them() {
    level(0, RunKey.TICKET, hits(900, 800), hits(901, 800));
    level(1, RunKey.TICKET, hits(900, 800), ClassHits.UNKNOWN);
    level(1, "reinit", hits(800, 800), hits(800, 800));
    assertThat(classes(0, RunKey.TICKET)).hasSize(2);
    assertThat(classes(1, RunKey.TICKET)).isEmpty();
    assertThat(classes(1, "reinit")).hasSize(2);
  }

  @Test
  void a_diverged_run_guesses_every_class() {
    level(0, RunKey.TICKET, hits(900, 800), hits(901, 800));
    level(1, RunKey.TICKET, hits(900, 800));
    runs.add(run(2, 1, RunKey.TICKET, null));
    assertThat(classes(1, RunKey.TICKET).get(0).accuracy().mean()).isEqualTo(70);
    assertThat(classes(1, RunKey.TICKET).get(1).accuracy().mean()).isEqualTo(65);
  }

  @Test
  void where_every_run_diverged_nothing_is_said_of_classes() {
    runs.add(run(1, 0, RunKey.TICKET, null));
    assertThat(classes(0, RunKey.TICKET)).isEmpty();
  }

  @Test
  void a_class_that_a_replicate_has_no_example_of_is_judged_by_the_others() {
    ClassHits lacking = ClassHits.of(new int[] {900, 0}, new int[] {1000, 0});
    level(0, RunKey.TICKET, hits(900, 800), lacking, hits(900, 820));
    level(1, RunKey.TICKET, hits(900, 810), lacking, hits(900, 850));
    ClassFindings second = classes(1, RunKey.TICKET).get(1);
    assertThat(second.accuracy().mean()).isCloseTo(83, within(1e-9));
    assertThat(second.change().mean()).isCloseTo(2, within(1e-9));
  }

  private static ClassHits hits(int first, int second) {
    return ClassHits.of(new int[] {first, second}, new int[] {1000, 1000});
  }

  private void level(int level, String branch, ClassHits... byReplicate) {
    for (int r = 0; r < byReplicate.length; r++) {
      ClassHits hits = byReplicate[r];
      Evaluation test = hits.known() ? new Evaluation(0.1, hits) : new Evaluation(0.1, 1700, 2000);
      runs.add(run(r + 1, level, branch, test));
    }
  }

  private static RunRecord run(
      long replicate, int level, String branch, @Nullable Evaluation test) {
    return new RunRecord(
        new RunKey(replicate, level, branch, 1),
        "",
        1000 >> level,
        1000,
        List.of(),
        2,
        0,
        2000,
        900,
        List.of(),
        null,
        List.of(),
        test == null ? null : new EarlyStop(1000, 0.1, false, test),
        test,
        test == null ? 7L : null);
  }

  private Findings analysis() {
    return Analysis.of(SPEC, runs);
  }

  private List<ClassFindings> classes(int level, String branch) {
    return requireNonNull(analysis().levels().get(level).branches().get(branch)).classes();
  }
}
