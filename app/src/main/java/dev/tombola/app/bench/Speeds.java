package dev.tombola.app.bench;

import dev.tombola.app.bench.Stopwatch.Timing;
import dev.tombola.branch.Ticket;
import dev.tombola.cpu.CpuEngine;
import dev.tombola.cpu.KernelChoice;
import dev.tombola.cpu.LayerProduct;
import dev.tombola.experiment.Experiment;
import dev.tombola.lottery.Lottery;
import dev.tombola.nn.Density;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.prune.Criterion;
import dev.tombola.prune.Pruning;
import dev.tombola.prune.Rounds;
import dev.tombola.prune.Scope;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// How fast this machine is, on one thread: products of one layer, and training steps of an
/// experiment's network by density.
///
/// Masks are random, and every layer is as dense as the others.
///
/// @param products dense first
/// @param steps from dense to sparse
public record Speeds(List<ProductSpeed> products, List<StepTime> steps) {
  /// Inputs and outputs of the layer that is multiplied: large enough that what surrounds the
  /// kernels does not show, and its weights (1 MB) small enough for most machines' second cache.
  public static final int SIDE = 512;

  private static final List<Density> PRODUCTS = densities(0.5, 0.1, 0.02);

  /// Closer together where the two kinds of kernels are likely to cross.
  private static final List<Density> STEPS =
      densities(1, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05, 0.02, 0.01);

  private static final CpuEngine ENGINE = new CpuEngine();

  private static List<Density> densities(double... values) {
    return DoubleStream.of(values).mapToObj(Density::new).toList();
  }

  /// Measures until about so many seconds after the stopwatch was made.
  public static Speeds measure(Experiment experiment, Stopwatch stopwatch, double seconds) {
    List<Supplier<ProductSpeed>> products = new ArrayList<>();
    products.add(product(KernelChoice.DENSE, Density.DENSE, stopwatch));
    for (Density density : PRODUCTS) {
      products.add(product(KernelChoice.SPARSE, density, stopwatch));
    }
    Lottery lottery = experiment.lottery(experiment.spec().seed());
    Ticket dense = lottery.dense();
    List<Supplier<StepTime>> steps =
        STEPS.stream().map(density -> step(lottery, dense, density, stopwatch)).toList();
    stopwatch.run(seconds);
    return new Speeds(
        products.stream().map(Supplier::get).toList(), steps.stream().map(Supplier::get).toList());
  }

  public Crossover crossover() {
    return Crossover.of(steps, Spread::median);
  }

  /// The crossovers by the quartiles, the lesser first: how sure the one by the median is.
  public List<Crossover> crossovers() {
    return List.of(
        Crossover.of(steps, Spread::upperQuartile), Crossover.of(steps, Spread::lowerQuartile));
  }

  /// The interquartile range of a usual step as a part of its median: much where something else
  /// keeps the machine busy.
  public double unrest() {
    return Spread.of(
            steps.stream()
                .flatMap(step -> Stream.of(step.dense(), step.sparse()))
                .map(Spread::relative)
                .toList())
        .median();
  }

  /// How many times as fast as the whole network's a step is.
  public double speedUp(StepTime step) {
    return steps.getFirst().step().median() / step.step().median();
  }

  private static Supplier<ProductSpeed> product(
      KernelChoice kernels, Density density, Stopwatch stopwatch) {
    Layer.Dense layer = new Layer.Dense("square", SIDE, SIDE);
    Network network = new Network(List.of(layer));
    Weights weights = Initialiser.GLOROT_NORMAL.draw(network, Streams.of(1));
    LayerProduct product =
        new LayerProduct(layer, mask(network, density, weights), weights, kernels);
    Timing timing = stopwatch.time(product::multiply);
    return () -> new ProductSpeed(kernels, density, product.operations(), timing.spread());
  }

  private static Supplier<StepTime> step(
      Lottery lottery, Ticket dense, Density density, Stopwatch stopwatch) {
    Mask mask = mask(lottery.network(), density, dense.start());
    Ticket ticket = new Ticket(lottery.network(), mask, dense.start());
    // An order of examples belongs to one training.
    Supplier<Training> training = () -> lottery.training(ticket, 0);
    KernelChoice chosen = chosen(training.get());
    Timing byDense = steps(training.get(), KernelChoice.DENSE, stopwatch);
    Timing bySparse = steps(training.get(), KernelChoice.SPARSE, stopwatch);
    Timing byRule =
        switch (chosen) {
          case DENSE -> byDense;
          case SPARSE -> bySparse;
          case BY_DENSITY -> steps(training.get(), KernelChoice.BY_DENSITY, stopwatch);
        };
    return () ->
        new StepTime(
            density,
            mask.survivors(),
            chosen,
            byRule.spread(),
            byDense.spread(),
            bySparse.spread(),
            bySparse.over(byDense));
  }

  private static Timing steps(Training training, KernelChoice kernels, Stopwatch stopwatch) {
    return stopwatch.time(new StepWork(ENGINE.open(training, kernels), training.to()));
  }

  /// What the rule comes to: it is not to be timed twice.
  private static KernelChoice chosen(Training training) {
    List<String> plan = plan(training, KernelChoice.BY_DENSITY);
    for (KernelChoice choice : List.of(KernelChoice.DENSE, KernelChoice.SPARSE)) {
      if (plan.equals(plan(training, choice))) {
        return choice;
      }
    }
    return KernelChoice.BY_DENSITY;
  }

  private static List<String> plan(Training training, KernelChoice kernels) {
    try (Engine.Session session = ENGINE.open(training, kernels)) {
      return session.plan();
    }
  }

  private static Mask mask(Network network, Density density, Weights weights) {
    Scope alike = new Scope.Layerwise(density.sparsity(), Map.of());
    return new Pruning(Rounds.ONE_SHOT, new Criterion.Random(), alike)
        .prune(network, Mask.dense(network), weights, Streams.of(1).within("bench/" + density));
  }
}
