package dev.tombola.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.findings.Analysis;
import dev.tombola.findings.BranchFindings;
import dev.tombola.findings.CostFindings;
import dev.tombola.findings.Findings;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Weights;
import dev.tombola.train.Training;
import dev.tombola.train.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One training diverges in the middle of an experiment.
final class DivergenceTest {
  @TempDir private Path folder;

  @Test
  void the_levels_below_count_as_diverged_and_keep_their_density() {
    Findings sound =
        Analysis.of(TinyExperiment.run(folder.resolve("sound"), 2).paths().directory());
    Experiment experiment = run(isLevelOneOfFirstReplicate(), List.of());
    Findings findings = Analysis.of(experiment.paths().directory());
    for (int level = 0; level <= 2; level++) {
      assertThat(findings.levels().get(level).density())
          .isEqualTo(sound.levels().get(level).density());
    }
    BranchFindings last = requireNonNull(findings.levels().get(2).branches().get("ticket"));
    assertThat(last.n()).isEqualTo(2);
    assertThat(last.failed()).isEqualTo(1);
    BranchFindings control = requireNonNull(findings.levels().get(2).branches().get("reinit"));
    assertThat(control.failed()).isEqualTo(1);
    RunFiles lost = experiment.files(RunKey.ticket(1, 2));
    assertThat(lost.record().survivors()).isEqualTo(lost.mask(experiment.network()).survivors());
    assertThat(lost.record().emptyLayers()).isEmpty();
    assertThat(findings.missing()).isZero();
  }

  @Test
  void a_diverged_training_counts_what_it_did_and_a_lost_one_nothing() {
    Experiment experiment = run(isLevelOneOfFirstReplicate(), List.of());
    Work diverged = requireNonNull(experiment.files(RunKey.ticket(1, 1)).record().work());
    assertThat(diverged.steps()).isEqualTo(1);
    assertThat(diverged.examples()).isEqualTo(60);
    assertThat(experiment.files(RunKey.ticket(1, 2)).record().work()).isEqualTo(Work.NOTHING);
    Findings findings = Analysis.of(experiment.paths().directory());
    CostFindings level = requireNonNull(findings.levels().get(1).branches().get("ticket")).cost();
    Work whole = requireNonNull(experiment.files(RunKey.ticket(2, 1)).record().work());
    assertThat(level.flops()).isEqualTo((double) whole.flops());
    assertThat(findings.denseTrainings()).isBetween(2.0, 6.0);
  }

  @Test
  void one_shot_levels_do_not_hang_on_one_another() {
    Experiment experiment = run(isLevelOneOfFirstReplicate(), List.of("pruning.rounds=one-shot"));
    assertThat(experiment.files(RunKey.ticket(1, 1)).record().diverged()).isTrue();
    assertThat(experiment.files(RunKey.ticket(1, 2)).record().diverged()).isFalse();
  }

  private Experiment run(Predicate<Training> diverges, List<String> overrides) {
    Experiment experiment = TinyExperiment.of(folder.resolve("wild"), overrides);
    new Runner(new DivergingEngine(diverges), 2, RunListener.NONE).run(experiment);
    return experiment;
  }

  /// By its initial values, half of which survive.
  private Predicate<Training> isLevelOneOfFirstReplicate() {
    Experiment experiment = TinyExperiment.of(folder, List.of());
    Weights initial = experiment.lottery(1).dense().start();
    long kept =
        Analysis.of(TinyExperiment.run(folder, 2).paths().directory()).runs().stream()
            .filter(run -> run.key().equals(RunKey.ticket(1, 1)))
            .mapToLong(RunRecord::survivors)
            .sum();
    return training -> {
      Mask mask = training.mask();
      return mask.survivors() == kept && training.start().sameBits(initial.masked(mask));
    };
  }
}
