package dev.tombola.findings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.train.Cost;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import dev.tombola.train.Trajectory.Point;
import dev.tombola.train.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AnalysisTest {
  private static final ExperimentSpec SPEC =
      SpecFile.resolve("lenet-mnist-quick", List.of("levels=3", "branches=[{kind: reinit}]"));
  private final List<RunRecord> runs = new ArrayList<>();

  @Test
  void intervals_are_student_s() {
    // Deviation 0.494975, t(0.975, 4) = 2.776445 from the tables: half width 0.614590.
    dense(97, 97.5, 98, 98.2, 97.3);
    Interval interval = branch(0, RunKey.TICKET).earlyStopAccuracy();
    assertThat(interval.mean()).isCloseTo(97.6, within(1e-9));
    assertThat(interval.low()).isCloseTo(97.6 - 0.614590, within(1e-5));
    assertThat(interval.high()).isCloseTo(97.6 + 0.614590, within(1e-5));
  }

  @Test
  void a_verdict_is_on_paired_differences_and_its_interval_is_the_one_sided_bound() {
    dense(97, 98, 99);
    level(1, RunKey.TICKET, 97.1, 98.0, 99.2);
    Verdict verdict = verdict("ticket-matches-dense", 1);
    // Differences 0.1, 0, 0.2: mean 0.1, deviation 0.1, t(0.95, 2) = 2.919986.
    assertThat(verdict.effect()).isCloseTo(0.1, within(1e-9));
    assertThat(verdict.low()).isCloseTo(0.1 - 2.919986 * 0.1 / Math.sqrt(3), within(1e-5));
    assertThat(verdict.high()).isCloseTo(0.1 + 2.919986 * 0.1 / Math.sqrt(3), within(1e-5));
    assertThat(verdict.verdict()).isEqualTo(Outcome.SUPPORTED);
    assertThat(verdict.margin()).isEqualTo(-0.2);
    assertThat(verdict.n()).isEqualTo(3);
  }

  @Test
  void worse_by_more_than_the_margin_is_refuted_and_in_between_is_inconclusive() {
    dense(98, 98, 98);
    level(1, RunKey.TICKET, 97.5, 97.6, 97.5);
    level(2, RunKey.TICKET, 97.5, 98.2, 98);
    assertThat(verdict("ticket-matches-dense", 1).verdict()).isEqualTo(Outcome.REFUTED);
    assertThat(verdict("ticket-matches-dense", 2).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void one_replicate_is_always_inconclusive() {
    dense(97);
    level(1, RunKey.TICKET, 99);
    level(1, "reinit", 50);
    assertThat(analysis().verdicts()).hasSize(3).allMatch(v -> v.verdict() == Outcome.INCONCLUSIVE);
    assertThat(verdict("ticket-matches-dense", 1).low()).isNull();
    assertThat(analysis().leastMatching()).isNull();
  }

  @Test
  void the_fixed_sequence_stops_at_the_first_failure() {
    dense(98, 98.1, 98);
    level(1, RunKey.TICKET, 98, 98.1, 98.1);
    level(2, RunKey.TICKET, 97, 97.1, 97);
    level(3, RunKey.TICKET, 98, 98.1, 98.1);
    assertThat(requireNonNull(analysis().leastMatching()).value()).isEqualTo(0.5);
  }

  @Test
  void a_diverged_run_counts_as_guessing_and_never_supports_its_branch() {
    dense(98, 98.1, 98);
    level(1, RunKey.TICKET, 98.5, 98.6, Double.NaN);
    level(1, "reinit", 96, 96, Double.NaN);
    BranchFindings ticket = branch(1, RunKey.TICKET);
    assertThat(ticket.failed()).isEqualTo(1);
    assertThat(ticket.n()).isEqualTo(3);
    assertThat(ticket.earlyStopAccuracy().mean()).isCloseTo((98.5 + 98.6 + 10) / 3, within(1e-9));
    assertThat(verdict("ticket-matches-dense", 1).verdict()).isNotEqualTo(Outcome.SUPPORTED);
    assertThat(verdict("ticket-beats-reinit", 1).verdict()).isNotEqualTo(Outcome.SUPPORTED);
    assertThat(verdict("ticket-matches-dense", 1).note()).contains("a ticket diverged");
    assertThat(verdict("ticket-trains-faster", 1).note()).contains("a ticket diverged");
  }

  @Test
  void a_ticket_that_diverges_cannot_win_against_one_that_diverges_too() {
    dense(98, 98.1, 98);
    level(1, RunKey.TICKET, 98.5, 98.6, Double.NaN);
    level(1, "reinit", 96, 96.2, Double.NaN);
    runs.add(withDraw(run(3, 1, "reinit", Double.NaN, 1000, false), 2));
    Verdict unsound = verdict("ticket-beats-reinit", 1);
    // Spread alone leaves that one open. This one it would not: it is the rule that decides.
    level(2, RunKey.TICKET, 10.1, 10.2, Double.NaN);
    level(2, "reinit", 9.0, 9.0, 9.05);
    Verdict sound = verdict("ticket-beats-reinit", 2);
    assertThat(unsound.verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(sound.low()).isPositive();
    assertThat(sound.verdict()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void differences_that_are_all_equal_decide_nothing() {
    dense(97, 97, 97);
    level(1, RunKey.TICKET, 98, 98, 98);
    level(1, "reinit", 96, 96, 96);
    assertThat(analysis().verdicts()).hasSize(3).allMatch(v -> v.verdict() == Outcome.INCONCLUSIVE);
    assertThat(verdict("ticket-beats-reinit", 1).note()).contains("all differences are equal");
    assertThat(verdict("ticket-beats-reinit", 1).low()).isCloseTo(2, within(1e-9));
  }

  @Test
  void differences_of_as_many_examples_are_equal_whatever_their_rounding() {
    dense(97.51, 97.63, 97.42, 98.07, 97.99);
    level(1, RunKey.TICKET, 97.71, 97.83, 97.62, 98.27, 98.19);
    assertThat(verdict("ticket-matches-dense", 1).effect()).isCloseTo(0.2, within(1e-9));
    assertThat(verdict("ticket-matches-dense", 1).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void a_diverged_dense_network_is_nothing_to_compare_with() {
    dense(98, 98.1, Double.NaN);
    level(1, RunKey.TICKET, 98.5, 98.6, 98.4);
    for (String claim : List.of("ticket-matches-dense", "ticket-trains-faster")) {
      assertThat(verdict(claim, 1).verdict()).isNotEqualTo(Outcome.SUPPORTED);
      assertThat(verdict(claim, 1).note()).contains("a dense training diverged");
    }
  }

  @Test
  void an_early_stop_at_the_very_start_counts_as_half_a_look() {
    List<Point> looks =
        List.of(
            new Point(0, Double.NaN, new Evaluation(1, 1, 2)),
            new Point(200, 1, new Evaluation(1, 1, 2)));
    for (int r = 1; r <= 3; r++) {
      runs.add(withCurve(run(r, 0, RunKey.TICKET, 98, 400, false), looks));
      runs.add(withCurve(run(r, 1, RunKey.TICKET, 98, r == 1 ? 0 : 200, false), looks));
    }
    // Ratios 4, 2 and 2.
    assertThat(verdict("ticket-trains-faster", 1).effect()).isCloseTo(Math.cbrt(16), within(1e-9));
  }

  @Test
  void a_ticket_whose_loss_was_still_falling_cannot_be_called_faster() {
    for (int r = 1; r <= 3; r++) {
      runs.add(run(r, 0, RunKey.TICKET, 98, 1600 + r, false));
      runs.add(run(r, 1, RunKey.TICKET, 98, 800 + r, false));
      runs.add(run(r, 2, RunKey.TICKET, 98, 2000, r == 3));
    }
    Verdict faster = verdict("ticket-trains-faster", 1);
    assertThat(faster.verdict()).isEqualTo(Outcome.SUPPORTED);
    assertThat(faster.effect()).isCloseTo(2, within(0.01));
    assertThat(verdict("ticket-trains-faster", 2).verdict()).isNotEqualTo(Outcome.SUPPORTED);
  }

  @Test
  void a_ticket_that_stops_learning_sooner_is_not_called_faster() {
    for (int r = 1; r <= 3; r++) {
      runs.add(run(r, 0, RunKey.TICKET, 98 + r / 100.0, 1600 + r, false));
      runs.add(run(r, 1, RunKey.TICKET, 33 + r / 10.0, 200 + r, false));
    }
    assertThat(verdict("ticket-matches-dense", 1).verdict()).isEqualTo(Outcome.REFUTED);
    Verdict faster = verdict("ticket-trains-faster", 1);
    assertThat(faster.low()).isGreaterThan(7);
    assertThat(faster.verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(faster.note()).contains("does not match the dense network");
  }

  @Test
  void draws_of_a_control_are_averaged_within_their_replicate() {
    dense(98, 98);
    level(1, RunKey.TICKET, 98, 98.2);
    level(1, "reinit", 96, 97);
    runs.add(withDraw(run(1, 1, "reinit", 94, 100, false), 2));
    assertThat(branch(1, "reinit").n()).isEqualTo(2);
    assertThat(branch(1, "reinit").earlyStopAccuracy().mean()).isCloseTo(96, within(1e-9));
  }

  @Test
  void costs_are_told_beside_a_dense_training() {
    dense(97, 97);
    level(1, RunKey.TICKET, 97, Double.NaN);
    level(1, "reinit", 96, 96);
    works(100, 102, 50, 7, 50, 52);
    assertThat(branch(0, RunKey.TICKET).cost().flops()).isEqualTo(101);
    assertThat(branch(0, RunKey.TICKET).cost().ofDense()).isEqualTo(1);
    assertThat(branch(1, RunKey.TICKET).cost().flops()).as("of those that ended").isEqualTo(50);
    assertThat(branch(1, "reinit").cost()).isEqualTo(new CostFindings(51.0, 51 / 101.0, 0.5));
    assertThat(analysis().denseTrainings()).isEqualTo(361 / 101.0, within(1e-12));
  }

  @Test
  void one_record_without_its_work_leaves_sums_and_means_unknown() {
    dense(97, 97);
    level(1, RunKey.TICKET, 97, 97);
    works(100, 102, 50);
    assertThat(branch(0, RunKey.TICKET).cost().flops()).isEqualTo(101);
    assertThat(branch(1, RunKey.TICKET).cost()).isEqualTo(CostFindings.NONE);
    assertThat(analysis().denseTrainings()).isNull();
  }

  /// Gives the first runs their work, half of it by sparse kernels.
  private void works(long... flops) {
    for (int i = 0; i < flops.length; i++) {
      Cost cost = new Cost(flops[i], flops[i] / 2, 0, 0);
      RunRecord run = runs.get(i);
      runs.set(i, with(run, run.key(), new Work(cost, 1, 0), run.curve()));
    }
  }

  private void dense(double... accuracies) {
    level(0, RunKey.TICKET, accuracies);
  }

  private void level(int level, String branch, double... accuracies) {
    for (int r = 0; r < accuracies.length; r++) {
      runs.add(run(r + 1, level, branch, accuracies[r], 1000, false));
    }
  }

  private static RunRecord run(
      long replicate, int level, String branch, double accuracy, long step, boolean censored) {
    boolean diverged = Double.isNaN(accuracy);
    Evaluation test = new Evaluation(0.1, Math.round(accuracy * 1000), 100_000);
    return new RunRecord(
        new RunKey(replicate, level, branch, 1),
        "",
        1000 >> level,
        1000,
        List.of(),
        10,
        0,
        2000,
        900,
        List.of(),
        null,
        List.of(),
        diverged ? null : new EarlyStop(step, 0.1, censored, test),
        diverged ? null : test,
        diverged ? 7L : null);
  }

  private static RunRecord withDraw(RunRecord run, int draw) {
    RunKey key = run.key();
    RunKey drawn = new RunKey(key.replicate(), key.level(), key.branch(), draw);
    return with(run, drawn, run.work(), run.curve());
  }

  private static RunRecord withCurve(RunRecord run, List<Point> curve) {
    return with(run, run.key(), run.work(), curve);
  }

  private static RunRecord with(RunRecord run, RunKey key, @Nullable Work work, List<Point> curve) {
    return new RunRecord(
        key,
        run.factor(),
        run.survivors(),
        run.weights(),
        run.emptyLayers(),
        run.classes(),
        run.from(),
        run.to(),
        run.stepsPerEpoch(),
        run.plan(),
        work,
        curve,
        run.earlyStop(),
        run.last(),
        run.divergedAt());
  }

  private Findings analysis() {
    return Analysis.of(SPEC, runs);
  }

  private BranchFindings branch(int level, String branch) {
    return requireNonNull(analysis().levels().get(level).branches().get(branch));
  }

  private Verdict verdict(String claim, int level) {
    return analysis().verdicts().stream()
        .filter(verdict -> verdict.claim().equals(claim) && verdict.level() == level)
        .findFirst()
        .orElseThrow();
  }
}
