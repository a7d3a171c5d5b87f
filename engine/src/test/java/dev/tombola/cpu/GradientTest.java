package dev.tombola.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.Examples;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.RandomStream;
import dev.tombola.random.Streams;
import dev.tombola.train.Initialiser;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole network's gradient against central differences of the same network in double
/// precision.
final class GradientTest {
  private static final int FEATURES = 23;
  private static final int CLASSES = 5;

  @ParameterizedTest(name = "{0}, {1} examples, {2}")
  @CsvSource({
    "RELU, 1, DENSE", "RELU, 7, SPARSE", "RELU, 64, DENSE", "RELU, 65, SPARSE", "RELU, 130, DENSE",
    "TANH, 1, SPARSE", "TANH, 33, DENSE", "TANH, 60, SPARSE", "TANH, 65, DENSE", "TANH, 130, SPARSE"
  })
  void the_gradient_of_a_masked_network_equals_central_differences(
      Activation activation, int size, KernelChoice choice) {
    Network network = Network.mlp(FEATURES, List.of(17, 9), CLASSES, activation);
    Examples examples = TestNetworks.examples(size, FEATURES, CLASSES, size);
    Mask mask = TestNetworks.randomMask(network, 0.5, 3);
    // Biases off zero: a unit whose inputs are all zero would sit on the kink of the ReLU.
    Weights weights = withBiases(network, Initialiser.KAIMING_NORMAL.draw(network, Streams.of(5)));

    Program program =
        Program.learning(network, mask, weights.masked(mask), choice, 64, 0, new Team());
    double loss = new Blocks(FEATURES).learn(program, examples);
    Weights gradients = program.gradients();

    Map<String, double[]> doubles = doubles(network, weights.masked(mask));
    assertThat(loss).isCloseTo(loss(network, doubles, examples), within(1e-6));
    for (Parameter parameter : network.parameters()) {
      double[] values = values(doubles, parameter.name());
      for (int i = 0; i < values.length; i++) {
        float got = gradients.values(parameter)[i];
        if (parameter.prunable() && !mask.keeps(parameter, i)) {
          assertThat(got).as("pruned %s[%d]", parameter.name(), i).isZero();
        } else {
          double expected = centralDifference(network, doubles, examples, values, i);
          assertThat((double) got)
              .as("%s[%d]", parameter.name(), i)
              .isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RELU", "TANH"})
  void the_engine_gives_the_gradient_of_pruned_weights_too(Activation activation) {
    Network network = Network.mlp(FEATURES, List.of(12), CLASSES, activation);
    Examples examples = TestNetworks.examples(40, FEATURES, CLASSES, 1);
    Weights weights =
        withBiases(network, Initialiser.GLOROT_UNIFORM.draw(network, Streams.of(5)))
            .masked(TestNetworks.randomMask(network, 0.3, 9));

    Weights gradient = new CpuEngine().gradient(network, weights, examples).values();

    Map<String, double[]> doubles = doubles(network, weights);
    double[] first = values(doubles, "fc1.weight");
    for (int i = 0; i < first.length; i++) {
      assertThat((double) gradient.values("fc1.weight")[i])
          .isCloseTo(centralDifference(network, doubles, examples, first, i), within(1e-5));
    }
  }

  private static double[] values(Map<String, double[]> weights, String parameter) {
    return Objects.requireNonNull(weights.get(parameter));
  }

  private static Weights withBiases(Network network, Weights weights) {
    Weights changed = weights;
    RandomStream random = Streams.of(8).named("biases");
    for (Parameter parameter : network.parameters()) {
      if (!parameter.prunable()) {
        float[] biases = new float[parameter.size()];
        for (int i = 0; i < biases.length; i++) {
          biases[i] = 0.2f * (float) random.nextGaussian();
        }
        changed = changed.with(parameter.name(), biases);
      }
    }
    return changed;
  }

  private static double centralDifference(
      Network network, Map<String, double[]> all, Examples examples, double[] values, int i) {
    double old = values[i];
    double step = 1e-6;
    values[i] = old + step;
    double up = loss(network, all, examples);
    values[i] = old - step;
    double down = loss(network, all, examples);
    values[i] = old;
    return (up - down) / (2 * step);
  }

  private static Map<String, double[]> doubles(Network network, Weights weights) {
    Map<String, double[]> doubles = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] values = weights.values(parameter);
      double[] copy = new double[values.length];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = values[i];
      }
      doubles.put(parameter.name(), copy);
    }
    return doubles;
  }

  private static double loss(Network network, Map<String, double[]> weights, Examples examples) {
    double total = 0;
    float[] row = new float[examples.features()];
    for (int n = 0; n < examples.size(); n++) {
      examples.copy(n, row, 0);
      double[] x = new double[row.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = row[i];
      }
      for (Layer layer : network.layers()) {
        x = apply(layer, weights, x);
      }
      double top = Arrays.stream(x).max().orElseThrow();
      double sum = 0;
      for (double logit : x) {
        sum += Math.exp(logit - top);
      }
      total += Math.log(sum) + top - x[examples.label(n)];
    }
    return total / examples.size();
  }

  private static double[] apply(Layer layer, Map<String, double[]> weights, double[] x) {
    double[] y = new double[layer.outputs()];
    switch (layer) {
      case Layer.Dense dense -> {
        double[] w = values(weights, dense.name() + ".weight");
        double[] b = values(weights, dense.name() + ".bias");
        for (int o = 0; o < y.length; o++) {
          y[o] = b[o];
          for (int i = 0; i < x.length; i++) {
            y[o] += w[o * x.length + i] * x[i];
          }
        }
      }
      case Layer.Relu _ -> Arrays.setAll(y, i -> Math.max(0, x[i]));
      case Layer.Tanh _ -> Arrays.setAll(y, i -> Math.tanh(x[i]));
      case Layer.Dropout _, Layer.Spatial _ -> throw new IllegalArgumentException(layer.name());
    }
    return y;
  }
}
