package dev.tombola.connect;

import static dev.tombola.connect.TinyConnections.SMALL;
import static dev.tombola.connect.TinyConnections.asked;
import static dev.tombola.connect.TinyConnections.at;
import static dev.tombola.connect.TinyConnections.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an experiment has to connect, what that costs, and what is said where there is nothing.
final class ConnectPlanTest {
  @TempDir private static Path shared;

  /// Connected by none of the tests but the one of the estimate.
  private static Experiment experiment;

  @TempDir private Path folder;

  @BeforeAll
  static void runOnce() {
    experiment = TinyExperiment.run(shared, 2);
  }

  @Test
  void an_experiment_without_pruning_has_the_dense_network_s_copies_alone() {
    Experiment dense = TinyExperiment.run(folder, 2, "levels=0", "branches=[]");
    ConnectPlan plan = ConnectPlan.of(dense, SMALL);
    assertThat(plan.pairs()).hasSize(2 * 2 + 1);
  }

  @Test
  void by_default_copies_start_at_the_beginning_the_rewind_points_and_some_fractions() {
    String rewinding = "{weightsFrom: 25it, scheduleFrom: 25it, rateFrom: 25it}";
    String later = rewinding.replace("25it", "31it");
    Experiment rewound =
        TinyExperiment.run(
            folder,
            2,
            "retrain=" + rewinding,
            "branches=[{kind: retraining, name: later, retrain: %s}]".formatted(later));
    assertThat(ConnectPlan.of(rewound, ConnectSpec.DEFAULT).steps())
        .containsExactly(0L, 1L, 3L, 6L, 12L, 25L, 31L);
  }

  @Test
  void an_estimate_knows_the_work_and_what_is_done_of_it() {
    ConnectEstimate before = ConnectEstimate.of(experiment, SMALL, new CpuEngine(), 2);
    assertThat(before.trainings()).isEqualTo(26);
    assertThat(before.done()).isZero();
    assertThat(before.iterations()).isEqualTo(2 * 25 + 12 * (60 + 35));
    assertThat(before.denseTrainings()).isGreaterThan(8);
    connect(experiment, SMALL);
    ConnectEstimate after = ConnectEstimate.of(experiment, SMALL, new CpuEngine(), 2);
    assertThat(after.done()).isEqualTo(after.trainings()).isEqualTo(24);
    assertThat(after.iterations()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 | 2 | 1 | --at: 60it leaves nothing to train in the experiment's 60 steps; use init or"
            + " a step up to 59it",
        "0 | 3 | 1 | --levels: level 3 has no finished ticket; there are [1, 2]",
        "0 | 0 | 1 | --levels: 0 is the dense network, which --branches dense asks for",
        "0 | 2 | 4 | --replicates: the experiment has no replicate 4; it has 1 to 2",
      })
  void what_is_not_there_cannot_be_connected(int at, int level, long replicate, String sentence) {
    assertThatThrownBy(
            () -> connect(experiment, asked(List.of(at(at)), List.of(level), List.of(replicate))))
        .isInstanceOf(UserException.class)
        .hasMessage(sentence);
  }

  @Test
  void nothing_to_connect_is_told() {
    ConnectSpec one =
        new ConnectSpec(
            List.of(),
            List.of(),
            List.of(1L),
            2,
            Set.of(Subnetwork.values()),
            Set.of(Between.REPLICATES),
            5,
            40);
    assertThatThrownBy(() -> ConnectPlan.of(experiment, one))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "nothing to connect is asked for: tickets, random masks and levels take a finished"
                + " level beyond 0, replicates two of them");
  }

  @Test
  void without_a_dense_training_that_came_to_its_end_there_is_nothing_to_connect() {
    Experiment wild = TinyExperiment.run(folder, 2, "training.schedule.rate=1e30");
    assertThatThrownBy(() -> connect(wild, SMALL))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no dense training of the replicates asked for has come to its end");
  }
}
