package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Verdict;
import dev.tombola.format.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line, on a small table of the user's own.
final class CommandsTest {
  @TempDir private static Path folder;
  private static Path csv;
  private static Path runs;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    csv = Flowers.csv(folder);
    runs = folder.resolve("runs");
    Answer answer = Answer.to(Flowers.run(csv, runs, "--threads=2"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    try (Stream<Path> directories = Files.list(runs)) {
      run = directories.findFirst().orElseThrow();
    }
    assertThat(answer.out()).contains("level   density").contains("Next:  tombola report ");
    assertThat(answer.err()).contains("[8/8] replicate ").doesNotContain("\u001b");
  }

  @Test
  void a_finished_experiment_run_again_shows_its_result_at_once() {
    Answer answer = Answer.to(Flowers.run(csv, runs, "--threads=2"));
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).contains("8 of 8 trainings were done before");
    assertThat(answer.out()).contains("Least matching density");
  }

  @Test
  void a_network_that_is_there_is_pruned_and_said_to_be_what_it_is(@TempDir Path out)
      throws IOException {
    Path ticket = run.resolve("replicate-1/level-0/ticket");
    Safetensors model = Safetensors.read(ticket.resolve("weights-40.safetensors"));
    SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    model
        .tensors()
        .forEach(
            (name, tensor) -> tensors.put(name.replace("fc1", "0").replace("fc2", "2"), tensor));
    float[] values = model.tensor("fc1.weight").floats();
    Arrays.fill(values, 0, 9, 0f);
    tensors.put("0.weight", Safetensors.Tensor.of(List.of(12, 3), values));
    Path file = out.resolve("model.safetensors");
    Files.write(file, new Safetensors(tensors, new LinkedHashMap<>()).encode());
    String start = "start={kind: checkpoint, file: \"" + file + "\", trained: true";
    Answer lacking = Answer.to(Flowers.run(csv, out, start + "}"));
    assertThat(lacking.exit()).isEqualTo(2);
    assertThat(lacking.err().replaceAll("\\s+", " "))
        .contains("it lacks fc1.weight, fc1.bias, fc2.weight, fc2.bias;")
        .contains("by their shapes they may be start.names={\"0\": fc1, \"2\": fc2}");
    Answer answer = Answer.to(Flowers.run(csv, out, start + ", names: {\"0\": fc1, \"2\": fc2}}"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err().replaceAll("\\s+", " "))
        .contains("Level 0 is the checkpoint " + file)
        .contains(", with 9 weights (13 %) at zero: values as all others, of least magnitude.");
    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains("All seeds start from the checkpoint " + file + ", which level 0 is as it is.")
        .doesNotContain("trains faster")
        .doesNotContain("NaN");
    Files.delete(file);
    try (Stream<Path> directories = Files.list(out)) {
      String directory = directories.findFirst().orElseThrow().toString();
      assertThat(Answer.to("show", directory).exit()).isZero();
      assertThat(Answer.to("report", directory).exit()).isZero();
    }
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

  @Test
  void list_and_diff_read_run_directories() {
    assertThat(Answer.to("list", runs.toString()).out())
        .contains(run.getFileName().toString(), "2 of 2", "8 of 8");
    assertThat(Answer.to("list").out()).contains("No run directories in runs");
    Answer same = Answer.to("diff", run.toString(), run.toString());
    assertThat(same.out()).contains("Spec: the same").contains("Verdicts: the same");
  }

  @Test
  void list_is_not_disturbed_by_folders_that_are_none_of_its_own() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.createDirectory(mixed.resolve("photographs"));
    Files.writeString(mixed.resolve("notes.txt"), "buy milk");
    Files.writeString(
        Files.createDirectory(mixed.resolve("other-program")).resolve("spec.yaml"), "a: 1");
    Answer.to(Flowers.run(csv, mixed, "--replicates=1", "--levels=1", "branches=[]"));
    Answer answer = Answer.to("list", mixed.toString());
    assertThat(answer.exit()).isZero();
    assertThat(answer.out().lines()).hasSize(3);
    assertThat(answer.out())
        .contains("flowers-", "1 of 1", "2 of 2")
        .containsPattern("other-program +unreadable")
        .doesNotContain("photographs");
  }

  @Test
  void larger_totals_extend_an_experiment_and_diff_tells_of_it() throws IOException {
    Path out = folder.resolve("extended");
    Answer.to(Flowers.run(csv, out, "--replicates=1", "--levels=1"));
    Answer more = Answer.to(Flowers.run(csv, out, "--replicates=2", "--levels=2"));
    assertThat(more.err()).contains("2 of 8 trainings were done before");
    try (Stream<Path> directories = Files.list(out)) {
      assertThat(directories).hasSize(1);
    }
    Path small = folder.resolve("small");
    Answer.to(Flowers.run(csv, small, "--replicates=1", "training.batch=20"));
    Path elsewhere = folder.resolve("elsewhere");
    Answer.to(Flowers.run(csv, elsewhere, "branches=[{kind: reinit, levels: [1]}]"));
    try (Stream<Path> directories = Files.list(elsewhere)) {
      Answer answer = Answer.to("diff", run.toString(), directories.findFirst().get().toString());
      assertThat(answer.out())
          .containsPattern("branches.reinit.levels +\\[2\\] +\\[1\\]")
          .containsSubsequence("reinit at 63 %", "reinit at 40 %");
    }
    try (Stream<Path> directories = Files.list(small)) {
      Answer answer = Answer.to("diff", run.toString(), directories.findFirst().get().toString());
      assertThat(answer.out())
          .containsPattern("training.batch +16 +20")
          .containsPattern("replicates +2 +1");
    }
  }

  @Test
  void every_preset_resolves_to_an_experiment_whose_levels_hold_its_controls() {
    for (String preset : SpecFile.presets()) {
      ExperimentSpec spec = SpecFile.resolve(preset, List.of());
      assertThat(spec.name()).isEqualTo(preset);
      assertThat(spec.branches()).isNotEmpty().allMatch(branch -> branch.at(spec.levels()));
      String[] values =
          SpecFile.preset(preset).lines().filter(line -> line.contains("#")).toArray(String[]::new);
      assertThat(values).hasSizeGreaterThan(8);
    }
  }

  @Test
  void a_bare_command_tells_what_to_try_and_the_version_names_commit_and_java() {
    assertThat(Answer.to().out())
        .startsWith("Tombola finds")
        .contains("tombola run lenet-mnist-quick", "tombola presets");
    assertThat(Answer.to("--version").out())
        .matches("tombola .+ \\(.+\\), Java 2\\d.*\\R")
        .contains(System.getProperty("java.version"));
    assertThat(Answer.to("help", "run").out()).isEqualTo(Answer.to("run", "--help").out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ticket", "data"})
  void help_says_of_every_command_a_whole_sentence(String command) {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    String commands =
        Answer.to(arguments).out().split("Commands:\\R", -1)[1].split("\\RExit", -1)[0];
    assertThat(commands.strip().split("\\R  (?=\\w)", -1))
        .hasSizeGreaterThan(2)
        .allMatch(summary -> summary.startsWith("help ") || summary.strip().endsWith("."));
  }

  @Test
  void presets_lists_all_with_all_that_is_said_of_them_and_prints_one_verbatim() {
    assertThat(Answer.to("presets").out())
        .contains("held against its controls, in five replicates. Short trainings")
        .containsSubsequence(SpecFile.presets())
        .contains("`tombola presets defaults`", "`tombola presets kinds`");
    assertThat(Answer.to(80, "tombola", "presets").out().lines())
        .allMatch(line -> line.length() <= 80);
    assertThat(Answer.to("presets", "defaults").out()).contains("evaluateEvery", "seed: 1");
    assertThat(Answer.to("presets", "kinds").out()).contains("sign-only: {levels: []");
    assertThat(Answer.to("presets", "lenet-mnist").out())
        .contains("Adam 1.2e-3")
        .startsWith("# LeNet");
  }

  @Test
  void every_sentence_names_the_program_as_it_was_called() {
    String called = "./tombola";
    assertThat(Answer.to(Console.ENDLESS, called).out())
        .contains("  ./tombola run lenet-mnist-quick", "Usage: ./tombola ");
    assertThat(Answer.to(Console.ENDLESS, called, "run", "--help").out())
        .contains("\n  ./tombola run mine.yaml");
    assertThat(Answer.to(Console.ENDLESS, called, "show", "nowhere").err())
        .contains("`./tombola list`");
    assertThat(Answer.to(Console.ENDLESS, called, "run").err())
        .contains("see ./tombola run --help");
    String[] again = Flowers.run(csv, runs).toArray(String[]::new);
    assertThat(Answer.to(Console.ENDLESS, called, again).out())
        .contains(
            "Next:  ./tombola report ",
            "       ./tombola show ",
            "       ./tombola ticket export ");
  }

  @Test
  void a_glob_of_two_run_directories_writes_both_reports_and_complains_of_what_is_none()
      throws IOException {
    Path out = folder.resolve("two");
    Answer.to(Flowers.run(csv, out, "--replicates=1", "--levels=1", "branches=[]"));
    Answer.to(Flowers.run(csv, out, "--replicates=1", "--levels=1", "branches=[]", "seed=5"));
    Path none = Files.createDirectory(out.resolve("flowers-none"));
    List<String> command = new ArrayList<>(List.of("report"));
    try (Stream<Path> directories = Files.list(out)) {
      directories.sorted().map(Path::toString).forEach(command::add);
    }
    Answer answer = Answer.to(command);
    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.out().lines()).hasSize(2).allMatch(line -> line.endsWith("report.html"));
    assertThat(answer.out().lines().map(Path::of)).allMatch(Files::exists);
    assertThat(answer.err().lines()).hasSize(1).first().asString().contains(none.toString());
  }

  @Test
  void controls_that_the_levels_never_reach_are_announced() {
    Path out = folder.resolve("shallow");
    Answer answer = Answer.to(Flowers.run(csv, out, "--levels=1", "--replicates=1"));
    assertThat(answer.err())
        .startsWith(
            "tombola: controls beyond the experiment's 1 level are not done: reinit at 2\n");
    assertThat(Answer.to(Flowers.run(csv, runs)).err()).doesNotContain("beyond");
  }

  @Test
  void what_is_not_trained_yet_is_not_known_yet() {
    Path out = folder.resolve("dense");
    assertThat(Answer.to(Flowers.run(csv, out, "--levels=0")).out())
        .contains("Least matching density: not known yet; no pruned level has been trained");
  }

  @Test
  void list_does_not_call_a_level_matching_below_one_that_was_not_shown_to_be() {
    Verdict above = verdict("ticket-matches-dense", Verdict.Outcome.INCONCLUSIVE, 1);
    Verdict below = verdict("ticket-matches-dense", Verdict.Outcome.SUPPORTED, 2);
    Verdict beats = verdict("ticket-beats-reinit", Verdict.Outcome.SUPPORTED, 1);
    var levels = Stream.of(90.0, 91.0, 92.0).map(SomeFindings::ticket).toList();
    assertThat(ListCommand.best(SomeFindings.of(levels, null, above, below)))
        .isEqualTo("nothing shown yet");
    assertThat(ListCommand.best(SomeFindings.of(levels, null, above, beats, below)))
        .isEqualTo("ticket beats reinit at 50 %");
  }

  private static Verdict verdict(String claim, Verdict.Outcome outcome, int level) {
    return new Verdict(claim, outcome, level, 1.0, 0.5, 1.5, 0, 5, "");
  }

  @Test
  void a_training_step_is_told_in_the_unit_that_it_takes() {
    assertThat(Words.brief(2.857e-6)).isEqualTo("2.86 µs");
    assertThat(Words.brief(0.604e-3)).isEqualTo("604 µs");
    assertThat(Words.brief(0.99996e-3)).isEqualTo("1.00 ms");
    assertThat(Words.brief(0.0123)).isEqualTo("12.3 ms");
    assertThat(Words.brief(1.24)).isEqualTo("1.2 s");
  }

  @Test
  void operations_have_three_digits_and_a_unit() {
    assertThat(Words.flops(0)).isEqualTo("0 FLOP");
    assertThat(Words.flops(999)).isEqualTo("999 FLOP");
    assertThat(Words.flops(71_949_360)).isEqualTo("71.9 MFLOP");
    assertThat(Words.flops(9.996e9)).isEqualTo("10.0 GFLOP");
    assertThat(Words.flops(99.96e9)).isEqualTo("100 GFLOP");
    assertThat(Words.flops(999.6e9)).isEqualTo("1.00 TFLOP");
    assertThat(Words.flops(3e22)).isEqualTo("30000 EFLOP");
  }

  @Test
  void a_dry_run_of_what_is_done_measures_nothing() {
    Answer answer = Answer.to(Flowers.run(csv, runs, "--dry-run"));
    assertThat(answer.out()).startsWith("8 of 8 trainings are there already, in ");
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void a_dry_run_estimates_and_writes_nothing() {
    Path out = folder.resolve("dry");
    Answer answer = Answer.to(Flowers.run(csv, out, "--dry-run", "--threads=3"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("weights      72")
        .contains("trainings    8")
        .contains("dense trainings' worth")
        .containsPattern("time         about .*, 3 trainings at a time")
        .containsPattern("a training step takes [\\d.]+ [µm]s at 100 %,\\s");
    assertThat(answer.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(out).doesNotExist();
  }
}
