package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.Plan.PlannedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Plans gone through without training.
final class TimetableTest {
  @Test
  void levels_wait_for_one_another_and_replicates_do_not() {
    List<PlannedRun> runs = runs("replicates=2", "levels=3", "branches=[]");
    assertThat(Timetable.of(runs, 1, _ -> 1)).isEqualTo(new Timetable(8, 1));
    assertThat(Timetable.of(runs, 2, _ -> 1)).isEqualTo(new Timetable(4, 2));
    assertThat(Timetable.of(runs, 9, _ -> 1)).isEqualTo(new Timetable(4, 2));
  }

  @Test
  void one_shot_levels_wait_for_the_dense_network_only() {
    List<PlannedRun> runs =
        runs("replicates=1", "levels=3", "branches=[]", "pruning.rounds=one-shot");
    assertThat(Timetable.of(runs, 2, _ -> 1)).isEqualTo(new Timetable(3, 2));
    assertThat(Timetable.of(runs, 3, _ -> 1)).isEqualTo(new Timetable(2, 3));
  }

  @Test
  void controls_fill_the_gaps_of_the_chain() {
    List<PlannedRun> runs =
        runs("replicates=1", "levels=2", "branches=[{kind: reinit, levels: [1], draws: 2}]");
    // The dense network, level 1 with a first draw, level 2 with the second.
    assertThat(Timetable.of(runs, 2, _ -> 1)).isEqualTo(new Timetable(3, 2));
    assertThat(Timetable.of(runs, 2, run -> run.key().isTicket() ? 1 : 5))
        .isEqualTo(new Timetable(8, 2));
  }

  @Test
  void what_is_there_is_waited_for_by_nobody() {
    List<PlannedRun> runs = runs("replicates=1", "levels=3", "branches=[]");
    assertThat(Timetable.of(runs.subList(2, 4), 2, _ -> 1)).isEqualTo(new Timetable(2, 1));
    assertThat(Timetable.of(List.of(), 2, _ -> 1)).isEqualTo(new Timetable(0, 0));
  }

  private static List<PlannedRun> runs(String... overrides) {
    return Plan.of(SpecFile.resolve("lenet-mnist-quick", List.of(overrides))).runs();
  }
}
