package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.train.ClassHits;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Trajectory.Point;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final ClassHits HITS = ClassHits.of(new int[] {3, 0, 5}, new int[] {4, 1, 5});

  @Test
  void hits_by_class_are_read_as_they_were_written() {
    RunRecord run = record(HITS);
    String text = Metrics.write(run);
    assertThat(text.lines().filter(line -> line.contains("\"classCorrect\":[3,0,5]"))).hasSize(3);
    assertThat(text.lines().filter(line -> line.contains("\"classExamples\":[4,1,5]"))).hasSize(3);
    assertThat(Metrics.read(text, "a")).isEqualTo(run);
    assertThat(Metrics.curve(Metrics.curve(run.curve()))).isEqualTo(run.curve());
  }

  @Test
  void a_record_from_before_classes_were_counted_is_read_and_written_as_it_was() {
    String text = Metrics.write(record(HITS));
    String before = text.replaceAll(",\"class(Correct|Examples)\":\\[[0-9,]*]", "");
    assertThat(before).hasSizeLessThan(text.length());
    RunRecord old = Metrics.read(before, "old");
    assertThat(old.last()).isEqualTo(new Evaluation(0.5, 8, 10));
    assertThat(old.curve().getFirst().validation().byClass().known()).isFalse();
    assertThat(Metrics.write(old)).isEqualTo(before);
  }

  @Test
  void of_very_many_classes_only_the_test_results_are_told() {
    int[] one = new int[Metrics.MOST_CLASSES + 1];
    Arrays.fill(one, 1);
    RunRecord read = Metrics.read(Metrics.write(record(ClassHits.of(one, one))), "many");
    assertThat(read.curve().getFirst().validation().byClass().known()).isFalse();
    assertThat(read.curve().getFirst().validation().examples()).isEqualTo(one.length);
    assertThat(read.last()).isEqualTo(new Evaluation(0.5, ClassHits.of(one, one)));
  }

  private static RunRecord record(ClassHits hits) {
    Evaluation seen = new Evaluation(0.5, hits);
    return new RunRecord(
        RunKey.ticket(1, 0),
        "",
        10,
        10,
        List.of(),
        hits.classes(),
        0,
        20,
        5,
        List.of(),
        null,
        List.of(new Point(20, 0.7, seen)),
        new EarlyStop(20, 0.5, true, seen),
        seen,
        null);
  }
}
