package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.connect.Subnetwork;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.ConnectivityFindings;
import dev.tombola.findings.ConnectivityFindings.Stability;
import dev.tombola.findings.Verdict;
import dev.tombola.findings.Verdict.Outcome;
import dev.tombola.nn.Density;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RewindingWordsTest {
  private static final ExperimentSpec SPEC =
      spec(
          "{kind: reinit}",
          "{kind: retraining, name: rewind-75,"
              + " retrain: {weightsFrom: 75it, scheduleFrom: 75it, rateFrom: 75it}}",
          "{kind: retraining, name: faster,"
              + " retrain: {weightsFrom: end, scheduleFrom: 2.0ep, rateFrom: 2.0ep}}",
          "{kind: retraining, name: fine-tuning,"
              + " retrain: {weightsFrom: end, scheduleFrom: 75it, rateFrom: end}}");

  private static final ConnectivityFindings UNCONNECTED = connected();

  @Test
  void resetting_that_equals_new_values_and_rewinding_that_beats_them_are_told_together() {
    assertThat(summary(equal(1), better("rewind-75", 1, 8.14)))
        .isEqualTo(
            "Resetting to initialisation does no better than new random values (±1 point) at 50 %"
                + " of the weights; rewinding to iteration 75 does, by 8.1 points.");
  }

  @Test
  void several_ways_and_levels_are_told_by_how_much_and_where() {
    assertThat(
            summary(
                equal(1),
                better("rewind-75", 1, 8.14),
                better("faster", 1, 9),
                better("fine-tuning", 1, 3),
                equal(2),
                better("rewind-75", 2, 6.16),
                better("faster", 3, 7)))
        .isEqualTo(
            "Resetting to initialisation does no better than new random values (±1 point) at 50 %"
                + " and 25 % of the weights; rewinding to iteration 75 does, by 6.2 to 8.1 points;"
                + " learning-rate rewinding to epoch 2 does, by 9.0 points at 50 %; fine-tuning"
                + " does, by 3.0 points at 50 %.");
  }

  @Test
  void a_gain_that_might_be_resetting_s_too_is_no_contrast() {
    assertThat(summary(equal(1), better("rewind-75", 1, 1.4)))
        .isEqualTo(
            "Resetting to initialisation does no better than new random values (±1 point) at 50 %"
                + " of the weights.");
  }

  @Test
  void without_a_verdict_that_bears_it_nothing_is_said() {
    Verdict open = verdict("ticket-equals-reinit", Outcome.INCONCLUSIVE, 1, 0.3, 1);
    Verdict refuted = verdict("ticket-equals-reinit", Outcome.REFUTED, 1, 4, 1);
    assertThat(summary()).isEmpty();
    assertThat(summary(open, better("rewind-75", 1, 8))).isEmpty();
    assertThat(summary(refuted, better("rewind-75", 1, 8))).isEmpty();
    assertThat(summary(equal(1), better("ticket", 1, 0.6))).isEmpty();
  }

  @Test
  void a_ticket_that_rewinds_is_the_other_way_beside_one_that_resets() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of(
                "retrain={weightsFrom: 75it, scheduleFrom: 75it, rateFrom: 75it}",
                "branches=[{kind: reinit}, {kind: retraining, name: reset,"
                    + " retrain: {weightsFrom: init, scheduleFrom: init, rateFrom: init}}]"));
    Verdict reset = verdict("reset-equals-reinit", Outcome.SUPPORTED, 1, 0.1, 1);
    assertThat(summary(spec, UNCONNECTED, reset, better("ticket", 1, 4)))
        .contains("(±1 point) at 50 % of the weights; rewinding to iteration 75 does, by 4.0");
    assertThat(summary(spec, UNCONNECTED, equal(1))).isEmpty();
  }

  @Test
  void what_starts_from_a_checkpoint_is_reset_to_that() {
    ExperimentSpec spec =
        SpecFile.resolve(
            "lenet-mnist-quick",
            List.of("start={kind: checkpoint, file: a.safetensors}", "branches=[{kind: reinit}]"));
    assertThat(summary(spec, connected(stable(Subnetwork.DENSE, 0L)), equal(1)))
        .isEqualTo(
            "Resetting to the checkpoint does no better than new random values (±1 point) at 50 %"
                + " of the weights. The dense network is stable from the checkpoint on.");
  }

  @Test
  void where_the_dense_network_is_stable_is_told_once_connect_has_found_it() {
    Stability ticket = stable(Subnetwork.TICKET, 50L);
    assertThat(summary(SPEC, connected(ticket, stable(Subnetwork.DENSE, 1000L)), equal(1)))
        .endsWith(" of the weights. The dense network is stable from iteration 1,000 on.");
    assertThat(summary(SPEC, connected(stable(Subnetwork.DENSE, 0L)), equal(1)))
        .endsWith(" The dense network is stable from initialisation on.");
    assertThat(summary(SPEC, connected(ticket, stable(Subnetwork.DENSE, null)), equal(1)))
        .endsWith(" of the weights.");
    assertThat(summary(SPEC, connected(stable(Subnetwork.DENSE, 1000L)))).isEmpty();
  }

  @Test
  void claims_are_sentences_whatever_a_way_is_called() {
    assertThat(Words.claim(equal(1))).isEqualTo("ticket equals reinit within 1 point");
    assertThat(Words.verdict(better("lr-beats-75", 1, 8), Density.of(1, 2)))
        .isEqualTo("lr-beats-75 beats reinit at 50 %: +8.00 points (+7.50 to +8.50)");
    assertThat(Words.claim(verdict("ticket-beats-random-mask", Outcome.REFUTED, 1, -1, 0)))
        .isEqualTo("ticket beats random-mask");
    assertThat(Words.claim(verdict("ticket-matches-dense", Outcome.REFUTED, 1, -1, 0)))
        .isEqualTo("ticket matches dense");
  }

  @Test
  void a_list_tells_a_difference_before_an_equality() {
    var levels = Stream.of(90.0, 91.0).map(SomeFindings::ticket).toList();
    assertThat(ListCommand.best(SomeFindings.of(levels, null, equal(1), better("rewind-75", 1, 8))))
        .isEqualTo("rewind-75 beats reinit at 50 %");
    assertThat(ListCommand.best(SomeFindings.of(levels, null, equal(1))))
        .isEqualTo("ticket equals reinit within 1 point at 50 %");
  }

  private static Verdict equal(int level) {
    return verdict("ticket-equals-reinit", Outcome.SUPPORTED, level, 0.3, 1);
  }

  private static Verdict better(String way, int level, double points) {
    return verdict(way + "-beats-reinit", Outcome.SUPPORTED, level, points, 0);
  }

  private static Verdict verdict(
      String claim, Outcome outcome, int level, double effect, double margin) {
    return new Verdict(claim, outcome, level, effect, effect - 0.5, effect + 0.5, margin, 5, "");
  }

  private static Stability stable(Subnetwork subnetwork, @Nullable Long from) {
    return new Stability(subnetwork, 0, Density.DENSE, from, 2000);
  }

  private static ConnectivityFindings connected(Stability... stability) {
    return new ConnectivityFindings(SPEC, 2000, List.of(), List.of(stability), List.of(), null);
  }

  private static ExperimentSpec spec(String... branches) {
    return SpecFile.resolve(
        "lenet-mnist-quick", List.of("branches=[" + String.join(", ", branches) + "]"));
  }

  private static String summary(Verdict... verdicts) {
    return summary(SPEC, UNCONNECTED, verdicts);
  }

  private static String summary(
      ExperimentSpec spec, ConnectivityFindings connected, Verdict... verdicts) {
    var levels = Stream.of(90.0, 91.0, 92.0, 93.0).map(SomeFindings::ticket).toList();
    return RewindingWords.summary(SomeFindings.of(spec, levels, null, verdicts), connected);
  }
}
