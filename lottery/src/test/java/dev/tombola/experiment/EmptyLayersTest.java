package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.findings.Analysis;
import dev.tombola.findings.EmptyLayer;
import dev.tombola.findings.Findings;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks of which a layer has nothing left but its biases.
final class EmptyLayersTest {
  private static final String BRANCHES =
      "branches=[{kind: reinit}, {kind: random-mask}, {kind: shuffle-values}, {kind: sign-only},"
          + " {kind: small-dense}, {kind: retraining, name: fine-tuning,"
          + " retrain: {weightsFrom: end, scheduleFrom: 40it, rateFrom: end}}]";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fc1", "fc2", "output"})
  void an_empty_layer_is_trained_around_and_named(String layer) {
    String scope =
        "pruning.scope={kind: layerwise, rate: 0.2, layers: {%s: 0.95}}".formatted(layer);
    Path directory = TinyExperiment.run(folder, 2, scope, BRANCHES).paths().directory();
    String name = layer.equals("output") ? "fc3" : layer;
    for (RunRecord run : Experiment.readRuns(directory)) {
      boolean own = run.key().level() == 2 && !run.key().branch().equals("small-dense");
      assertThat(run.diverged()).isFalse();
      assertThat(run.emptyLayers()).isEqualTo(own ? List.of(name) : List.of());
      assertThat(Metrics.read(Metrics.write(run), "again")).isEqualTo(run);
    }
    Findings findings = Analysis.of(directory);
    assertThat(findings.missing()).isZero();
    assertThat(findings.emptyLayers())
        .containsExactly(
            new EmptyLayer("ticket", name, 2, 2, 2), new EmptyLayer("fine-tuning", name, 2, 2, 2));
  }

  @Test
  void a_network_of_which_nothing_is_left_is_trained_too() {
    Path directory =
        TinyExperiment.run(folder, 2, "pruning.scope={kind: global, rate: 0.96}", BRANCHES)
            .paths()
            .directory();
    assertThat(Analysis.of(directory).runs()).noneMatch(RunRecord::diverged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"global", "layerwise", "erdos-renyi-kernel"})
  void if_it_is_prevented_no_layer_is_ever_empty(String kind) {
    Experiment experiment =
        TinyExperiment.run(
            folder,
            2,
            "pruning.scope={kind: %s, rate: 0.93}".formatted(kind),
            "pruning.layerCollapse=prevent",
            "branches=[{kind: random-mask}]");
    for (RunRecord run : Experiment.readRuns(experiment.paths().directory())) {
      Mask mask = experiment.files(run.key()).mask(experiment.network());
      for (Parameter weight : mask.parameters()) {
        assertThat(mask.survivors(weight)).isPositive();
      }
      assertThat(run.emptyLayers()).isEmpty();
    }
  }

  @Test
  void an_erdos_renyi_kernel_scope_has_its_counts_at_every_level_of_every_replicate() {
    Experiment experiment =
        TinyExperiment.run(
            folder, 2, "pruning.scope={kind: erdos-renyi-kernel, rate: 0.5}", "branches=[]");
    for (long replicate = 1; replicate <= 2; replicate++) {
      // 344 weights; shapes of 28, 24 and 11: all of fc3 stays at 172, as 11/63 of it are 30.03.
      assertThat(survivors(experiment, replicate, 1)).containsExactly(80, 68, 24);
      assertThat(survivors(experiment, replicate, 2)).containsExactly(38, 33, 15);
    }
  }

  private static List<Integer> survivors(Experiment experiment, long replicate, int level) {
    Mask mask = experiment.files(RunKey.ticket(replicate, level)).mask(experiment.network());
    return mask.parameters().stream().map(mask::survivors).toList();
  }
}
