package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.findings.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Commands that look at several run directories: `tombola list`, `diff` and `report`.
@ExtendWith(Once.class)
final class RunDirectoriesTest {
  @TempDir private Path folder;
  private final Path csv;
  private final Path runs;
  private final Path run;

  RunDirectoriesTest(FinishedFlowers flowers) {
    csv = flowers.csv();
    runs = flowers.runs();
    run = flowers.run();
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
}
