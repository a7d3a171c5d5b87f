package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.connect.Between;
import dev.tombola.connect.ConnectListener;
import dev.tombola.connect.ConnectSpec;
import dev.tombola.connect.Connector;
import dev.tombola.connect.Subnetwork;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.experiment.Experiment;
import dev.tombola.rewind.Point;
import dev.tombola.train.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pictures of a report, for networks, data and experiments of every form.
final class ReportPicturesTest {
  @TempDir private Path folder;

  @Test
  void layers_without_weights_are_named_and_a_network_without_any_is_drawn()
      throws IOException, InterruptedException {
    String scope = "pruning.scope={kind: global, rate: 0.96}";
    OpenedPage opened =
        OpenedPage.report(ReportedExperiment.run(folder, "replicates=2", "levels=2", scope));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("Layer fc1 has no weights left from level 2 on. ")
        .contains("With pruning.layerCollapse=prevent, every layer")
        .contains("<section class=\"ways\" hidden", "<span class=\"ways\" hidden")
        .contains("<p id=\"rewinding\" hidden")
        .contains("data-ready=\"true\"")
        .doesNotContain("NaN");
  }

  @Test
  void no_band_leaves_what_is_possible() throws IOException, InterruptedException {
    Path page = Report.write(ReportedExperiment.run(folder, "replicates=2", "levels=2"));
    Files.writeString(
        page,
        Files.readString(page)
            .replace(
                "</body>",
                """
                <script>
                  const highest = id => Math.max(...element(id).data.flatMap(trace => trace.y));
                  document.body.append(
                    'beyond ' + report.levels.some(level => level.branches.ticket.earlyStop[2] > 100),
                    ' accuracy ' + highest('accuracy'), ' iteration ' + highest('iteration'), '.');
                </script></body>\
                """));
    assertThat(OpenedPage.of(page).dom()).contains("beyond true accuracy 100 iteration 40.");
  }

  @Test
  void paths_between_networks_are_drawn_once_they_were_walked()
      throws IOException, InterruptedException {
    Path run = ReportedExperiment.run(folder, "replicates=2", "levels=2");
    String before = OpenedPage.report(run).dom();
    assertThat(before)
        .contains("<p id=\"connectHint\">")
        .contains("<section class=\"connected\" hidden");
    connect(run);
    OpenedPage opened = OpenedPage.report(run);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains("<p id=\"connectHint\" hidden")
        .contains("<section class=\"connected\">")
        .contains(">barrier of the test error, pp<")
        .contains(">from step 10<")
        .contains(">stable below<")
        .contains("over 1 pair of 2 replicates")
        .containsPattern("The dense network (is|was not shown to be) stable")
        .doesNotContain("NaN")
        .doesNotContain("undefined");
  }

  private void connect(Path run) {
    DataDirectory data =
        DataDirectory.standard()
            .with(ReportedExperiment.dots(160, "train"), ReportedExperiment.dots(80, "test"));
    Experiment experiment = Experiment.open(run, data, new CpuEngine());
    ConnectSpec few =
        new ConnectSpec(
            List.of(new Point.Init(), new Point.At(Step.iterations(10))),
            List.of(),
            List.of(),
            2,
            Set.of(Subnetwork.values()),
            Set.of(Between.values()),
            5,
            40);
    new Connector(new CpuEngine(), 2, ConnectListener.NOBODY).run(experiment, few);
  }

  @Test
  void data_that_are_no_pictures_have_a_bar_for_each_feature()
      throws IOException, InterruptedException {
    Dataset train = ReportedExperiment.numbers(160, "train");
    Dataset test = ReportedExperiment.numbers(80, "test");
    OpenedPage opened =
        OpenedPage.report(ReportedExperiment.run(folder, train, test, "replicates=1", "levels=1"));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom()).contains(">Which inputs live<").contains(">input feature<");
    assertThat(opened.count("<canvas ")).isZero();
    assertThat(opened.count("<g class=\"point\">")).isEqualTo(20);
  }

  @Test
  void a_convolutional_network_shows_its_kernels_and_the_places_of_its_window()
      throws IOException, InterruptedException {
    List<String> overrides =
        List.of(
            "network={kind: conv, depth: 2, width: 0.05}",
            "replicates=2",
            "levels=1",
            "branches=[]");
    Path run =
        ReportedExperiment.run(
            folder,
            new StillEngine(),
            ReportedExperiment.dots(160, "train"),
            ReportedExperiment.dots(80, "test"),
            overrides);
    OpenedPage opened = OpenedPage.report(run);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains(">Which places of the window live<")
        .contains("its window of 3 × 3 pixels")
        .contains("weights a place")
        .contains(">Which kernels live<")
        .containsPattern("conv2: [\\d.]+ % kept; \\d+ of 9 kernels of 3 × 3 are empty")
        .contains("hidden units (neurons, or channels of a convolution) are dead: on no such path")
        .doesNotContain("NaN")
        .doesNotContain("undefined");
    assertThat(opened.count("<canvas ")).isEqualTo(2 + 2);
  }

  @Test
  void every_class_has_its_row_once_the_fold_is_open() throws IOException, InterruptedException {
    Path page = Report.write(ReportedExperiment.run(folder, "replicates=2", "levels=2"));
    assertThat(OpenedPage.of(page).dom())
        .contains("<section class=\"classed\">")
        .containsPattern("By class: at \\d+ % (class [01] loses most|none does worse)")
        .doesNotContain(">−0.1<");
    Files.writeString(
        page,
        Files.readString(page)
            .replace("</body>", "<script>element('classFold').open = true</script></body>"));
    OpenedPage opened = OpenedPage.of(page);
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom().substring(opened.dom().indexOf("id=\"classPicture\"")))
        .contains(">density: weights kept, %<")
        .contains(">pp<")
        .contains(">0 <")
        .contains(">1 <");
    assertThat(opened.dom()).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void twelve_layers_and_twenty_levels_stay_readable() throws IOException, InterruptedException {
    String deep = "network.hidden=[10,9,9,9,9,9,9,9,9,9,9]";
    String gently = "pruning.scope={kind: layerwise, rate: 0.1, layers: {}}";
    OpenedPage opened =
        OpenedPage.report(
            ReportedExperiment.run(
                folder, "replicates=1", "levels=20", "branches=[]", deep, gently));
    assertThat(opened.console()).isEmpty();
    assertThat(opened.dom())
        .contains(">all, on live paths <")
        .contains(">fc12 <")
        .contains("<option value=\"all\">all tickets</option>")
        .contains("<div class=\"scroll long\"><table id=\"verdicts\">")
        .doesNotContain("NaN")
        .doesNotContain("undefined");
  }
}
