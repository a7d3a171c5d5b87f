package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports of experiments of which something is missing, or was not recorded yet by the version
/// that ran them.
final class IncompleteReportTest {
  @TempDir private Path folder;

  @Test
  void one_replicate_without_controls_is_a_page_too() throws IOException, InterruptedException {
    OpenedPage opened =
        OpenedPage.report(
            ReportedExperiment.run(folder, "replicates=1", "levels=1", "branches=[]"));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("One replicate decides nothing")
        .contains("It takes two replicates whose");
  }

  @Test
  void before_anything_is_pruned_the_page_says_so() throws IOException, InterruptedException {
    Path run = ReportedExperiment.run(folder, "replicates=2", "levels=2");
    for (Path level : List.of(Path.of("level-1"), Path.of("level-2"))) {
      delete(run.resolve("replicate-1").resolve(level));
      delete(run.resolve("replicate-2").resolve(level));
    }
    OpenedPage opened = OpenedPage.report(run);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("Nothing is pruned yet")
        .contains("8 of 10 trainings are missing, of levels 1 to 2.")
        .contains("<p id=\"noVerdicts\">")
        .contains("<table id=\"verdicts\" hidden");
  }

  @Test
  void when_every_training_diverged_the_page_says_so_and_draws_nothing()
      throws IOException, InterruptedException {
    OpenedPage opened =
        OpenedPage.report(
            ReportedExperiment.run(
                folder, "replicates=2", "levels=1", "training.schedule.rate=1e30"));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("Every training diverged")
        .contains("6 of 6 trainings diverged: ")
        .contains("2 of 2 trainings diverged<")
        .doesNotContain("main-svg");
  }

  @Test
  void records_from_before_costs_were_recorded_make_a_page_that_says_nothing_of_them()
      throws IOException, InterruptedException {
    Path run = ReportedExperiment.run(folder, "replicates=1", "levels=1", "branches=[]");
    assertThat(OpenedPage.report(run).dom()).contains("<section class=\"costed\">");
    forget(run, "\\{\"kind\":\"work\".*\n");
    OpenedPage opened = OpenedPage.report(run);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("<section class=\"costed\" hidden")
        .doesNotContain("dense trainings' worth")
        .doesNotContain("NaN");
  }

  @Test
  void records_from_before_classes_were_counted_make_a_page_without_them()
      throws IOException, InterruptedException {
    Path run = ReportedExperiment.run(folder, "replicates=1", "levels=1", "branches=[]");
    forget(run, ",\"class(Correct|Examples)\":\\[[0-9,]*]");
    OpenedPage opened = OpenedPage.report(run);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("<section class=\"classed\" hidden")
        .doesNotContain("By class:")
        .doesNotContain("NaN");
  }

  /// Leaves the records as versions wrote them that did not have this.
  private static void forget(Path run, String pattern) throws IOException {
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path file : paths.filter(path -> path.endsWith("metrics.jsonl")).toList()) {
        String now = Files.readString(file);
        String before = now.replaceAll(pattern, "");
        assertThat(before).isNotEqualTo(now);
        Files.writeString(file, before);
        Path done = file.resolveSibling("DONE");
        Files.writeString(done, Files.readString(done).replace(sha256(now), sha256(before)));
      }
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
