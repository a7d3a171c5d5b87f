package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.SpecFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void show_prints_table_plot_and_verdicts() {
    Answer answer = Answer.to("show", run.toString());
    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .contains("● ticket   ○ reinit")
        .contains("100 %")
        .contains("the ticket beats reinit at ")
        .doesNotContain("NaN")
        .doesNotContain("\u001b");
  }

  @Test
  void show_json_is_one_object_of_the_promised_form() {
    Answer answer = Answer.to("show", run.toString(), "--json");
    JsonNode json = new JsonMapper().readTree(answer.out());
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
    assertThat(answer.out()).doesNotContain("NaN");
  }

  @Test
  void show_csv_has_a_line_per_training() {
    Answer answer = Answer.to("show", run.toString(), "--csv");
    assertThat(answer.out().lines()).hasSize(9).allMatch(line -> line.split(",", -1).length == 16);
  }

  @Test
  void list_and_diff_read_run_directories() {
    assertThat(Answer.to("list", runs.toString()).out())
        .contains(run.getFileName().toString(), "2 of 2", "8 of 8");
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

  @Test
  void presets_lists_all_and_prints_one_verbatim() {
    assertThat(Answer.to("presets").out().lines()).hasSize(5).allMatch(line -> line.length() > 30);
    assertThat(Answer.to("presets", "lenet-mnist").out())
        .contains("Adam 1.2e-3")
        .startsWith("# LeNet");
  }

  @Test
  void a_dry_run_estimates_and_writes_nothing() {
    Path out = folder.resolve("dry");
    Answer answer = Answer.to(Flowers.run(csv, out, "--dry-run"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("weights      72")
        .contains("trainings    8")
        .contains("time         about");
    assertThat(out).doesNotExist();
  }
}
