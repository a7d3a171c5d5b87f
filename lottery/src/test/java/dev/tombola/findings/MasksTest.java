package dev.tombola.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.TinyExperiment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MasksTest {
  @Test
  void a_mean_over_pairs_has_the_jackknife_s_interval() {
    // Pairs of 1, 2, 4, 8 by their product: mean 70 / 6; leaving one out 56/3, 44/3, 26/3, 14/3.
    Interval interval = Statistics.pairwise(List.of(1, 2, 4, 8), (a, b) -> (double) a * b);
    double mean = 70.0 / 6;
    double squares = 0;
    for (double without : new double[] {56.0 / 3, 44.0 / 3, 26.0 / 3, 14.0 / 3}) {
      squares += (without - mean) * (without - mean);
    }
    double half = 3.182446 * Math.sqrt(3.0 / 4 * squares); // t(0.975, 3) from the tables
    assertThat(interval.mean()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - half, within(1e-4));
    assertThat(interval.high()).isCloseTo(mean + half, within(1e-4));
    assertThat(Statistics.pairwise(List.of(1, 2), (a, b) -> (double) a * b))
        .isEqualTo(new Interval(2.0, null, null));
    assertThat(Statistics.pairwise(List.of(1), (a, b) -> 7)).isEqualTo(Interval.NONE);
  }

  @Test
  void every_branch_tells_what_its_masks_look_like(@TempDir Path folder) {
    Experiment experiment =
        TinyExperiment.run(
            folder,
            2,
            "replicates=3",
            "branches=[{kind: reinit}, {kind: random-mask}, {kind: small-dense, levels: [1]}]");
    Findings findings = Analysis.of(experiment.paths().directory());
    MaskFindings dense = masks(findings, 0, "ticket");
    assertThat(dense.effectiveDensity()).isEqualTo(new Interval(1.0, 1.0, 1.0));
    assertThat(dense.deadNeurons().mean()).isZero();
    assertThat(dense.overlap().mean()).isEqualTo(1);
    assertThat(masks(findings, 2, "reinit")).isEqualTo(masks(findings, 2, "ticket"));
    MaskFindings random = masks(findings, 2, "random-mask");
    assertThat(random.overlap().mean()).isCloseTo(random.chanceOverlap(), within(0.15));
    assertThat(masks(findings, 2, "ticket").overlap().mean()).isLessThan(1);
    assertThat(masks(findings, 2, "ticket").effectiveDensity().mean())
        .isPositive()
        .isLessThanOrEqualTo(findings.levels().get(2).density().value());
    assertThat(masks(findings, 1, "small-dense")).isEqualTo(MaskFindings.NONE);
  }

  private static MaskFindings masks(Findings findings, int level, String branch) {
    return findings.levels().get(level).branches().get(branch).masks();
  }
}
