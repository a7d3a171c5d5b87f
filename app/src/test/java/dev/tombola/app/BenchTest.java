package dev.tombola.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.app.bench.Crossover;
import dev.tombola.app.bench.ProductSpeed;
import dev.tombola.app.bench.Speeds;
import dev.tombola.app.bench.Spread;
import dev.tombola.app.bench.StepTime;
import dev.tombola.app.bench.Stopwatch;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.cpu.KernelChoice;
import dev.tombola.data.DataDirectory;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.SpecFile;
import dev.tombola.nn.Density;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `bench` says of figures made up, and once of measured ones.
final class BenchTest {
  private static final Speeds SPEEDS =
      new Speeds(
          List.of(
              new ProductSpeed(KernelChoice.DENSE, Density.DENSE, 33_554_432, spread(0.000_5)),
              new ProductSpeed(KernelChoice.SPARSE, new Density(0.1), 3_355_392, spread(0.000_1))),
          List.of(
              step(1, KernelChoice.DENSE, 0.002, 0.004),
              step(0.5, KernelChoice.SPARSE, 0.002, 0.0025),
              step(0.25, KernelChoice.SPARSE, 0.002, 0.0016),
              step(0.01, KernelChoice.SPARSE, 0.002, 0.000_088)));

  @TempDir private static Path folder;
  private static Experiment experiment;

  @BeforeAll
  static void readFlowers() throws IOException {
    List<String> arguments = Flowers.run(Flowers.csv(folder), folder);
    List<String> overrides =
        arguments.stream().skip(2).filter(argument -> !argument.startsWith("--")).toList();
    experiment =
        Experiment.of(
            SpecFile.resolve("lenet-mnist-quick", overrides),
            DataDirectory.standard(),
            folder,
            new CpuEngine());
  }

  @Test
  void the_table_has_a_row_per_density_with_the_kernels_that_are_chosen() {
    assertThat(words(SPEEDS, Console.ENDLESS))
        .contains("flowers: 72 weights on ", "flowers.csv, batch 16, adam", "-bit vectors")
        .containsPattern("dense +100 % +500 +67\\.1\n")
        .containsPattern("sparse +10 % +100 +33\\.6\n")
        .containsPattern("\n +100 % +dense +2,000 ± 100 +500 +1\\.00 +2,000 +4,000\n")
        .containsPattern("\n +1\\.0 % +sparse +88\\.0 ± 4\\.4 +11,364 +22\\.73 +2,000 +88\\.0\n")
        .doesNotContain("NaN")
        .doesNotContain("\u001b");
  }

  @Test
  void the_crossover_stands_beside_what_the_fixed_rule_costs() {
    assertThat(words(SPEEDS, Console.ENDLESS))
        .contains(
            "Crossover on this machine: 35 % density (33 % to 38 % by the quartiles), below which a"
                + " step by sparse kernels is the faster one\n",
            "chooses sparse kernels for layers below 45 %, on every machine alike",
            "It costs most at 50 %, where a step takes 25 % longer than by the faster kernels.");
  }

  @Test
  void where_the_rule_is_right_throughout_it_costs_nothing() {
    Speeds right =
        new Speeds(
            SPEEDS.products(),
            List.of(
                step(1, KernelChoice.DENSE, 0.002, 0.004),
                step(0.4, KernelChoice.SPARSE, 0.002, 0.001)));
    assertThat(words(right, Console.ENDLESS))
        .contains("It chose the faster ones at every density measured.");
  }

  @Test
  void a_bench_that_ends_above_the_rule_s_density_has_a_chart_too() {
    Speeds above =
        new Speeds(
            SPEEDS.products(),
            List.of(
                step(1, KernelChoice.DENSE, 0.002, 0.004),
                step(0.8, KernelChoice.DENSE, 0.002, 0.003)));
    assertThat(words(above, 80)).contains("┊ sparse chosen below 45 %");
  }

  @Test
  void that_there_is_no_crossover_is_said_in_words() {
    assertThat(BenchWords.crossover(new Crossover.Everywhere(), List.of()))
        .contains("none; a step by sparse kernels is the faster one at every density");
    assertThat(BenchWords.crossover(new Crossover.Nowhere(), List.of()))
        .contains("none; a step by dense kernels is the faster one at every density");
  }

  @Test
  void the_chart_has_both_kinds_of_kernels_and_the_rules_threshold() {
    String words = words(SPEEDS, 80);
    String chart =
        words.substring(words.indexOf("µs per training step"), words.indexOf("Crossover"));
    assertThat(chart).contains("● dense kernels   ○ sparse kernels   ┊ sparse chosen below 45 %");
    String curves = chart.substring(0, chart.indexOf('└'));
    assertThat(curves.chars().filter(c -> c == '●')).hasSize(4);
    assertThat(curves.chars().filter(c -> c == '○')).hasSize(4);
    assertThat(curves.chars().filter(c -> c == '┊')).hasSizeBetween(12, 14);
    assertThat(curves).contains("  4,200 ┤○");
  }

  @Test
  void figures_of_a_busy_machine_are_called_rough() {
    StepTime calm = SPEEDS.steps().getFirst();
    Spread wide = new Spread(0.001, 0.002, 0.003, 9);
    StepTime busy =
        new StepTime(Density.DENSE, 72, KernelChoice.DENSE, wide, wide, wide, spread(1.5));
    assertThat(words(SPEEDS, Console.ENDLESS)).doesNotContain("figures are rough");
    assertThat(words(new Speeds(SPEEDS.products(), List.of(busy, calm, busy)), Console.ENDLESS))
        .contains("These figures are rough: the interquartile range is 100 % of a usual median.");
  }

  @Test
  void slow_steps_are_told_in_milliseconds() {
    Speeds slow = new Speeds(SPEEDS.products(), List.of(step(1, KernelChoice.DENSE, 0.0234, 0.1)));
    assertThat(words(slow, Console.ENDLESS))
        .contains("step, ms", "ms per training step")
        .containsPattern("23\\.4 ± 1\\.2 +43 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 140})
  void nothing_is_wider_than_the_terminal(int width) {
    assertThat(words(SPEEDS, width).lines()).allMatch(line -> line.length() <= width);
  }

  @Test
  void json_is_one_object_of_the_promised_form() {
    JsonNode json = new JsonMapper().readTree(BenchJson.of(experiment, SPEEDS));
    assertThat(json.propertyNames())
        .containsExactly("schemaVersion", "machine", "network", "products", "steps", "crossover");
    assertThat(json.get("machine").propertyNames())
        .contains("processor", "processors", "vectorBits", "java", "engine");
    assertThat(json.at("/network/spec/training/batch").intValue()).isEqualTo(16);
    assertThat(json.at("/products/0/gigaflops").doubleValue()).isBetween(67.0, 67.2);
    assertThat(json.get("steps")).hasSize(4);
    JsonNode least = json.get("steps").get(3);
    assertThat(least.get("kernels").stringValue()).isEqualTo("sparse");
    for (String times : List.of("seconds", "denseSeconds", "sparseSeconds", "sparseOverDense")) {
      assertThat(least.get(times).propertyNames())
          .containsExactly("lowerQuartile", "median", "upperQuartile", "windows");
    }
    assertThat(json.at("/crossover/sparseFaster").stringValue()).isEqualTo("below");
    assertThat(json.at("/crossover/density").doubleValue()).isBetween(0.3, 0.4);
    assertThat(json.at("/crossover/ruleDensity").doubleValue()).isEqualTo(0.45);
  }

  @Test
  void a_small_network_is_measured_at_every_density_by_both_kinds_of_kernels() {
    Speeds measured =
        Speeds.measure(experiment, new Stopwatch(System::nanoTime, (_, _) -> {}), 0.5);
    assertThat(measured.products()).allMatch(product -> product.gigaflops() > 0);
    assertThat(measured.steps().getFirst().density()).isEqualTo(Density.DENSE);
    assertThat(measured.steps().getFirst().survivors()).isEqualTo(72);
    for (StepTime step : measured.steps()) {
      assertThat(step.dense().median()).isPositive();
      assertThat(step.sparse().median()).isPositive();
      assertThat(step.chosen())
          .isEqualTo(
              step.density().compareTo(KernelChoice.SPARSE_BELOW) < 0
                  ? KernelChoice.SPARSE
                  : KernelChoice.DENSE);
    }
    assertThat(words(measured, 80)).contains("Crossover on this machine: ").doesNotContain("NaN");
  }

  @Test
  void progress_is_a_line_every_ten_seconds_where_there_is_no_terminal() {
    StringWriter err = new StringWriter();
    Console console = console(err, Console.ENDLESS);
    try (BenchProgress progress =
        new BenchProgress(console, new Bars(console.err(), () -> 80), 60)) {
      progress.begin();
      for (int second = 1; second <= 60; second++) {
        progress.windowDone(second < 5, second);
      }
    }
    assertThat(err.toString().lines())
        .startsWith("preparing…", "warming up, 59 s left", "measuring, 49 s left")
        .hasSize(7);
  }

  private static String words(Speeds speeds, int width) {
    StringWriter out = new StringWriter();
    new BenchWords(experiment, speeds, console(out, width)).print();
    return out.toString();
  }

  private static Console console(StringWriter to, int width) {
    PrintWriter writer = new PrintWriter(to);
    return new Console(writer, writer, false, false, width, "tombola");
  }

  private static StepTime step(double density, KernelChoice chosen, double dense, double sparse) {
    return new StepTime(
        new Density(density),
        Math.round(density * 266_200),
        chosen,
        spread(chosen == KernelChoice.DENSE ? dense : sparse),
        spread(dense),
        spread(sparse),
        spread(sparse / dense));
  }

  /// A tenth wide.
  private static Spread spread(double median) {
    return new Spread(0.95 * median, median, 1.05 * median, 11);
  }
}
