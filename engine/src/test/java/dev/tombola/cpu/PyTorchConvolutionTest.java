package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

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
/// batches, 50 steps. `trajectories.csv` was written by `bench/golden/trajectories.py`, which draws
/// all of these from the same streams.
final class PyTorchConvolutionTest {
  private static final List<GoldenSample> GOLDEN = GoldenSample.read("trajectories.csv");
  private static final int STEPS = 50;
  private static final int EXAMPLES = 600;
  private static final int EVALUATED = 150;
  private static final int CLASSES = 10;
  private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

  private record Problem(Network network, int batch, Optimiser optimiser, double rate, long seed) {
    static Problem of(String name) {
      return switch (name) {
        case "conv-2" ->
            new Problem(
                ConvNet.of(2, Width.WHOLE, IMAGE, CLASSES, 0),
                60,
                new Optimiser.Adam(0.9, 0.999, 1e-8, 0),
                2e-4,
                1);
        case "resnet-20" ->
            new Problem(
                ResNet.of(20, Width.WHOLE, ResNet.Shortcut.OPTION_A, IMAGE, CLASSES),
                100,
                new Optimiser.Momentum(0.9, false, 1e-4),
                0.01,
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
          Initialiser.KAIMING_UNIFORM.draw(network, streams.within("init")).masked(mask),
          optimiser,
          step -> rate,
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
    try (Engine.Session session = new CpuEngine().open(training)) {
      session.threads(Runtime.getRuntime().availableProcessors());
      double[] losses = sample(problem, "loss").values();
      assertThat(losses).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        double loss = session.advance(step + 1);
        assertThat(Math.abs(loss / losses[step] - 1) <= 1e-3)
            .as("%s, step %d: %s instead of %s", problem, step, loss, losses[step])
            .isTrue();
      }
      Weights trained = session.weights();
      GoldenSample.of(GOLDEN, problem, "weight")
          .forEach(golden -> golden.assertClose(trained, 1e-3));
      assertEvaluationIsClose(problem, "trained", session::evaluate, others, 1e-3);
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
        name,
        "untrained",
        examples -> engine.evaluate(network, Mask.dense(network), weights, examples),
        problem.others(),
        1e-4);
  }

  private static void assertEvaluationIsClose(
      String problem,
      String kind,
      Function<Examples, Evaluation> evaluate,
      Examples examples,
      double tolerance) {
    Evaluation evaluation = evaluate.apply(examples);
    for (GoldenSample golden : GoldenSample.of(GOLDEN, problem, kind)) {
      switch (golden.name()) {
        case "loss" -> golden.assertClose(new double[] {evaluation.loss()}, tolerance);
        case "hits" -> golden.assertClose(new double[] {evaluation.correct()}, 0);
        case "log-probabilities" ->
            golden.assertClose(LogProbabilities.of(evaluate, examples, 3), tolerance);
        default -> throw new IllegalArgumentException(golden.name());
      }
    }
  }

  private static GoldenSample sample(String problem, String kind) {
    return GoldenSample.of(GOLDEN, problem, kind).getFirst();
  }
}
