package dev.tombola.app;

import dev.tombola.app.bench.Crossover;
import dev.tombola.app.bench.ProductSpeed;
import dev.tombola.app.bench.Speeds;
import dev.tombola.app.bench.Spread;
import dev.tombola.app.bench.StepTime;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.cpu.KernelChoice;
import dev.tombola.cpu.LayerProduct;
import dev.tombola.experiment.Environment;
import dev.tombola.experiment.Experiment;
import dev.tombola.experiment.SpecFile;
import dev.tombola.nn.Density;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// What was measured of this machine: tables, a chart, sentences.
final class BenchWords {
  private static final int INDENT = 12;

  /// A difference below this is none.
  private static final double NOTHING = 0.01;

  /// A part of the median that an idle machine's interquartile range stays well below.
  private static final double UNREST = 0.2;

  private final Experiment experiment;
  private final Speeds speeds;
  private final Console console;
  private final Unit unit;

  /// Of times, so that they have few digits.
  private enum Unit {
    MILLISECONDS("ms", 1e3),
    MICROSECONDS("µs", 1e6);

    private final String name;
    private final double perSecond;

    Unit(String name, double perSecond) {
      this.name = name;
      this.perSecond = perSecond;
    }

    String number(double seconds) {
      return Words.number(format(seconds), seconds * perSecond);
    }

    /// Both with as many digits as the median has.
    String number(Spread spread) {
      double half = (spread.upperQuartile() - spread.lowerQuartile()) / 2;
      return number(spread.median())
          + " ± "
          + Words.number(format(spread.median()), half * perSecond);
    }

    private String format(double seconds) {
      double value = seconds * perSecond;
      return value < 9.95 ? "%.2f" : value < 99.5 ? "%.1f" : "%,.0f";
    }
  }

  BenchWords(Experiment experiment, Speeds speeds, Console console) {
    this.experiment = experiment;
    this.speeds = speeds;
    this.console = console;
    unit =
        speeds.steps().getFirst().dense().median() < 0.01 ? Unit.MICROSECONDS : Unit.MILLISECONDS;
  }

  void print() {
    machine();
    console.out().println();
    products();
    console.out().println();
    steps();
    chart();
    console.out().println();
    console.say(crossover(speeds.crossover(), speeds.crossovers()));
    console.say(rule());
  }

  private void machine() {
    fact(
        "processor",
        "%s; %s for this process, %d-bit vectors"
            .formatted(
                Environment.processor(),
                Words.count(Runtime.getRuntime().availableProcessors(), "processor"),
                CpuEngine.vectorBits()));
    fact("Java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    fact(
        "network",
        "%s: %s on %s, batch %d, %s"
            .formatted(
                experiment.spec().name(),
                Words.count(experiment.network().weights(), "weight"),
                experiment.data().train().name(),
                experiment.spec().training().batch(),
                SpecFile.json(experiment.spec()).at("/training/optimiser/kind").asString()));
  }

  private void fact(String name, String text) {
    console.say(name + " ".repeat(INDENT - name.length()), INDENT, text);
  }

  private void products() {
    console.say(
        "A layer of %1$d × %1$d weights by %2$d examples, one thread"
            .formatted(Speeds.SIDE, LayerProduct.EXAMPLES));
    Table table = new Table(2);
    table.row(List.of("kernels", "density", "µs", "GFLOP/s"));
    for (ProductSpeed product : speeds.products()) {
      table.row(
          List.of(
              name(product.kernels()),
              product.density().toString(),
              Unit.MICROSECONDS.number(product.product().median()),
              Words.number("%.1f", product.gigaflops())));
    }
    table.print(console);
    console.say("Operations on surviving weights; a multiply-add counts two.");
  }

  private void steps() {
    console.say(
        "A training step, one thread; median of %s ± half the interquartile range"
            .formatted(Words.count(speeds.steps().getFirst().dense().windows(), "window")));
    Table table = new Table(1);
    table.row(
        List.of(
            "density",
            "kernels",
            "step, " + unit.name,
            "steps/s",
            "speed-up",
            "dense, " + unit.name,
            "sparse, " + unit.name));
    for (StepTime step : speeds.steps()) {
      table.row(
          List.of(
              step.density().toString(),
              name(step.chosen()),
              unit.number(step.step()),
              Words.number("%,.0f", step.stepsPerSecond()),
              Words.number("%.2f", speeds.speedUp(step)),
              unit.number(step.dense().median()),
              unit.number(step.sparse().median())));
    }
    table.print(console);
    console.say(
        "The step is by the kernels that Tombola chooses, then by either kind throughout. Masks are"
            + " random, every layer as dense as the others.");
    if (speeds.unrest() > UNREST) {
      console.say(
          Words.number(
              "These figures are rough: the interquartile range is %.0f %% of a usual median."
                  + " Something else keeps this machine busy; try again when it is idle, or for"
                  + " longer.",
              100 * speeds.unrest()));
    }
  }

  private static String name(KernelChoice kernels) {
    return switch (kernels) {
      case DENSE -> "dense";
      case SPARSE -> "sparse";
      case BY_DENSITY -> "both";
    };
  }

  private void chart() {
    SequencedMap<String, Map<Density, Double>> curves = new LinkedHashMap<>();
    curves.put("dense kernels", curve(StepTime::dense));
    curves.put("sparse kernels", curve(StepTime::sparse));
    DoubleSummaryStatistics values =
        curves.values().stream()
            .flatMap(curve -> curve.values().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    double low = values.getMin() / 1.05;
    double high = values.getMax() * 1.05;
    new Chart(
            console,
            new Chart.Axis(low, high, true, low < 9.95 ? "%7.2f" : "%,7.0f"),
            speeds.steps().stream().map(StepTime::density).toList(),
            curves)
        .upright("sparse chosen below " + KernelChoice.SPARSE_BELOW, KernelChoice.SPARSE_BELOW)
        .print(unit.name + " per training step against density (both logarithmic)");
  }

  private Map<Density, Double> curve(Function<StepTime, Spread> kernels) {
    Map<Density, Double> curve = new TreeMap<>();
    for (StepTime step : speeds.steps()) {
      curve.put(step.density(), kernels.apply(step).median() * unit.perSecond);
    }
    return curve;
  }

  /// @param range the crossovers by the quartiles
  static String crossover(Crossover crossover, List<Crossover> range) {
    return switch (crossover) {
      case Crossover.Below below ->
          "Crossover on this machine: %s density%s, below which a step by sparse kernels is the faster one"
              .formatted(below.density(), range(range));
      case Crossover.Everywhere _ ->
          "Crossover on this machine: none; a step by sparse kernels is the faster one at every"
              + " density measured";
      case Crossover.Nowhere _ ->
          "Crossover on this machine: none; a step by dense kernels is the faster one at every"
              + " density measured";
    };
  }

  private static String range(List<Crossover> range) {
    return range.getFirst() instanceof Crossover.Below least
            && range.getLast() instanceof Crossover.Below most
        ? " (%s to %s by the quartiles)".formatted(least.density(), most.density())
        : "";
  }

  /// How good the fixed rule is here.
  private String rule() {
    StepTime worst =
        speeds.steps().stream().max(Comparator.comparingDouble(StepTime::cost)).orElseThrow();
    String cost =
        worst.cost() < 1 + NOTHING
            ? "It chose the faster ones at every density measured."
            : Words.number(
                "It costs most at %s, where a step takes %.0f %% longer than by the faster"
                    + " kernels.",
                worst.density(), 100 * (worst.cost() - 1));
    return "Tombola chooses sparse kernels for layers below %s, on every machine alike: the choice is a part of the results and does not follow measurements. "
            .formatted(KernelChoice.SPARSE_BELOW)
        + cost;
  }
}
