package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tombola.data.Affine;
import dev.tombola.data.DataOrder;
import dev.tombola.data.Dataset;
import dev.tombola.data.Examples;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Engine;
import dev.tombola.train.Evaluation;
import dev.tombola.train.Gradient;
import dev.tombola.train.Optimiser;
import dev.tombola.train.Training;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each kind of layer, with odd sizes, beside PyTorch's. `layers.csv` was written by
/// `bench/golden/layers.py`, which has the same networks, weights and examples.
final class PyTorchLayersTest {
  private static final List<GoldenSample> GOLDEN = GoldenSample.read("layers.csv");
  private static final Engine ENGINE = new CpuEngine();
  private static final Streams STREAMS = Streams.of(7);
  private static final int BATCH = 5;
  private static final int STEPS = 3;
  private static final double TOLERANCE = 1e-4;

  static Stream<String> names() {
    return SmallNetworks.all().sequencedKeySet().stream();
  }

  static Stream<String> namesWithNormalisation() {
    return names().filter(name -> !statistics(network(name)).isEmpty());
  }

  /// Neither side's engine is asked here: networks, weights and examples are the same on both.
  @ParameterizedTest
  @MethodSource("names")
  void a_plain_forward_pass_gives_pytorch_s_losses_in_both_modes(String name) {
    Network network = network(name);
    Weights weights = weights(name, network);
    for (boolean training : new boolean[] {false, true}) {
      double loss = new DoubleForward(network, weights, training).loss(examples(name, network));
      GoldenSample.of(GOLDEN, name, training ? "gradient" : "evaluation").stream()
          .filter(golden -> golden.name().equals("loss"))
          .forEach(golden -> golden.assertClose(loss, 1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void evaluation_mode_gives_pytorch_s_log_probabilities(String name) {
    Network network = network(name);
    Weights weights = weights(name, network);
    Examples examples = examples(name, network);
    Mask dense = Mask.dense(network);
    for (GoldenSample golden : GoldenSample.of(GOLDEN, name, "evaluation")) {
      if (golden.name().equals("loss")) {
        Evaluation evaluation = ENGINE.evaluate(network, dense, weights, examples);
        golden.assertClose(evaluation.loss(), TOLERANCE);
      } else if (golden.kind().equals("evaluation")) {
        double[] got =
            LogProbabilities.of(one -> ENGINE.evaluate(network, dense, weights, one), examples, 3);
        golden.assertClose(got, TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void loss_and_gradient_in_training_mode_are_pytorch_s(String name) {
    Network network = network(name);
    Gradient gradient = ENGINE.gradient(network, weights(name, network), examples(name, network));
    for (GoldenSample golden : GoldenSample.of(GOLDEN, name, "gradient")) {
      if (golden.isParameter()) {
        golden.assertClose(gradient.values(), TOLERANCE);
      } else {
        golden.assertClose(gradient.loss(), TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void masked_training_moves_weights_and_running_statistics_as_pytorch_does(String name) {
    Network network = network(name);
    Examples examples = examples(name, network);
    Training training =
        new Training(
            network,
            TestNetworks.randomMask(network, 0.5, 7),
            weights(name, network),
            new Optimiser.Momentum(0.9, false, 0.01),
            step -> 0.02,
            new Split(examples, examples, examples),
            new DataOrder(STREAMS, examples.size(), BATCH),
            Views.none(),
            Streams.of(0),
            BATCH,
            0,
            STEPS,
            STEPS,
            Set.of());
    double[] losses = new double[STEPS];
    Weights trained;
    try (Engine.Session session = ENGINE.open(training)) {
      for (int step = 0; step < STEPS; step++) {
        losses[step] = session.advance(step + 1);
      }
      trained = session.weights();
    }
    for (GoldenSample golden : GoldenSample.of(GOLDEN, name, "weight")) {
      if (golden.isParameter()) {
        golden.assertClose(trained, TOLERANCE);
      } else if (golden.kind().equals("weight")) {
        golden.assertClose(losses, TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("namesWithNormalisation")
  void recalibration_gives_the_statistics_of_pytorch_s_update_bn(String name) {
    Network network = network(name);
    Weights weights = weights(name, network);
    Weights got =
        ENGINE.recalibrate(network, Mask.dense(network), weights, examples(name, network), BATCH);
    List<GoldenSample> golden = GoldenSample.of(GOLDEN, name, "recalibrated");
    assertThat(golden.stream().map(GoldenSample::name).distinct())
        .containsExactlyInAnyOrderElementsOf(statistics(network));
    golden.forEach(sample -> sample.assertClose(got, TOLERANCE));
    Predicate<Parameter> trained = Parameter::trained;
    for (Parameter parameter : network.parameters().stream().filter(trained).toList()) {
      assertThat(got.values(parameter)).isEqualTo(weights.values(parameter));
    }
  }

  private static List<String> statistics(Network network) {
    return network.parameters().stream()
        .filter(parameter -> !parameter.trained())
        .map(Parameter::name)
        .toList();
  }

  private static Network network(String name) {
    return Objects.requireNonNull(SmallNetworks.all().get(name));
  }

  private static Weights weights(String name, Network network) {
    Weights weights = VariedWeights.of(network, STREAMS);
    String first = "conv1.weight";
    return name.endsWith("ties")
        ? weights.with(first, integers(STREAMS.named(first), weights.values(first).length, -1))
        : weights;
  }

  private static Examples examples(String name, Network network) {
    boolean many =
        Set.of("batch norm", "conv 3x3 stride 2 odd", "first conv 5x5 stride 3").contains(name);
    int size = many ? 70 : 13;
    int count = size * network.inputs();
    RandomStream random = STREAMS.named("x");
    float[] values =
        name.endsWith("ties")
            ? integers(random, count, 0)
            : VariedWeights.uniform(random, count, -1, 1);
    RandomStream classes = STREAMS.named("labels");
    int[] labels = new int[size];
    for (int n = 0; n < size; n++) {
      labels[n] = classes.nextInt(SmallNetworks.CLASSES);
    }
    return Examples.all(
        Dataset.of("small", network.inputs(), SmallNetworks.CLASSES, values, labels),
        Affine.identity());
  }

  /// Three of them: sums are exact, and many are alike.
  private static float[] integers(RandomStream random, int size, int least) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = least + random.nextInt(3);
    }
    return values;
  }
}
