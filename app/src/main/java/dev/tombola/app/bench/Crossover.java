package dev.tombola.app.bench;

import dev.tombola.nn.Density;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Below which density a step by sparse kernels is faster than one by dense kernels.
public sealed interface Crossover {
  /// Sparse kernels are the faster ones below this density.
  record Below(Density density) implements Crossover {}

  /// They are at every density measured, the whole network's too.
  record Everywhere() implements Crossover {}

  /// Dense kernels are, at the least density measured too.
  record Nowhere() implements Crossover {}

  /// Where sparse kernels, coming from the least density, are first no longer faster. Between two
  /// densities measured the ratio of the two times is taken for a power of the density.
  ///
  /// @param of which of the ratio's spread counts
  static Crossover of(List<StepTime> steps, ToDoubleFunction<Spread> of) {
    List<StepTime> rising = steps.stream().sorted(Comparator.comparing(StepTime::density)).toList();
    for (int i = 0; i < rising.size(); i++) {
      StepTime slower = rising.get(i);
      double slowness = Math.log(of.applyAsDouble(slower.ratio()));
      if (slowness >= 0) {
        if (i == 0) {
          return new Nowhere();
        }
        StepTime faster = rising.get(i - 1);
        double below = Math.log(of.applyAsDouble(faster.ratio()));
        return new Below(between(faster.density(), slower.density(), below / (below - slowness)));
      }
    }
    return new Everywhere();
  }

  private static Density between(Density low, Density high, double part) {
    double logarithm = (1 - part) * Math.log(low.value()) + part * Math.log(high.value());
    return new Density(Math.min(1, Math.exp(logarithm)));
  }
}
