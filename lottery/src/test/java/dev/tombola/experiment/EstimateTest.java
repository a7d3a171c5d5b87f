package dev.tombola.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.cpu.CpuEngine;
import dev.tombola.experiment.Calibration.Seconds;
import dev.tombola.findings.Analysis;
import dev.tombola.nn.Density;
import dev.tombola.train.Cost;
import dev.tombola.train.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EstimateTest {
  @TempDir private Path folder;

  @Test
  void the_operations_foretold_are_those_done_but_for_a_look_at_the_test_examples() {
    Experiment planned = TinyExperiment.of(folder, List.of());
    Estimate estimate = Estimate.of(planned, new CpuEngine(), 2);
    assertThat(planned.paths().directory()).doesNotExist();
    TinyExperiment.run(folder, 2);
    List<RunRecord> runs = Analysis.of(planned.paths().directory()).runs();
    assertThat(runs).hasSize(estimate.runs());
    double done = runs.stream().mapToDouble(run -> run.work().flops()).sum();
    double looks = runs.stream().mapToDouble(run -> 100 * run.work().cost().example()).sum();
    assertThat(estimate.operations()).isBetween(done, done + looks);
    assertThat(estimate.iterations()).isEqualTo(10 * 60);
    assertThat(estimate.denseTrainings()).isBetween(4.0, 10.0);
    assertThat(estimate.atOnce()).isEqualTo(2);
    // Level 1, at 52 %, is left to dense kernels, which take as long as for level 0.
    assertThat(estimate.measured()).hasSize(2);
    assertThat(estimate.measured().getFirst().density()).isEqualTo(Density.DENSE);
    assertThat(estimate.seconds()).isPositive();
  }

  @Test
  void what_is_done_is_not_estimated_again() {
    Experiment one = TinyExperiment.run(folder, 2, "replicates=1", "branches=[]");
    Experiment two = TinyExperiment.of(folder, List.of("branches=[]"));
    assertThat(two.paths()).isEqualTo(one.paths());
    Estimate estimate = Estimate.of(two, new CpuEngine(), 2);
    assertThat(estimate.done()).isEqualTo(3);
    assertThat(estimate.iterations()).isEqualTo(3 * 60);
    assertThat(estimate.atOnce()).as("a single chain").isEqualTo(1);
  }

  @Test
  void sixteen_levels_are_measured_at_a_handful_of_densities() {
    List<String> levels = List.of("levels=15", "pruning.scope={kind: layerwise, rate: 0.2}");
    Experiment experiment =
        TinyExperiment.of(
            folder, List.of(levels.get(0), levels.get(1), "branches=[{kind: small-dense}]"));
    Programs programs = new Programs(experiment, new CpuEngine());
    List<Program> all =
        Plan.of(experiment.spec()).runs().stream().map(programs::of).distinct().toList();
    assertThat(all).hasSize(31);
    List<Program> chosen = Programs.toMeasure(all);
    assertThat(chosen).hasSize(7);
    assertThat(chosen.getFirst().work().cost()).isEqualTo(programs.dense().work().cost());
    assertThat(chosen.get(1).density().value()).isBetween(0.5, 0.65);
    assertThat(chosen.get(4).density().value()).isBetween(0.03, 0.04);
    assertThat(chosen).filteredOn(Program::small).hasSize(2);
  }

  @Test
  void times_between_two_measured_programs_are_interpolated_over_operations() {
    Calibration calibration =
        new Calibration(
            new TreeMap<>(Map.of(100L, new Seconds(1, 10, 4, 8), 200L, new Seconds(2, 30, 6, 8))),
            new TreeMap<>(Map.of(100L, new Seconds(0, 7, 0, 0))),
            0);
    assertThat(calibration.of(program(150, false))).isEqualTo(new Seconds(1.5, 20, 5, 8));
    assertThat(calibration.of(program(100, false)).step()).isEqualTo(10);
    assertThat(calibration.of(program(50, false)).step()).isEqualTo(10);
    assertThat(calibration.of(program(300, false)).step()).isEqualTo(30);
    assertThat(calibration.of(program(150, true)).step()).isEqualTo(7);
    assertThat(new Seconds(1, 0.1, 4, 8).of(50, 2, 1)).isEqualTo(22, within(1e-12));
  }

  private static Program program(long step, boolean small) {
    return new Program(
        Density.DENSE,
        small,
        () -> {
          throw new AssertionError("nothing is to be trained");
        },
        1,
        1,
        new Work(new Cost(step, 0, 1, 0), 1, 1),
        1);
  }
}
