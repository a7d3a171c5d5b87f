package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.DataOrder;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Initialiser;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Training;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trajectories of Conv-2 and ResNet-20 beside PyTorch's: same images, initial weights, masks and
/// batches, 50 steps. `conv-2.csv` and `resnet-20.csv` were written by
/// `bench/golden/trajectories.py`, which draws all of these from the same streams.
///
/// It says why learning rates are low, and why there is no more to ask for: where a unit comes
/// close to the ReLU's kink, rounding decides whether it is on. Losses are held to 1e-3, so is what
/// the trained network says of other images, and weights to 3e-3. A bias that starts at zero is
/// little more than such units' share, and is held to a tenth. [PyTorchLayersTest] is strict about
/// all of them.
final class PyTorchConvolutionTest {
  private static final int STEPS = 50;
  private static final int EXAMPLES = 600;
  private static final int EVALUATED = 150;
  private static final int CLASSES = 10;
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

  private record Problem(
      Network network,
      Initialiser initialiser,
      int batch,
      Optimiser optimiser,
      double rate,
      double maskedRate,
      long seed) {
    static Problem of(String name) {
      return switch (name) {
        case "conv-2" ->
            new Problem(
                ConvNet.of(2, Width.WHOLE, IMAGE, CLASSES, 0),
                Initialiser.GLOROT_UNIFORM,
                60,
                new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
                5e-6,
                1e-4,
                1);
        case "resnet-20" ->
            new Problem(
                ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, IMAGE, CLASSES),
                Initialiser.KAIMING_UNIFORM,
                100,
                new Optimiser.Momentum(0.9, false, 1e-4),
                3e-4,
                1e-3,
                1);
        default -> throw new IllegalArgumentException(name);
      };
    }

    Examples others() {
      return SmoothImages.of(seed + 1, EVALUATED, CLASSES);
    }

    Training training(boolean masked) {
      Streams streams = Streams.of(seed);
      Mask mask = masked ? TestNetworks.randomMask(network, 0.2, seed) : Mask.dense(network);
      Examples train = SmoothImages.of(seed, EXAMPLES, CLASSES);
      Examples other = others();
      return new Training(
          network,
          mask,
          initialiser.draw(network, streams.within("init")).masked(mask),
          optimiser,
          step -> masked ? maskedRate : rate,
          new Split(train, other, other),
          new DataOrder(streams, EXAMPLES, batch),
          Views.none(),
          Streams.of(0),
          batch,
          0,
          STEPS,
          STEPS,
          Set.of());
    }
  }

  @ParameterizedTest(name = "{0}, masked {1}")
  @CsvSource({"conv-2, false", "conv-2, true", "resnet-20, false", "resnet-20, true"})
  void losses_weights_and_evaluation_follow_pytorch_s_over_50_steps(String name, boolean masked) {
    Training training = Problem.of(name).training(masked);
    Examples others = training.split().validation();
    String problem = masked ? name + "-masked" : name;
    List<GoldenSample> golden = GoldenSample.read(name + ".csv");
    try (Engine.Session session = new CpuEngine().open(training)) {
      List<Double> losses = one(golden, problem, "loss", "").values();
      assertThat(losses).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        double loss = session.advance(step + 1);
        assertThat(Math.abs(loss / losses.get(step) - 1) <= 1e-3)
            .as("%s, step %d: %s instead of %s", problem, step, loss, losses.get(step))
            .isTrue();
      }
      Weights trained = session.weights();
      for (GoldenSample sample : GoldenSample.of(golden, problem, "weight")) {
        double distance =
            one(golden, problem, "weight distance", sample.name()).values().getFirst();
        double tolerance = sample.name().endsWith(".bias") ? 1e-1 : 3e-3;
        sample.assertClose(trained, Math.max(tolerance, 3 * distance));
      }
      double distance = one(golden, problem, "trained distance", "").values().getFirst();
      assertEvaluationIsClose(
          GoldenSample.of(golden, problem, "trained"),
          session::evaluate,
          others,
          Math.max(1e-3, 3 * distance));
    }
  }

  @ParameterizedTest
  @CsvSource({"conv-2", "resnet-20"})
  void evaluation_mode_gives_pytorch_s_losses_and_log_probabilities(String name) {
    Problem problem = Problem.of(name);
    Network network = problem.network();
    Weights weights = VariedWeights.of(network, Streams.of(problem.seed()).within("varied"));
    Engine engine = new CpuEngine();
    assertEvaluationIsClose(
        GoldenSample.of(GoldenSample.read(name + ".csv"), name, "untrained"),
        examples -> engine.evaluate(network, Mask.dense(network), weights, examples),
        problem.others(),
        1e-4);
  }

  private static void assertEvaluationIsClose(
      List<GoldenSample> golden,
      Function<Examples, Evaluation> evaluate,
      Examples examples,
      double tolerance) {
    Evaluation evaluation = evaluate.apply(examples);
    for (GoldenSample sample : golden) {
      switch (sample.name()) {
        case "loss" -> sample.assertClose(evaluation.loss(), tolerance);
        // A hit that hangs by a thread may fall.
        case "hits" ->
            assertThat(evaluation.correct())
                .isCloseTo(sample.values().getFirst().longValue(), within(1L));
        case "log-probabilities" ->
            sample.assertClose(LogProbabilities.of(evaluate, examples, 3), tolerance);
        default -> throw new IllegalArgumentException(sample.name());
      }
    }
  }

  private static GoldenSample one(
      List<GoldenSample> golden, String problem, String kind, String name) {
    return GoldenSample.of(golden, problem, kind).stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
