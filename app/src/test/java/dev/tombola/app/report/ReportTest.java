package dev.tombola.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tombola.UserException;
import dev.tombola.connect.Between;
import dev.tombola.connect.ConnectListener;
import dev.tombola.connect.ConnectSpec;
import dev.tombola.connect.Connector;
import dev.tombola.connect.Subnetwork;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.data.DataDirectory;
import dev.tombola.data.Dataset;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.RunListener;
import dev.tombola.experiment.Runner;
import dev.tombola.experiment.SpecFile;
import dev.tombola.nn.ImageShape;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.rewind.Point;
import dev.tombola.train.Engine;
import dev.tombola.train.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The report, opened in headless Chromium: it must draw all its pictures, offline, without a word
/// on the console.
final class ReportTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir private Path folder;

  /// A page as a browser made it.
  private record Opened(String dom, String console) {}

  @Test
  void the_report_of_a_whole_experiment_draws_all_its_pictures()
      throws IOException, InterruptedException {
    Opened opened = open(Report.write(experiment("replicates=2", "levels=2")));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom).contains("data-ready=\"true\"");
    assertThat(count(opened.dom, "class=\"main-svg\"")).isGreaterThanOrEqualTo(12);
    assertThat(count(opened.dom, "<canvas ")).isGreaterThanOrEqualTo(3);
    assertThat(opened.dom)
        .contains(">survivors shared, × chance<")
        .contains(">early-stop iteration<")
        .contains(">all tickets<")
        .contains("10 hidden units (neurons, or channels of a convolution) are dead")
        .contains("Least matching density: ")
        .containsPattern(
            "This experiment did \\d\\.\\d dense trainings' worth of work for 10 trainings\\.")
        .contains(">operations, % of dense<")
        .containsPattern("[\\d.]+ [kM]FLOP</td><td class=\"number\">100 %</td>");
    assertThat(opened.dom).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void records_from_before_costs_were_recorded_make_a_page_that_says_nothing_of_them()
      throws IOException, InterruptedException {
    Path run = experiment("replicates=1", "levels=1", "branches=[]");
    assertThat(open(Report.write(run)).dom).contains("<section class=\"costed\">");
    forget(run, "\\{\"kind\":\"work\".*\n");
    Opened opened = open(Report.write(run));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("<section class=\"costed\" hidden")
        .doesNotContain("dense trainings' worth")
        .doesNotContain("NaN");
  }

  @Test
  void the_controls_of_the_experiment_are_explained_and_no_others()
      throws IOException, InterruptedException {
    String branches = "branches=[{kind: reinit, draws: 2},{kind: random-mask}]";
    String dom = open(Report.write(experiment("replicates=2", "levels=1", branches))).dom;
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
    String dom = open(Report.write(experiment("replicates=2", "levels=1", branches, tuning))).dom;
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
    Opened opened = open(Report.write(experiment("replicates=2", "levels=2", branches)));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
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
    assertThat(opened.dom).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void layers_without_weights_are_named_and_a_network_without_any_is_drawn()
      throws IOException, InterruptedException {
    String scope = "pruning.scope={kind: global, rate: 0.96}";
    Opened opened = open(Report.write(experiment("replicates=2", "levels=2", scope)));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("Layer fc1 has no weights left from level 2 on. ")
        .contains("With pruning.layerCollapse=prevent, every layer")
        .contains("<section class=\"ways\" hidden", "<span class=\"ways\" hidden")
        .contains("<p id=\"rewinding\" hidden")
        .contains("data-ready=\"true\"")
        .doesNotContain("NaN");
  }

  @Test
  void no_band_leaves_what_is_possible() throws IOException, InterruptedException {
    Path page = Report.write(experiment("replicates=2", "levels=2"));
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
    assertThat(open(page).dom).contains("beyond true accuracy 100 iteration 40.");
  }

  @Test
  void paths_between_networks_are_drawn_once_they_were_walked()
      throws IOException, InterruptedException {
    Path run = experiment("replicates=2", "levels=2");
    String before = open(Report.write(run)).dom;
    assertThat(before)
        .contains("<p id=\"connectHint\">")
        .contains("<section class=\"connected\" hidden");
    connect(run);
    Opened opened = open(Report.write(run));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
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
    DataDirectory data = DataDirectory.standard().with(dots(160, "train"), dots(80, "test"));
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
  void one_replicate_without_controls_is_a_page_too() throws IOException, InterruptedException {
    Opened opened = open(Report.write(experiment("replicates=1", "levels=1", "branches=[]")));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("One replicate decides nothing")
        .contains("It takes two replicates whose");
  }

  @Test
  void before_anything_is_pruned_the_page_says_so() throws IOException, InterruptedException {
    Path run = experiment("replicates=2", "levels=2");
    for (Path level : List.of(Path.of("level-1"), Path.of("level-2"))) {
      delete(run.resolve("replicate-1").resolve(level));
      delete(run.resolve("replicate-2").resolve(level));
    }
    Opened opened = open(Report.write(run));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("Nothing is pruned yet")
        .contains("8 of 10 trainings are missing, of levels 1 to 2.")
        .contains("<p id=\"noVerdicts\">")
        .contains("<table id=\"verdicts\" hidden");
  }

  @Test
  void data_that_are_no_pictures_have_a_bar_for_each_feature()
      throws IOException, InterruptedException {
    Dataset train = numbers(160, "train");
    Dataset test = numbers(80, "test");
    Opened opened = open(Report.write(experiment(train, test, "replicates=1", "levels=1")));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom).contains(">Which inputs live<").contains(">input feature<");
    assertThat(count(opened.dom, "<canvas ")).isZero();
    assertThat(count(opened.dom, "<g class=\"point\">")).isEqualTo(20);
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
    Path run = experiment(new StillEngine(), dots(160, "train"), dots(80, "test"), overrides);
    Opened opened = open(Report.write(run));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains(">Which places of the window live<")
        .contains("its window of 3 × 3 pixels")
        .contains("weights a place")
        .contains(">Which kernels live<")
        .containsPattern("conv2: [\\d.]+ % kept; \\d+ of 9 kernels of 3 × 3 are empty")
        .contains("hidden units (neurons, or channels of a convolution) are dead: on no such path")
        .doesNotContain("NaN")
        .doesNotContain("undefined");
    assertThat(count(opened.dom, "<canvas ")).isEqualTo(2 + 2);
  }

  @Test
  void when_every_training_diverged_the_page_says_so_and_draws_nothing()
      throws IOException, InterruptedException {
    Opened opened =
        open(Report.write(experiment("replicates=2", "levels=1", "training.schedule.rate=1e30")));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("Every training diverged")
        .contains("6 of 6 trainings diverged: ")
        .contains("2 of 2 trainings diverged<")
        .doesNotContain("main-svg");
  }

  @Test
  void a_report_that_cannot_be_written_leaves_nothing_behind() throws IOException {
    Path run = experiment("replicates=1", "levels=0");
    Files.createDirectories(run.resolve("report.html").resolve("in-the-way"));
    assertThatThrownBy(() -> Report.write(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("report.html: cannot be written: ");
    assertThat(run.resolve(".report.html.new")).doesNotExist();
  }

  @Test
  void an_error_in_the_page_is_noticed() throws IOException, InterruptedException {
    Path page = Report.write(experiment("replicates=1", "levels=0"));
    Files.writeString(
        page, Files.readString(page).replace("</body>", "<script>nowhere.to();</script></body>"));
    assertThat(open(page).console).contains("nowhere is not defined");
  }

  @Test
  void the_page_loads_nothing_from_elsewhere() throws IOException {
    String page = Files.readString(Report.write(experiment("replicates=1", "levels=0")));
    assertThat(withoutScripts(page)).doesNotContainPattern("(src|href)=\"");
    assertThat(page.length()).isLessThan(4_000_000);
  }

  @Test
  void every_class_has_its_row_once_the_fold_is_open() throws IOException, InterruptedException {
    Path page = Report.write(experiment("replicates=2", "levels=2"));
    assertThat(open(page).dom)
        .contains("<section class=\"classed\">")
        .containsPattern("By class: at \\d+ % (class [01] loses most|none does worse)")
        .doesNotContain(">−0.1<");
    Files.writeString(
        page,
        Files.readString(page)
            .replace("</body>", "<script>element('classFold').open = true</script></body>"));
    Opened opened = open(page);
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom.substring(opened.dom.indexOf("id=\"classPicture\"")))
        .contains(">density: weights kept, %<")
        .contains(">pp<")
        .contains(">0 <")
        .contains(">1 <");
    assertThat(opened.dom).doesNotContain("NaN").doesNotContain("undefined");
  }

  @Test
  void records_from_before_classes_were_counted_make_a_page_without_them()
      throws IOException, InterruptedException {
    Path run = experiment("replicates=1", "levels=1", "branches=[]");
    forget(run, ",\"class(Correct|Examples)\":\\[[0-9,]*]");
    Opened opened = open(Report.write(run));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains("<section class=\"classed\" hidden")
        .doesNotContain("By class:")
        .doesNotContain("NaN");
  }

  @Test
  void twelve_layers_and_twenty_levels_stay_readable() throws IOException, InterruptedException {
    String deep = "network.hidden=[10,9,9,9,9,9,9,9,9,9,9]";
    String gently = "pruning.scope={kind: layerwise, rate: 0.1, layers: {}}";
    Opened opened =
        open(Report.write(experiment("replicates=1", "levels=20", "branches=[]", deep, gently)));
    assertThat(opened.console).isEmpty();
    assertThat(opened.dom)
        .contains(">all, on live paths <")
        .contains(">fc12 <")
        .contains("<option value=\"all\">all tickets</option>")
        .contains("<div class=\"scroll long\"><table id=\"verdicts\">")
        .doesNotContain("NaN")
        .doesNotContain("undefined");
  }

  private Path experiment(String... overrides) {
    return experiment(dots(160, "train"), dots(80, "test"), overrides);
  }

  private Path experiment(Dataset train, Dataset test, String... overrides) {
    List<String> all = new ArrayList<>(List.of("network.hidden=[10]"));
    all.addAll(List.of(overrides));
    return experiment(new CpuEngine(), train, test, all);
  }

  private Path experiment(Engine engine, Dataset train, Dataset test, List<String> overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name=tiny",
                "data={source: {kind: named, name: <b>dots</b></script>}, validation: 40}",
                "training.batch=20",
                "training.length=40it",
                "evaluateEvery=10it",
                "branches=[{kind: reinit}]"));
    all.addAll(overrides);
    DataDirectory data = DataDirectory.standard().with(train, test);
    Experiment experiment =
        Experiment.of(SpecFile.resolve("lenet-mnist-quick", all), data, folder, engine);
    new Runner(engine, 2, RunListener.NONE).run(experiment);
    return experiment.paths().directory();
  }

  /// Pictures of 4 × 5 pixels.
  private static Dataset dots(int size, String name) {
    return numbers(size, name).asImages(new ImageShape(1, 4, 5));
  }

  /// Examples of 20 features; the name tries to break out of the page.
  private static Dataset numbers(int size, String name) {
    RandomStream random = Streams.of(1).named(name);
    float[] values = new float[size * 20];
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = random.nextInt(2);
      for (int i = 0; i < 20; i++) {
        values[n * 20 + i] = (float) random.nextGaussian() + (i % 2 == labels[n] ? 1 : 0);
      }
    }
    return Dataset.of("<b>dots</b></script>", 20, 2, values, labels);
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

  private Opened open(Path page) throws IOException, InterruptedException {
    boolean there = Files.isExecutable(CHROMIUM);
    assertThat(there || System.getenv("CI") == null)
        .as("chromium, which scripts/install-test-packages installs")
        .isTrue();
    assumeTrue(there, "no chromium");
    Path log = folder.resolve("chromium.log");
    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--v=0",
                "--virtual-time-budget=20000",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(log.toFile())
            .start();
    String dom = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    chromium.waitFor();
    List<String> console =
        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList();
    return new Opened(withoutScripts(dom), String.join("\n", console));
  }

  /// The page's own words, but for its icon, which is empty.
  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "").replace("href=\"data:,\"", "");
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
