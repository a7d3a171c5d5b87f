package dev.tombola.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is claimed where an experiment has several ways to retrain.
final class WaysTest {
  private static final String REWINDING =
      "{kind: retraining, name: rewind-75, retrain: {weightsFrom: 75it, scheduleFrom: 75it,"
          + " rateFrom: 75it}}";
  private static final String RESETTING =
      "{kind: retraining, name: reset, retrain: {weightsFrom: init, scheduleFrom: init, rateFrom:"
          + " init}}";

  private final List<RunRecord> runs = new ArrayList<>();

  @Test
  void a_ticket_whose_whole_interval_lies_within_two_points_of_new_values_equals_them() {
    dense();
    level(1, RunKey.TICKET, 86.5, 86.9, 87.2);
    level(1, "reinit", 86.2, 86.5, 87.1);
    Verdict equal = verdict("ticket-equals-reinit");
    // Differences 0.3, 0.4, 0.1: mean 0.2667, deviation 0.1528, t(0.95, 2) = 2.919986.
    assertThat(equal.effect()).isCloseTo(0.8 / 3, within(1e-9));
    assertThat(equal.high()).isCloseTo(0.8 / 3 + 2.919986 * 0.152753 / Math.sqrt(3), within(1e-5));
    assertThat(equal.margin()).isEqualTo(2);
    assertThat(equal.n()).isEqualTo(3);
    assertThat(equal.verdict()).isEqualTo(Outcome.SUPPORTED);
  }

  @Test
  void a_ticket_two_points_or_more_above_or_below_new_values_does_not_equal_them() {
    dense();
    level(1, RunKey.TICKET, 89.5, 89.9, 90.2);
    level(2, RunKey.TICKET, 80.5, 80.9, 81.2);
    level(1, "reinit", 86.2, 86.5, 87.1);
    level(2, "reinit", 86.2, 86.5, 87.1);
    assertThat(verdict("ticket-equals-reinit", 1).verdict()).isEqualTo(Outcome.REFUTED);
    assertThat(verdict("ticket-equals-reinit", 2).verdict()).isEqualTo(Outcome.REFUTED);
  }

  @Test
  void no_difference_to_be_seen_is_not_shown_to_be_none() {
    dense();
    level(1, RunKey.TICKET, 85, 86, 87);
    level(1, "reinit", 87, 86, 85);
    level(2, RunKey.TICKET, 87, 87.2, 87.4);
    level(2, "reinit", 85.0, 85.3, 85.3);
    assertThat(verdict("ticket-equals-reinit", 1).effect()).isCloseTo(0, within(1e-9));
    assertThat(verdict("ticket-equals-reinit", 1).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict("ticket-equals-reinit", 2).low()).isBetween(1.5, 2.0);
    assertThat(verdict("ticket-equals-reinit", 2).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void differences_that_are_all_equal_or_of_one_replicate_show_no_equality() {
    dense();
    level(1, RunKey.TICKET, 86, 86.1, 86.2);
    level(1, "reinit", 86, 86.1, 86.2);
    level(2, RunKey.TICKET, 86);
    level(2, "reinit", 86);
    assertThat(verdict("ticket-equals-reinit", 1).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict("ticket-equals-reinit", 1).note()).contains("all differences are equal");
    assertThat(verdict("ticket-equals-reinit", 2).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict("ticket-equals-reinit", 2).note()).contains("one replicate");
  }

  @Test
  void where_either_diverged_they_are_not_called_equal_though_both_guess_alike() {
    dense();
    level(1, RunKey.TICKET, 10.1, 10.2, Double.NaN);
    level(1, "reinit", 10.0, 10.0, 10.05);
    level(2, RunKey.TICKET, 10.1, 10.2, 10.2);
    level(2, "reinit", 10.0, 10.0, Double.NaN);
    Verdict ticket = verdict("ticket-equals-reinit", 1);
    Verdict reinit = verdict("ticket-equals-reinit", 2);
    assertThat(List.of(ticket, reinit))
        .allMatch(verdict -> verdict.verdict() == Outcome.INCONCLUSIVE)
        .allMatch(verdict -> Math.abs(verdict.effect()) < 0.2);
    assertThat(ticket.note()).contains("a ticket diverged");
    assertThat(reinit.note()).contains("a training of reinit diverged");
  }

  @Test
  void a_way_that_rewinds_is_held_against_the_ticket_and_new_values() {
    dense();
    level(1, RunKey.TICKET, 86.5, 86.9, 87.2);
    level(1, "reinit", 86.2, 86.5, 87.1);
    level(1, "rewind-75", 90.9, 91.1, 91.2);
    assertThat(claims())
        .containsExactly(
            "ticket-matches-dense",
            "ticket-trains-faster",
            "ticket-beats-reinit",
            "ticket-equals-reinit",
            "rewind-75-beats-ticket",
            "rewind-75-beats-reinit");
    assertThat(verdict("rewind-75-beats-reinit").verdict()).isEqualTo(Outcome.SUPPORTED);
    assertThat(verdict("rewind-75-beats-reinit").effect()).isCloseTo(13.4 / 3, within(1e-9));
    assertThat(verdict("rewind-75-beats-ticket").verdict()).isEqualTo(Outcome.SUPPORTED);
  }

  @Test
  void a_way_of_which_a_training_diverged_beats_nobody() {
    dense();
    level(1, RunKey.TICKET, 5, 5.1, 5.3);
    level(1, "reinit", 5, 5.1, 5.3);
    level(1, "rewind-75", 10.1, 10.1, Double.NaN);
    for (String claim : List.of("rewind-75-beats-ticket", "rewind-75-beats-reinit")) {
      assertThat(verdict(claim).low()).isPositive();
      assertThat(verdict(claim).verdict()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(verdict(claim).note()).contains("a training of rewind-75 diverged");
    }
  }

  @Test
  void a_way_that_resets_beside_a_ticket_that_rewinds_is_tested_for_equality_too() {
    dense();
    level(1, RunKey.TICKET, 90.9, 91.1, 91.2);
    level(1, "reinit", 86.2, 86.5, 87.1);
    level(1, "reset", 86.5, 86.9, 87.2);
    List<Verdict> verdicts =
        Analysis.of(spec("{kind: reinit}", RESETTING), runs).verdicts().stream().toList();
    assertThat(verdicts)
        .extracting(verdict -> verdict.claim() + " " + verdict.verdict())
        .contains(
            "ticket-equals-reinit REFUTED",
            "reset-beats-ticket REFUTED",
            "reset-equals-reinit SUPPORTED");
  }

  @Test
  void without_another_way_or_at_a_level_without_new_values_nothing_is_equal() {
    dense();
    level(1, RunKey.TICKET, 86.5, 86.9, 87.2);
    level(1, "reinit", 86.2, 86.5, 87.1);
    level(2, RunKey.TICKET, 86.5, 86.9, 87.2);
    level(2, "rewind-75", 90.9, 91.1, 91.2);
    assertThat(Analysis.of(spec("{kind: reinit}"), runs).verdicts())
        .extracting(Verdict::claim)
        .noneMatch(claim -> claim.contains("equals"));
    assertThat(Analysis.of(spec("{kind: reinit}", REWINDING), runs).verdicts())
        .filteredOn(verdict -> verdict.level() == 2)
        .extracting(Verdict::claim)
        .containsExactly("ticket-matches-dense", "ticket-trains-faster", "rewind-75-beats-ticket");
  }

  private static ExperimentSpec spec(String... branches) {
    return SpecFile.resolve(
        "lenet-mnist-quick", List.of("levels=2", "branches=[" + String.join(", ", branches) + "]"));
  }

  private void dense() {
    level(0, RunKey.TICKET, 91.5, 91.7, 91.9);
  }

  private void level(int level, String branch, double... accuracies) {
    for (int r = 0; r < accuracies.length; r++) {
      runs.add(run(new RunKey(r + 1, level, branch, 1), accuracies[r]));
    }
  }

  /// @param accuracy NaN where it diverged
  private static RunRecord run(RunKey key, double accuracy) {
    boolean diverged = Double.isNaN(accuracy);
    Evaluation test = new Evaluation(0.1, Math.round(accuracy * 1000), 100_000);
    return new RunRecord(
        key,
        "",
        1000 >> key.level(),
        1000,
        List.of(),
        10,
        0,
        2000,
        900,
        List.of(),
        null,
        List.of(),
        diverged ? null : new EarlyStop(1000, 0.1, false, test),
        diverged ? null : test,
        diverged ? 7L : null);
  }

  private List<String> claims() {
    return verdicts().stream().map(Verdict::claim).toList();
  }

  private Verdict verdict(String claim) {
    return verdict(claim, 1);
  }

  private Verdict verdict(String claim, int level) {
    return verdicts().stream()
        .filter(verdict -> verdict.claim().equals(claim) && verdict.level() == level)
        .findFirst()
        .orElseThrow();
  }

  private List<Verdict> verdicts() {
    return Analysis.of(spec("{kind: reinit}", REWINDING), runs).verdicts();
  }
}
