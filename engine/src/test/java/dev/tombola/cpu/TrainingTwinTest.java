package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.DataOrder;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Training;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole steps, from batch to moved weights, against the same training in double precision: random
/// networks of awkward widths, batches of one and of several blocks, every optimiser with weight
/// decay, a start in the middle of a schedule.
final class TrainingTwinTest {
  private static final int STEPS = 5;
  private static final int[] WIDTHS = {1, 2, 3, 5, 15, 16, 17, 31, 33, 63, 64, 65, 100};
  private static final int[] BATCHES = {1, 2, 15, 17, 60, 63, 64, 65, 128, 130};
  private static final double[] DENSITIES = {0, 0.05, 0.3, 0.44, 0.46, 1};
  private static final List<KernelChoice> CHOICES = List.of(KernelChoice.values());
  private static final List<Optimiser> OPTIMISERS =
      List.of(
          new Optimiser.Sgd(0.01),
          new Optimiser.Momentum(0.9, false, 0.01),
          new Optimiser.Momentum(0.9, true, 0.01),
          new Optimiser.Adam(0.9, 0.999, 1e-8, 0.01),
          new Optimiser.AdamW(0.9, 0.999, 1e-8, 0.1));

  /// What the seed draws, in words for the name of the test.
  record Problem(
      long seed,
      Network network,
      Mask mask,
      Weights start,
      Examples examples,
      Optimiser optimiser,
      KernelChoice choice,
      int batch,
      long from) {
    static Problem of(long seed) {
      RandomStream random = Streams.of(seed).named("problem");
      int depth = random.nextInt(3);
      List<Integer> hidden =
          IntStream.range(0, depth).mapToObj(_ -> WIDTHS[random.nextInt(WIDTHS.length)]).toList();
      Activation activation = seed % 2 == 0 ? Activation.RELU : Activation.TANH;
      int inputs = WIDTHS[random.nextInt(WIDTHS.length)];
      Network network = Network.mlp(inputs, hidden, 2 + random.nextInt(9), activation);
      double density = DENSITIES[random.nextInt(DENSITIES.length)];
      Mask mask = TestNetworks.randomMask(network, density, seed);
      Weights start = Initialiser.KAIMING_NORMAL.draw(network, Streams.of(seed));
      for (Parameter parameter : network.parameters()) {
        if (!parameter.prunable()) {
          float[] biases = TestNetworks.gaussians(parameter.size(), parameter.name());
          start = start.with(parameter.name(), biases);
        }
      }
      return new Problem(
          seed,
          network,
          mask,
          start,
          TestNetworks.examples(150, inputs, network.classes(), seed),
          OPTIMISERS.get(random.nextInt(OPTIMISERS.size())),
          CHOICES.get(random.nextInt(CHOICES.size())),
          BATCHES[random.nextInt(BATCHES.length)],
          random.nextInt(4));
    }

    DataOrder order() {
      return new DataOrder(Streams.of(seed), examples.size(), batch);
    }

    double rate(long step) {
      return 0.01 + 0.002 * step;
    }

    Training training() {
      return new Training(
          network,
          mask,
          start,
          optimiser,
          this::rate,
          new Split(examples, examples, examples),
          order(),
          Views.none(),
          Streams.of(0),
          batch,
          from,
          from + STEPS,
          STEPS,
          Set.of());
    }

    @Override
    public String toString() {
      return "seed %d: %d inputs, %s, density %.2f, %s, %s, batch %d, from %d"
          .formatted(
              seed,
              network.inputs(),
              network.layers().stream().map(layer -> layer.outputs()).toList(),
              mask.density().value(),
              optimiser,
              choice,
              batch,
              from);
    }
  }

  static Stream<Problem> problems() {
    return IntStream.range(0, 80).mapToObj(Problem::of);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void a_few_steps_equal_the_same_training_in_double_precision(Problem problem) {
    CpuSession session = new CpuSession(problem.training(), problem.choice());
    DoubleTwin twin = new DoubleTwin(problem.network(), problem.mask(), problem.start());
    DataOrder order = problem.order();
    int[] rows = new int[problem.batch()];
    for (long step = problem.from(); step < problem.from() + STEPS; step++) {
      order.batch(step, rows);
      Examples batch =
          new Examples(problem.examples().dataset(), rows, problem.examples().affine());
      double expected = twin.learn(batch, DoubleTwin.Gate.OWN);
      twin.move(problem.optimiser(), problem.rate(step), (int) (step - problem.from()) + 1);
      assertThat(session.advance(step + 1))
          .as("loss of step %d", step)
          .isCloseTo(expected, within(2e-5 * Math.max(1, expected)));
    }
    Weights trained = session.weights();
    for (Parameter parameter : problem.network().parameters()) {
      assertMovedAlike(
          parameter.name(),
          problem.start().masked(problem.mask()).values(parameter),
          trained.values(parameter),
          twin.values(parameter.name()));
    }
  }

  /// As vectors, since Adam moves a weight whose gradient is mere rounding by a whole rate.
  private static void assertMovedAlike(
      String name, float[] start, float[] trained, double[] expected) {
    double moved = 0;
    double wrong = 0;
    for (int i = 0; i < start.length; i++) {
      moved += (expected[i] - start[i]) * (expected[i] - start[i]);
      wrong += (expected[i] - trained[i]) * (expected[i] - trained[i]);
    }
    assertThat(Math.sqrt(wrong)).as(name).isLessThanOrEqualTo(1e-3 * Math.sqrt(moved) + 1e-7);
  }
}
