package dev.tombola.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.connect.Fit;
import dev.tombola.connect.LinearPath;
import dev.tombola.connect.Pair;
import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectivityAnalysisTest {
  @Test
  void a_barrier_below_two_points_in_all_replicates_is_stable_and_one_above_is_not() {
    List<LinearPath> paths = new ArrayList<>();
    paths.addAll(copies(100, 0.1, 0.5, 0.3));
    paths.addAll(copies(0, 40, 60, 50));
    paths.addAll(copies(10, 1, 6, 3));
    ConnectivityFindings found = of(paths);
    assertThat(found.copies())
        .extracting(one -> one.at() + " " + one.stable().verdict())
        .containsExactly("0 REFUTED", "10 INCONCLUSIVE", "100 SUPPORTED");
    BarrierFindings first = found.copies().getFirst();
    assertThat(first.n()).isEqualTo(3);
    assertThat(first.error().mean()).isEqualTo(50, within(1e-9));
    assertThat(first.stable().low()).isLessThan(50).isGreaterThan(2);
    assertThat(first.stable().margin()).isEqualTo(2);
    assertThat(first.stable().claim()).isEqualTo("dense-is-stable-at-0");
    assertThat(found.stability()).hasSize(1);
    assertThat(found.stability().getFirst().from()).isEqualTo(100);
  }

  @Test
  void stability_begins_where_no_later_step_fails() {
    List<LinearPath> paths = new ArrayList<>();
    paths.addAll(copies(0, 0.1, 0.5, 0.3));
    paths.addAll(copies(10, 30, 35, 31));
    assertThat(of(paths).stability().getFirst().from()).isNull();
    paths.addAll(copies(20, 0.1, 0.2, 0.3));
    paths.addAll(copies(30, 0.1, 0.2, 0.3));
    assertThat(of(paths).stability().getFirst().from()).isEqualTo(20);
    assertThat(of(paths).stability().getFirst().last()).isEqualTo(30);
  }

  @Test
  void one_replicate_decides_nothing() {
    Verdict verdict = of(copies(0, 0.5)).copies().getFirst().stable();
    assertThat(verdict.verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.effect()).isEqualTo(0.5, within(1e-9));
    assertThat(verdict.note()).isEqualTo("one replicate decides nothing");
  }

  @Test
  void pairs_of_one_replicate_are_averaged_first() {
    List<LinearPath> paths = new ArrayList<>(copies(0, 1, 2));
    paths.add(path(new Pair.Copies(1, 0, Subnetwork.DENSE, 0, 1, 3), 4));
    BarrierFindings found = of(paths).copies().getFirst();
    assertThat(found.n()).isEqualTo(2);
    assertThat(found.error().mean()).isEqualTo((2.5 + 2) / 2, within(1e-9));
  }

  @Test
  void a_pair_that_diverged_keeps_the_claim_from_being_supported() {
    List<LinearPath> paths = new ArrayList<>(copies(0, 0.1, 0.2, 0.3));
    Pair pair = new Pair.Copies(4, 0, Subnetwork.DENSE, 0, 1, 2);
    paths.add(new LinearPath(pair, 10, false, List.of()));
    BarrierFindings found = of(paths).copies().getFirst();
    assertThat(found.failed()).isEqualTo(1);
    assertThat(found.stable().verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(found.stable().note())
        .isEqualTo("1 pair diverged, so stability cannot be supported");
  }

  @Test
  void pairs_of_replicates_have_the_interval_of_the_jackknife() {
    List<LinearPath> paths = new ArrayList<>();
    paths.add(path(new Pair.Replicates(1, 2), 60));
    paths.add(path(new Pair.Replicates(1, 3), 70));
    BarrierFindings two = of(paths).replicates();
    assertThat(two).isNotNull();
    assertThat(two.error().low()).as("a pair is missing").isNull();
    assertThat(two.stable().verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    paths.add(path(new Pair.Replicates(2, 3), 65));
    BarrierFindings all = of(paths).replicates();
    assertThat(all).isNotNull();
    assertThat(all.n()).isEqualTo(3);
    assertThat(all.error().mean()).isEqualTo(65, within(1e-9));
    assertThat(all.stable().verdict()).isEqualTo(Outcome.REFUTED);
  }

  @Test
  void successive_levels_are_told_by_level() {
    List<LinearPath> paths = new ArrayList<>();
    for (int replicate = 1; replicate <= 3; replicate++) {
      paths.add(path(new Pair.Levels(replicate, 1), 30 + replicate));
      paths.add(path(new Pair.Levels(replicate, 0), 0.1 * replicate));
    }
    assertThat(of(paths).levels())
        .extracting(found -> found.level() + " " + found.stable().verdict())
        .containsExactly("0 SUPPORTED", "1 REFUTED");
  }

  @Test
  void without_paths_there_is_nothing_to_tell() {
    assertThat(of(List.of()).isEmpty()).isTrue();
  }

  private static ConnectivityFindings of(List<LinearPath> paths) {
    return ConnectivityAnalysis.of(
        SpecFile.resolve("lenet-mnist-quick", List.of()), List.of(), paths);
  }

  /// Of the dense network, a replicate for each barrier.
  private static List<LinearPath> copies(long at, double... barriers) {
    List<LinearPath> paths = new ArrayList<>();
    for (int i = 0; i < barriers.length; i++) {
      paths.add(path(new Pair.Copies(i + 1, 0, Subnetwork.DENSE, at, 1, 2), barriers[i]));
    }
    return paths;
  }

  /// With ends that get one in a hundred wrong.
  private static LinearPath path(Pair pair, double barrier) {
    Fit end = new Fit(0.1, 100, 10_000);
    Fit middle = new Fit(0.1 + barrier, 100 + Math.round(100 * barrier), 10_000);
    return new LinearPath(
        pair,
        10,
        false,
        List.of(
            new LinearPath.Point(0, end, end),
            new LinearPath.Point(0.5, middle, middle),
            new LinearPath.Point(1, end, end)));
  }
}
