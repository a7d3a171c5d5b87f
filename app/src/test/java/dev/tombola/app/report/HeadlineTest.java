package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.RunRecord;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Analysis;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Trajectory.EarlyStop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeadlineTest {
  private final List<RunRecord> runs = new ArrayList<>();

  @Test
  void a_matching_ticket_that_new_values_equal_is_told_so() {
    branch(0, RunKey.TICKET, 98, 98.1, 98);
    branch(1, RunKey.TICKET, 98, 98.2, 98);
    branch(1, "reinit", 98.1, 98.1, 97.9);
    branch(1, "random-mask", 95, 95.3, 95.1);
    assertThat(headline())
        .isEqualTo(
            "A ticket with 50 % of the weights is as good as the dense network, and better than its"
                + " control random-mask. But new random values in its mask do as well, to within 2"
                + " points.");
  }

  @Test
  void a_ticket_that_beats_new_values_by_less_than_a_point_is_not_told_that_they_do_as_well() {
    branch(0, RunKey.TICKET, 98, 98.1, 98);
    branch(1, RunKey.TICKET, 98, 98.2, 98);
    branch(1, "reinit", 97.6, 97.7, 97.6);
    assertThat(headline())
        .isEqualTo(
            "A ticket with 50 % of the weights is as good as the dense network, and better than its"
                + " control reinit.");
  }

  private String headline() {
    String branches =
        "branches=[{kind: reinit}, {kind: random-mask}, {kind: retraining, name: rewinding,"
            + " retrain: {weightsFrom: 75it, scheduleFrom: 75it, rateFrom: 75it}}]";
    List<String> overrides = List.of("levels=1", "replicates=3", branches);
    return Headline.of(Analysis.of(SpecFile.resolve("lenet-mnist-quick", overrides), runs));
  }

  private void branch(int level, String branch, double... accuracies) {
    for (int r = 0; r < accuracies.length; r++) {
      Evaluation test = new Evaluation(0.1, Math.round(accuracies[r] * 1000), 100_000);
      runs.add(
          new RunRecord(
              new RunKey(r + 1, level, branch, 1),
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
              new EarlyStop(1000, 0.1, false, test),
              test,
              null));
    }
  }
}
