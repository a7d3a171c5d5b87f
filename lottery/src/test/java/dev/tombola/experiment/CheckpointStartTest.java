package dev.tombola.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.findings.Analysis;
import dev.tombola.findings.Findings;
import dev.tombola.findings.Verdict;
import dev.tombola.format.Safetensors;
import dev.tombola.format.WeightTensors;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Experiments that begin with a network that there is already.
final class CheckpointStartTest {
  @TempDir private static Path shared;

  /// Level 0 of an experiment of its own: the model that somebody has.
  private static Experiment before;

  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    before = TinyExperiment.run(shared, 2, "name=before", "replicates=1", "levels=0");
    model = before.paths().run(RunKey.ticket(1, 0)).resolve("weights-60.safetensors");
  }

  private static Weights weights() {
    Network network = before.network();
    return before.files(RunKey.ticket(1, 0)).weights(network).lastEntry().getValue();
  }

  private static List<String> from(Path file, String more, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("start={kind: checkpoint, file: \"%s\"%s}".formatted(file, more));
    return all;
  }

  private Experiment run(List<String> overrides) {
    return TinyExperiment.run(folder, 2, RunListener.NONE, overrides);
  }

  @Test
  void every_replicate_trains_the_checkpoint_further_on_an_order_of_its_own() {
    Experiment experiment = run(from(model, ""));
    Network network = experiment.network();
    Weights one = ends(experiment, 1, 0, "ticket").getFirst();
    Weights two = ends(experiment, 2, 0, "ticket").getFirst();
    assertThat(one.sameBits(weights())).isTrue();
    assertThat(two.sameBits(weights())).isTrue();
    assertThat(ends(experiment, 1, 0, "ticket").getLast())
        .matches(end -> !end.sameBits(ends(experiment, 2, 0, "ticket").getLast()));
    assertThat(experiment.files(RunKey.ticket(1, 0)).record().to()).isEqualTo(60);
    // Resetting to `init` is resetting to it; a control draws anew.
    Mask mask = experiment.files(RunKey.ticket(1, 2)).mask(network);
    assertThat(ends(experiment, 1, 2, "ticket").getFirst().sameBits(weights().masked(mask)))
        .isTrue();
    assertThat(ends(experiment, 1, 2, "reinit").getFirst())
        .matches(start -> !start.sameBits(weights().masked(mask)));
    Mask random = experiment.files(new RunKey(1, 1, "random-mask", 1)).mask(network);
    assertThat(ends(experiment, 1, 1, "random-mask").getFirst().sameBits(weights().masked(random)))
        .isTrue();
  }

  private static List<Weights> ends(
      Experiment experiment, long replicate, int level, String branch) {
    var weights =
        experiment.files(new RunKey(replicate, level, branch, 1)).weights(experiment.network());
    return List.of(weights.firstEntry().getValue(), weights.lastEntry().getValue());
  }

  @Test
  void a_trained_checkpoint_is_level_0_as_it_is_and_is_pruned_at_once() {
    String fineTuning = "retrain={weightsFrom: end, scheduleFrom: 30it, rateFrom: end}";
    String way =
        "branches=[{kind: reinit}, {kind: random-mask}, {kind: retraining, name: resetting,"
            + " retrain: {weightsFrom: init, scheduleFrom: init, rateFrom: init}}]";
    Experiment experiment = run(from(model, ", trained: true", fineTuning, way));
    Network network = experiment.network();
    RunRecord dense = experiment.files(RunKey.ticket(1, 0)).record();
    RunRecord original = before.files(RunKey.ticket(1, 0)).record();
    assertThat(dense.to()).isZero();
    assertThat(dense.last()).isEqualTo(original.last());
    assertThat(requireNonNull(dense.work()).steps()).isZero();
    for (String branch : List.of("ticket", "resetting")) {
      Mask mask = experiment.files(new RunKey(2, 1, branch, 1)).mask(network);
      assertThat(mask.density().percent()).isBetween(50.0, 55.0);
      assertThat(ends(experiment, 2, 1, branch).getFirst().sameBits(weights().masked(mask)))
          .isTrue();
      smallestWent(mask, network);
    }
    assertThat(experiment.files(RunKey.ticket(1, 1)).record().from()).isEqualTo(30);
    assertThat(experiment.files(new RunKey(1, 1, "reinit", 1)).record().from()).isZero();
    Findings findings = Analysis.of(experiment.paths().directory());
    assertThat(findings.missing()).isZero();
    assertThat(findings.verdicts())
        .anyMatch(verdict -> verdict.claim().equals(Verdict.MATCHES_DENSE))
        .noneMatch(verdict -> verdict.claim().equals(Verdict.TRAINS_FASTER));
    assertThat(findings.denseTrainings()).as("nothing to compare with").isNull();
    List<Lottery.Level> played = experiment.lottery(1).play(2, new CpuEngine(), Watcher.NONE);
    assertThat(played.getLast().trajectory().last())
        .isEqualTo(experiment.files(RunKey.ticket(1, 2)).record().last());
  }

  private static void smallestWent(Mask mask, Network network) {
    for (Parameter weight : network.prunable()) {
      float[] values = weights().values(weight);
      float leastKept = Float.MAX_VALUE;
      float greatestGone = 0;
      for (int i = 0; i < values.length; i++) {
        if (mask.keeps(weight, i)) {
          leastKept = Math.min(leastKept, Math.abs(values[i]));
        } else {
          greatestGone = Math.max(greatestGone, Math.abs(values[i]));
        }
      }
      assertThat(greatestGone).isLessThanOrEqualTo(leastKept);
    }
  }

  @Test
  void pytorchs_checkpoint_is_found_by_its_names_and_pruned_from_end_to_end() {
    Path file = Path.of(ForeignCheckpointTest.resource("pytorch-sequential.safetensors"));
    String names = ", names: {\"0\": fc1, \"2\": fc2, \"4\": fc3}";
    Experiment experiment = run(from(file, names, "replicates=1"));
    Findings findings = Analysis.of(experiment.paths().directory());
    assertThat(findings.levels()).hasSize(3);
    assertThat(findings.denseTrainings()).isGreaterThan(1);
    assertThat(experiment.zerosAtStart()).isZero();
  }

  @Test
  void zeros_of_a_checkpoint_are_counted_and_trained_as_all_values() {
    Path file = Path.of(ForeignCheckpointTest.resource("pytorch-named.safetensors"));
    Experiment experiment = run(from(file, "", "replicates=1", "levels=0"));
    assertThat(experiment.zerosAtStart()).isEqualTo(16);
    float[] row = ends(experiment, 1, 0, "ticket").getLast().values("fc2.weight");
    assertThat(row[3 * 16]).isNotZero();
  }

  @Test
  void what_counts_of_a_checkpoint_is_its_values() throws IOException {
    Path plain = TinyExperiment.of(folder, from(model, "")).paths().directory();
    Path moved = folder.resolve("moved.safetensors");
    Files.copy(model, moved);
    assertThat(TinyExperiment.of(folder, from(moved, "")).paths().directory()).isEqualTo(plain);
    DataDirectory memory =
        TinyExperiment.data()
            .with(
                "mine",
                WeightTensors.file(weights(), before.network(), Mask.dense(before.network())));
    Experiment own = TinyExperiment.of(folder, from(Path.of("mine"), ""), memory);
    assertThat(own.paths().directory()).isEqualTo(plain);
    assertThat(TinyExperiment.of(folder, from(model, ", trained: true")).paths().directory())
        .isNotEqualTo(plain);
    assertThat(TinyExperiment.of(folder, List.of()).paths().directory()).isNotEqualTo(plain);
    changed(moved);
    assertThat(TinyExperiment.of(folder, from(moved, "")).paths().directory()).isNotEqualTo(plain);
  }

  /// One value by the least that there is.
  private static void changed(Path file) throws IOException {
    Weights weights = weights();
    float[] values = weights.values("fc3.bias").clone();
    values[2] = Math.nextUp(values[2]);
    Network network = before.network();
    Safetensors other =
        WeightTensors.file(weights.with("fc3.bias", values), network, Mask.dense(network));
    Files.write(file, other.encode());
  }

  @Test
  void a_run_directory_is_read_without_its_checkpoint_and_continued_only_with_it()
      throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.copy(model, file);
    Experiment experiment = run(from(file, "", "replicates=1", "levels=1"));
    Path directory = experiment.paths().directory();
    ExperimentSpec written = Experiment.readSpec(directory);
    assertThat(written).isEqualTo(experiment.spec());
    assertThat(((StartSpec.Checkpoint) written.start()).checksum())
        .isEqualTo(Sha256.of(Files.readAllBytes(file)));
    assertThat(open(directory).lottery(1).dense().start().sameBits(weights())).isTrue();
    changed(file);
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("start.checksum: ")
        .hasMessageContaining("is not that of " + file);
    Files.delete(file);
    assertThat(Analysis.of(directory).levels()).hasSize(2);
    assertThatThrownBy(() -> open(directory))
        .hasMessage("start.file: there is no file %1$s; looked for %1$s", file);
  }

  private static Experiment open(Path directory) {
    return Experiment.open(directory, TinyExperiment.data(), new CpuEngine());
  }

  @Test
  void a_step_of_a_training_that_there_is_not_is_no_rewind_point() {
    assertThatThrownBy(() ->
            TinyExperiment.of(folder, from(model, ", trained: true", "retrain.weightsFrom=10it")))
        .hasMessage(
            "retrain.weightsFrom: 10it, but start.trained leaves level 0 without steps; use init,"
                + " which is the checkpoint, or end");
    String way =
        "branches=[{kind: retraining, name: mine, retrain: {weightsFrom: 1ep, scheduleFrom: init,"
            + " rateFrom: init}}]";
    assertThatThrownBy(() -> TinyExperiment.of(folder, from(model, ", trained: true", way)))
        .hasMessageStartingWith("branches.mine.retrain.weightsFrom: 1ep, but start.trained");
  }

  @Test
  void what_it_takes_is_counted_in_whole_trainings_even_where_level_0_has_no_steps() {
    Experiment experiment =
        TinyExperiment.of(folder, from(model, ", trained: true", "replicates=1", "branches=[]"));
    Estimate estimate = Estimate.of(experiment, new CpuEngine(), 1);
    assertThat(estimate.iterations()).isEqualTo(2 * 60);
    assertThat(estimate.denseTrainings()).isBetween(0.3, 2.0);
  }
}
