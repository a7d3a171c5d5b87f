package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line, on a small table of the user's own.
final class CommandsTest {
  @TempDir private static Path folder;
  private static Path csv;
  private static Path runs;
  private static Path run;

  /// What a command said.
  private record Answer(int exit, String out, String err) {}

  @BeforeAll
  static void runOnce() throws IOException {
    csv = folder.resolve("flowers.csv");
    Files.writeString(csv, table(240));
    runs = folder.resolve("runs");
    Answer answer = tombola(runArguments(runs));
    assertThat(answer.exit).as(answer.err).isZero();
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow();
    }
    assertThat(answer.out).contains("level   density").contains("Next:  tombola report ");
    assertThat(answer.err).contains("[8/8] replicate ").doesNotContain("\u001b");
  }

  private static String[] runArguments(Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "lenet-mnist-quick",
                "name=flowers",
                "data={source: {kind: csv, train: "
                    + csv
                    + ", label: species}, validation: 40, test: 60}",
                "data.normalise={kind: from-training, perFeature: true}",
                "network.hidden=[12]",
                "training.batch=16",
                "training.length=40it",
                "evaluateEvery=10it",
                "branches=[{kind: reinit, levels: [2]}]",
                "--replicates=2",
                "--levels=2",
                "--threads=2",
                "--out=" + out));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static String table(int rows) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,b,c,species\n");
    for (int i = 0; i < rows; i++) {
      int species = i % 3;
      for (int j = 0; j < 3; j++) {
        text.append(random.nextGaussian() + (j == species ? 1.5 : 0)).append(',');
      }
      text.append(List.of("rose", "lily", "iris").get(species)).append('\n');
    }
    return text.toString();
  }

  @Test
  void a_finished_experiment_run_again_shows_its_result_at_once() {
    Answer answer = tombola(runArguments(runs));
    assertThat(answer.exit).isZero();
    assertThat(answer.err).contains("8 of 8 trainings were done before");
    assertThat(answer.out).contains("Least matching density");
  }

  @Test
  void show_prints_table_plot_and_verdicts() {
    Answer answer = tombola("show", run.toString());
    assertThat(answer.exit).isZero();
    assertThat(answer.out)
        .contains("● ticket   ○ reinit")
        .contains("100 %")
        .contains("the ticket beats reinit at ")
        .doesNotContain("NaN")
        .doesNotContain("\u001b");
  }

  @Test
  void show_json_is_one_object_of_the_promised_form() {
    Answer answer = tombola("show", run.toString(), "--json");
    JsonNode json = new JsonMapper().readTree(answer.out);
    assertThat(json.propertyNames())
        .containsExactly(
            "schemaVersion", "name", "spec", "levels", "verdicts", "leastMatchingDensity");
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
    assertThat(answer.out).doesNotContain("NaN");
  }

  @Test
  void show_csv_has_a_line_per_training() {
    Answer answer = tombola("show", run.toString(), "--csv");
    assertThat(answer.out.lines()).hasSize(9).allMatch(line -> line.split(",", -1).length == 16);
  }

  @Test
  void list_and_diff_read_run_directories() {
    assertThat(tombola("list", runs.toString()).out)
        .contains(run.getFileName().toString(), "8 of 8");
    Answer same = tombola("diff", run.toString(), run.toString());
    assertThat(same.out).contains("Spec: the same").contains("Verdicts: the same");
  }

  @Test
  void presets_lists_all_and_prints_one_verbatim() {
    assertThat(tombola("presets").out.lines()).hasSize(5).allMatch(line -> line.length() > 30);
    assertThat(tombola("presets", "lenet-mnist").out).contains("Adam 1.2e-3").startsWith("# LeNet");
  }

  @Test
  void a_dry_run_estimates_and_writes_nothing() {
    Path out = folder.resolve("dry");
    Answer answer = tombola(runArguments(out, "--dry-run"));
    assertThat(answer.exit).as(answer.err).isZero();
    assertThat(answer.out)
        .contains("weights      72")
        .contains("trainings    8")
        .contains("time         about");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run lenet-mnist-quik | did you mean lenet-mnist-quick
          run lenet-mnist-quick training.bach=3 | unknown key training.bach; did you mean batch
          run lenet-mnist-quick training.batch=many | training.batch: "many" is not a whole number
          run lenet-mnist-quick --threads=0 | --threads: 0 is too few
          run lenet-mnist-quick --levles=3 | Unknown option: '--levles=3'
          run lenet-mnist-quick evaluateEvery=99999it | evaluateEvery: 99999it is longer than the training
          run lenet-mnist-quick retrain.weightsFrom=60000it | retrain.weightsFrom: 60000it is beyond the training's 2000 steps
          run lenet-mnist-quick pruning.scope.layers.fc7=0.1 | no layer is called "fc7"
          run lenet-mnist-quick data.validation=60000 | data.validation: 60000
          run lenet-mnist-quick data.source.name=mnits | mnist
          run nowhere.yaml | nowhere.yaml: cannot be read
          show nowhere | nowhere: no run directory
          presets lenet | did you mean
          data get mnits | mnist
          shwo x | Did you mean: tombola show
          """)
  void what_the_user_can_mend_is_one_sentence_and_exit_code_2(String command, String sentence) {
    Answer answer = tombola(command.split(" "));
    assertThat(answer.exit).as(answer.err).isEqualTo(2);
    assertThat(answer.err).contains(sentence).doesNotContain("\tat ");
    assertThat(answer.out).isEmpty();
    assertThat(answer.err.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void a_label_that_is_nowhere_and_a_ragged_row_are_named_before_anything_is_written()
      throws IOException {
    Path ragged = folder.resolve("ragged.csv");
    Files.writeString(ragged, table(90) + "1,2\n");
    Path out = folder.resolve("ragged-runs");
    String data = "data={source: {kind: csv, train: %s, label: %s}, validation: 9, test: 9}";
    Answer row =
        tombola("run", "lenet-mnist-quick", "--out=" + out, data.formatted(ragged, "species"));
    assertThat(row.exit).isEqualTo(2);
    assertThat(row.err).contains("ragged.csv").contains("92");
    Answer label = tombola("run", "lenet-mnist-quick", "--out=" + out, data.formatted(csv, "kind"));
    assertThat(label.exit).isEqualTo(2);
    assertThat(label.err).contains("no column `kind`");
    assertThat(out).doesNotExist();
  }

  private static Answer tombola(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, false, 100);
    int exit = Tombola.commandLine(console).execute(arguments);
    console.out().flush();
    console.err().flush();
    return new Answer(exit, out.toString(), err.toString());
  }
}
