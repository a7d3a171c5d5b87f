package dev.tombola.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.cpu.KernelChoice;
import dev.tombola.nn.Density;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossoverTest {
  @Test
  void it_lies_where_times_that_are_powers_of_the_density_are_equal() {
    // sparse = 2 · density, dense = 1
    assertBelow(0.5, step(1, 1, 2), step(0.8, 1, 1.6), step(0.1, 1, 0.2));
  }

  @Test
  void a_density_where_both_are_equally_fast_is_it() {
    assertBelow(0.5, step(1, 1, 2), step(0.5, 1, 1), step(0.1, 1, 0.2));
  }

  @Test
  void sparse_kernels_that_are_always_faster_have_none() {
    assertThat(Crossover.of(List.of(step(1, 2, 1.9), step(0.5, 2, 1)), Spread::median))
        .isEqualTo(new Crossover.Everywhere());
  }

  @Test
  void sparse_kernels_that_are_never_faster_have_none() {
    assertThat(
            Crossover.of(
                List.of(step(1, 1, 3), step(0.5, 1, 2), step(0.01, 1, 1.1)), Spread::median))
        .isEqualTo(new Crossover.Nowhere());
  }

  @Test
  void of_two_it_is_the_one_that_sparse_kernels_reach_first() {
    // From a fifth to the double: log 5 / log 10 of the way.
    assertBelow(
        0.1 * Math.pow(5, 0.698970004336), step(1, 1, 0.9), step(0.5, 1, 2), step(0.1, 1, 0.2));
  }

  @Test
  void its_quartiles_lie_around_it() {
    // The ratio is a power of the density, so a tenth more of it is a tenth less of the density.
    Speeds speeds = new Speeds(List.of(), List.of(step(1, 1, 2), step(0.1, 1, 0.2)));
    assertThat(speeds.crossovers().stream().map(CrossoverTest::density))
        .satisfiesExactly(
            least -> assertThat(least).isCloseTo(0.5 / 1.1, within(1e-9)),
            most -> assertThat(most).isCloseTo(0.5 / 0.9, within(1e-9)));
  }

  @Test
  void the_rule_costs_what_the_chosen_kernels_take_longer_than_the_faster_ones() {
    assertThat(step(0.5, 1, 1.2).cost()).isEqualTo(1.2);
    assertThat(step(0.5, 1.2, 1).cost()).isEqualTo(1);
  }

  private static void assertBelow(double density, StepTime... steps) {
    assertThat(density(Crossover.of(List.of(steps), Spread::median)))
        .isCloseTo(density, within(1e-9));
  }

  private static double density(Crossover crossover) {
    return crossover instanceof Crossover.Below below ? below.density().value() : Double.NaN;
  }

  /// Sparse kernels are chosen.
  private static StepTime step(double density, double dense, double sparse) {
    Spread chosen = new Spread(sparse, sparse, sparse, 9);
    return new StepTime(
        new Density(density),
        100,
        KernelChoice.SPARSE,
        chosen,
        new Spread(dense, dense, dense, 9),
        chosen,
        new Spread(0.9 * sparse / dense, sparse / dense, 1.1 * sparse / dense, 9));
  }
}
