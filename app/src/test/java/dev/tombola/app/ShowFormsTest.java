package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `tombola show` says of a finished experiment: in words, by class, as JSON and as CSV.
@ExtendWith(Once.class)
final class ShowFormsTest {
  @TempDir private Path folder;
  private final Path csv;
  private final Path run;

  ShowFormsTest(FinishedFlowers flowers) {
    csv = flowers.csv();
    run = flowers.run();
  }

  @Test
  void show_prints_table_plot_and_verdicts() {
    Answer answer = Answer.to("show", run.toString());
    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .contains("● ticket   ○ reinit")
        .contains("100 %")
        .contains("ticket beats reinit at ")
        .doesNotContain("NaN")
        .doesNotContain("\u001b");
  }

  @Test
  void show_json_is_one_object_of_the_promised_form() {
    Answer answer = Answer.to("show", run.toString(), "--json");
    JsonNode json = new JsonMapper().readTree(answer.out());
    assertThat(json.propertyNames())
        .containsExactly(
            "schemaVersion",
            "name",
            "spec",
            "levels",
            "verdicts",
            "leastMatchingDensity",
            "denseTrainingsOfWork",
            "classNames",
            "fallingClasses");
    assertThat(json.get("schemaVersion").intValue()).isEqualTo(1);
    assertThat(json.get("levels")).hasSize(3);
    JsonNode dense = json.get("levels").get(0);
    assertThat(dense.get("density").doubleValue()).isEqualTo(1);
    assertThat(dense.get("branches").propertyNames()).containsExactly("ticket");
    JsonNode ticket = dense.get("branches").get("ticket");
    assertThat(ticket.get("n").intValue()).isEqualTo(2);
    assertThat(ticket.get("failed").intValue()).isZero();
    for (String endpoint : List.of("testAccuracy", "earlyStopAccuracy", "earlyStopIteration")) {
      assertThat(ticket.get(endpoint).propertyNames()).containsExactly("mean", "low", "high");
    }
    assertThat(json.get("levels").get(2).get("branches").propertyNames())
        .containsExactly("ticket", "reinit");
    for (JsonNode verdict : json.get("verdicts")) {
      assertThat(verdict.propertyNames())
          .containsExactly("claim", "verdict", "level", "effect", "low", "high", "margin", "n");
      assertThat(verdict.get("verdict").stringValue()).isIn("supported", "refuted", "inconclusive");
    }
    assertThat(answer.out()).doesNotContain("NaN");
  }

  @Test
  void show_csv_has_a_line_per_training() {
    Answer answer = Answer.to("show", run.toString(), "--csv");
    assertThat(answer.out().lines()).hasSize(9).allMatch(line -> line.split(",", -1).length == 19);
  }

  @Test
  void show_classes_has_a_row_for_each_by_its_name() {
    Answer last = Answer.to("show", run.toString(), "--classes");
    assertThat(last.exit()).as(last.err()).isZero();
    assertThat(last.out())
        .startsWith("Test accuracy in % by class at level 2 (40 %)")
        .containsPattern("class +examples +dense +ticket +ticket - dense +reinit +reinit - dense")
        .containsPattern("(?m)^ *rose +\\d+ +[\\d.]+ ± ")
        .containsPattern("(?m)^ *lily +\\d+ ")
        .containsPattern("(?m)^ *iris +\\d+ ")
        .contains("hold for all 3 classes at once")
        .doesNotContain("NaN");
    String dense = Answer.to("show", run.toString(), "--classes", "--level=0").out();
    assertThat(dense).containsPattern("(?m)^class +examples +dense$").doesNotContain("Differences");
    assertThat(Answer.to("show", run.toString()).out())
        .containsPattern("By class: at 40 % (class (rose|lily|iris) loses most|none does worse)");
  }

  @Test
  void a_level_that_is_not_there_and_one_without_classes_are_told_with_a_way_out() {
    assertThat(Answer.to("show", run.toString(), "--classes", "--level=3").err())
        .contains("--level: 3 is none of the levels that are trained; use 0 to 2");
    assertThat(Answer.to("show", run.toString(), "--level=1").err())
        .contains("--level: only the table of classes is of one level; add --classes");
  }

  @Test
  void classes_of_every_training_sum_up_to_its_accuracy() {
    List<String> trainings = Answer.to("show", run.toString(), "--csv").out().lines().toList();
    List<String> classes =
        Answer.to("show", run.toString(), "--classes", "--csv").out().lines().toList();
    assertThat(trainings).hasSize(9);
    assertThat(classes).hasSize(1 + 8 * 3);
    for (int training = 0; training < 8; training++) {
      String[] whole = trainings.get(1 + training).split(",", -1);
      double[] sums = new double[12];
      for (int c = 0; c < 3; c++) {
        String[] one = classes.get(1 + 3 * training + c).split(",", -1);
        assertThat(one[6]).isEqualTo(List.of("iris", "lily", "rose").get(c));
        for (int column = 7; column < 12; column++) {
          sums[column] += Double.parseDouble(one[column]);
        }
      }
      assertThat(100 * sums[9] / sums[11]).isCloseTo(Double.parseDouble(whole[10]), within(1e-9));
      assertThat(100 * sums[10] / sums[11]).isCloseTo(Double.parseDouble(whole[13]), within(1e-9));
      assertThat(100 * sums[7] / sums[8]).isCloseTo(Double.parseDouble(whole[18]), within(1e-9));
    }
  }

  @Test
  void show_tells_what_the_experiment_did_in_dense_trainings() {
    assertThat(Answer.to("show", run.toString()).out())
        .containsPattern(
            "This experiment did \\d\\.\\d dense trainings' worth of work for 8 trainings\\.")
        .containsPattern("level +density +branch +a training +of dense +sparse kernels")
        .containsPattern("0 +100 % +ticket +[\\d.]+ kFLOP +100 % +0 %")
        .containsPattern("2 +40 % +reinit +[\\d.]+ kFLOP +\\d\\d % +\\d\\d %");
    JsonNode json = new JsonMapper().readTree(Answer.to("show", run.toString(), "--json").out());
    double sum =
        Answer.to("show", run.toString(), "--csv")
            .out()
            .lines()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[16]))
            .sum();
    double dense = json.at("/levels/0/branches/ticket/flops").doubleValue();
    assertThat(json.get("denseTrainingsOfWork").doubleValue()).isCloseTo(sum / dense, within(1e-9));
    assertThat(json.at("/levels/0/branches/ticket/flopsOfDense").doubleValue()).isEqualTo(1);
    assertThat(json.at("/levels/2/branches/ticket/flopsOfDense").doubleValue()).isBetween(0.2, 0.8);
  }

  @Test
  void ways_to_retrain_and_layers_without_weights_are_told_in_every_form() throws IOException {
    Path out = folder.resolve("ways");
    String branches =
        "branches=[{kind: reinit, levels: [2]}, {kind: retraining, name: learning-rate-rewinding,"
            + " retrain: {weightsFrom: end, scheduleFrom: 10it, rateFrom: 10it}}]";
    String scope = "pruning.scope={kind: layerwise, rate: 0.2, layers: {fc1: 0.9}}";
    Answer answer = Answer.to(Flowers.run(csv, out, branches, scope));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err()).contains("level 2 learning-rate-rewinding, density ");
    assertThat(answer.err()).contains("no weights left in fc1");
    Path directory;
    try (Stream<Path> directories = Files.list(out)) {
      directory = directories.findFirst().orElseThrow();
    }
    Answer shown = Answer.to(80, "tombola", "show", directory.toString());
    assertThat(shown.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(shown.out().replaceAll("\\s+", " "))
        .contains(
            "Layer fc1 has no weights left from level 2 on, of ticket, learning-rate-rewinding")
        .contains("Ways to retrain, each with masks from its own trainings")
        .contains("way over ticket over dense ", "way over reinit ")
        .contains(
            "learning-rate-rewinding beats ticket at ", "ticket equals reinit within 2 points")
        .containsPattern("2 \\d+ % learning-rate-rewinding [+-][\\d.]+ ± [\\d.]+ ");
    JsonNode json =
        new JsonMapper().readTree(Answer.to("show", directory.toString(), "--json").out());
    assertThat(json.get("waysToRetrain")).hasSize(4);
    assertThat(json.at("/waysToRetrain/3/way").stringValue()).isEqualTo("learning-rate-rewinding");
    assertThat(json.at("/waysToRetrain/3/overTicket/mean").isNumber()).isTrue();
    assertThat(json.at("/emptyLayers/0/layer").stringValue()).isEqualTo("fc1");
    assertThat(json.at("/emptyLayers/0/fromLevel").intValue()).isEqualTo(2);
    assertThat(Answer.to("diff", run.toString(), directory.toString()).out())
        .contains("branches.learning-rate-rewinding.retrain.weightsFrom");
  }
}
