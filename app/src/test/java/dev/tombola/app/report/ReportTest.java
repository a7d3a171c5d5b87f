package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The report as a file and as a page: it must draw all its pictures, offline, without a word on
/// the console, and say what was trained beside the ticket.
final class ReportTest {
  @TempDir private Path folder;

  @Test
  void the_report_of_a_whole_experiment_draws_all_its_pictures()
      throws IOException, InterruptedException {
    OpenedPage opened =
        OpenedPage.report(ReportedExperiment.run(folder, "replicates=2", "levels=2"));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom()).contains("data-ready=\"true\"");
    assertThat(opened.count("class=\"main-svg\"")).isGreaterThanOrEqualTo(12);
    assertThat(opened.count("<canvas ")).isGreaterThanOrEqualTo(3);
    assertThat(opened.dom())
        .contains(">survivors shared, × chance<")
        .contains(">early-stop iteration<")
        .contains(">all tickets<")
        .contains("10 hidden units (neurons, or channels of a convolution) are dead")
        .contains("Least matching density: ")
        .containsPattern(
            "This experiment did \\d\\.\\d dense trainings' worth of work for 10 trainings\\.")
        .contains(">operations, % of dense<")
        .containsPattern("[\\d.]+ [kM]FLOP</td><td class=\"number\">100 %</td>");
    assertThat(opened.dom()).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void the_controls_of_the_experiment_are_explained_and_no_others()
      throws IOException, InterruptedException {
    String branches = "branches=[{kind: reinit, draws: 2},{kind: random-mask}]";
    String dom =
        OpenedPage.report(ReportedExperiment.run(folder, "replicates=2", "levels=1", branches))
            .dom();
    assertThat(dom)
        .contains("<dt>reinit</dt>")
        .contains("<dt>random-mask</dt>")
        .contains(">ticket beats random-mask<")
        .doesNotContain("<dt>sign-only</dt>");
    assertThat(dom).contains("of 4 trainings still falling"); // two draws in two replicates
  }

  @Test
  void a_control_that_differs_in_more_by_the_settings_says_in_what()
      throws IOException, InterruptedException {
    String tuning = "retrain={weightsFrom: end, scheduleFrom: 20it, rateFrom: end}";
    String branches = "branches=[{kind: reinit},{kind: shuffle-values}]";
    String dom =
        OpenedPage.report(
                ReportedExperiment.run(folder, "replicates=2", "levels=1", branches, tuning))
            .dom();
    assertThat(dom)
        .containsOnlyOnce("Here it differs in:")
        .contains("initial values of the survivors, trained from the beginning.");
  }

  @Test
  void ways_to_retrain_stand_side_by_side_and_are_no_controls()
      throws IOException, InterruptedException {
    String branches =
        "branches=[{kind: reinit}, {kind: retraining, name: fine-tuning,"
            + " retrain: {weightsFrom: end, scheduleFrom: 20it, rateFrom: end}}]";
    OpenedPage opened =
        OpenedPage.report(ReportedExperiment.run(folder, "replicates=2", "levels=2", branches));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains(
            "<section class=\"ways\">",
            "<dt>ticket</dt><dd>weights from init, schedule from init, learning rate from"
                + " init.</dd>",
            "<dt>fine-tuning</dt><dd>weights from end, schedule from 20it, learning rate from"
                + " end.</dd>",
            "<td class=\"\">fine-tuning</td>",
            ">fine-tuning beats ticket<",
            ">fine-tuning beats reinit<",
            ">ticket equals reinit within 2 points<",
            ">±2.00<")
        .containsOnlyOnce("<dt>fine-tuning</dt>")
        .containsPattern(">[+−][\\d.]+ ± [\\d.]+<");
    assertThat(opened.dom()).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void a_report_that_cannot_be_written_leaves_nothing_behind() throws IOException {
    Path run = ReportedExperiment.run(folder, "replicates=1", "levels=0");
    Files.createDirectories(run.resolve("report.html").resolve("in-the-way"));
    assertThatThrownBy(() -> Report.write(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("report.html: cannot be written: ");
    assertThat(run.resolve(".report.html.new")).doesNotExist();
  }

  @Test
  void an_error_in_the_page_is_noticed() throws IOException, InterruptedException {
    Path page = Report.write(ReportedExperiment.run(folder, "replicates=1", "levels=0"));
    Files.writeString(
        page, Files.readString(page).replace("</body>", "<script>nowhere.to();</script></body>"));
    assertThat(OpenedPage.of(page).console()).contains("nowhere is not defined");
  }

  @Test
  void the_page_loads_nothing_from_elsewhere() throws IOException {
    String page =
        Files.readString(Report.write(ReportedExperiment.run(folder, "replicates=1", "levels=0")));
    assertThat(OpenedPage.withoutScripts(page)).doesNotContainPattern("(src|href)=\"");
    assertThat(page.length()).isLessThan(4_000_000);
  }
}
