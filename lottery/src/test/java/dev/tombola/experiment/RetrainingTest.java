package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings of `retrain` and `pruning.rounds`, played to the end: what each training started
/// from.
final class RetrainingTest {
  private static final String CONTROLS =
      "branches=[{kind: reinit}, {kind: random-mask}, {kind: small-dense}, {kind: shuffle-values}]";

  @TempDir private Path folder;
  private Network network;

  @BeforeEach
  void network() {
    network = TinyExperiment.of(folder, List.of()).network();
  }

  @Test
  void rewinding_to_step_k_gives_survivors_the_values_that_the_dense_network_had_there() {
    Experiment experiment =
        TinyExperiment.run(
            folder, 2, "retrain={weightsFrom: 20it, scheduleFrom: 20it, rateFrom: 20it}", CONTROLS);
    Weights rewindPoint = weights(experiment, RunKey.ticket(1, 0), 20);
    for (int level = 1; level <= 2; level++) {
      RunKey key = RunKey.ticket(1, level);
      assertThat(experiment.files(key).record().from()).isEqualTo(20);
      assertThat(weights(experiment, key, 20).sameBits(rewindPoint.masked(mask(experiment, key))))
          .isTrue();
    }
    RunKey random = new RunKey(1, 2, "random-mask", 1);
    assertThat(weights(experiment, random, 20))
        .matches(start -> start.sameBits(rewindPoint.masked(mask(experiment, random))));
  }

  @Test
  void learning_rate_rewinding_starts_from_the_values_that_the_level_before_ended_with() {
    Experiment experiment =
        TinyExperiment.run(
            folder, 2, "retrain={weightsFrom: end, scheduleFrom: 20it, rateFrom: 20it}", CONTROLS);
    for (int level = 1; level <= 2; level++) {
      RunKey key = RunKey.ticket(1, level);
      Weights before = weights(experiment, RunKey.ticket(1, level - 1), 60);
      assertThat(weights(experiment, key, 20).sameBits(before.masked(mask(experiment, key))))
          .isTrue();
    }
  }

  @Test
  void a_random_mask_has_trained_values_everywhere_where_the_ticket_has() {
    Experiment experiment =
        TinyExperiment.run(
            folder, 2, "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}", CONTROLS);
    RunKey random = new RunKey(1, 2, "random-mask", 1);
    Weights start = weights(experiment, random, 40);
    for (Parameter weight : network.prunable()) {
      for (int i : mask(experiment, random).indices(weight)) {
        assertThat(start.values(weight)[i]).isNotZero();
      }
    }
    assertThat(
            start.sameBits(
                weights(experiment, RunKey.ticket(1, 0), 60).masked(mask(experiment, random))))
        .isTrue();
  }

  @Test
  void a_control_of_fresh_values_gets_a_whole_training_and_says_so() {
    Experiment experiment =
        TinyExperiment.run(
            folder, 2, "retrain={weightsFrom: end, scheduleFrom: 40it, rateFrom: end}", CONTROLS);
    for (String fresh : List.of("reinit", "small-dense")) {
      RunRecord run = experiment.files(new RunKey(1, 2, fresh, 1)).record();
      assertThat(run.from()).isZero();
      assertThat(run.to()).isEqualTo(60);
      assertThat(run.factor()).endsWith(", trained from the beginning");
    }
    RunRecord shuffled = experiment.files(new RunKey(1, 2, "shuffle-values", 1)).record();
    assertThat(shuffled.from()).isEqualTo(40);
    assertThat(shuffled.factor()).doesNotContain("beginning");
    assertThat(experiment.files(new RunKey(1, 2, "random-mask", 1)).record().factor())
        .isEqualTo("which weights survive, with the values that the dense network ended with");
  }

  @Test
  void one_shot_pruning_has_the_counts_of_the_rounds_and_the_scores_of_the_dense_network() {
    Experiment iterative = TinyExperiment.run(folder.resolve("a"), 2);
    Experiment oneShot = TinyExperiment.run(folder.resolve("b"), 2, "pruning.rounds=one-shot");
    RunKey last = RunKey.ticket(1, 2);
    Weights trained = weights(oneShot, RunKey.ticket(1, 0), 60);
    for (Parameter weight : network.prunable()) {
      Mask mask = mask(oneShot, last);
      assertThat(mask.survivors(weight)).isEqualTo(mask(iterative, last).survivors(weight));
      double leastKept = Double.POSITIVE_INFINITY;
      double greatestPruned = 0;
      for (int i = 0; i < weight.size(); i++) {
        double size = Math.abs(trained.values(weight)[i]);
        if (mask.keeps(weight, i)) {
          leastKept = Math.min(leastKept, size);
        } else {
          greatestPruned = Math.max(greatestPruned, size);
        }
      }
      assertThat(leastKept).isGreaterThanOrEqualTo(greatestPruned);
    }
    assertThat(mask(oneShot, last)).isNotEqualTo(mask(iterative, last));
    assertThat(mask(oneShot, RunKey.ticket(1, 1))).isEqualTo(mask(iterative, RunKey.ticket(1, 1)));
  }

  private Mask mask(Experiment experiment, RunKey key) {
    return experiment.files(key).mask(network);
  }

  private Weights weights(Experiment experiment, RunKey key, long step) {
    return experiment.files(key).weights(network).get(step);
  }
}
