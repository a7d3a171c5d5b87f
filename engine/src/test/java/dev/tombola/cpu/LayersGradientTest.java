package dev.tombola.cpu;

import static dev.tombola.cpu.SmallNetworks.block;
import static dev.tombola.cpu.SmallNetworks.conv;
import static dev.tombola.cpu.SmallNetworks.norm;
import static dev.tombola.cpu.SmallNetworks.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tombola.data.Examples;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients through every kind of layer against central differences of the same network in double
/// precision, at some of each parameter's values.
final class LayersGradientTest {
  private static final int SAMPLES = 6;

  @ParameterizedTest(name = "{0} examples, {1}")
  @CsvSource({"1, SPARSE", "16, DENSE", "17, SPARSE", "37, DENSE"})
  void the_gradient_through_every_kind_of_layer_equals_central_differences(
      int size, KernelChoice choice) {
    assertGradient(SmallNetworks.everyLayer(0.5), size, choice);
  }

  static Stream<Arguments> blocks() {
    SmallNetworks.Next alone = conv("block.conv1", 4, 3, 1, 1, true);
    SmallNetworks.Next second = conv("block.conv2", 4, 3, 1, 1, false);
    SmallNetworks.Next inner =
        in ->
            new Layer.Residual(
                "block.inner",
                List.of(
                    conv("block.inner.conv", 4, 1, 1, 0, true).after(in),
                    relu("block.inner.relu").after(in)),
                List.of());
    return Stream.of(
        Arguments.of("one convolution", List.of(alone), List.of()),
        Arguments.of("one normalisation", List.of(norm("block.bn")), List.of()),
        Arguments.of("activation last", List.of(alone, relu("block.relu")), List.of()),
        Arguments.of("no normalisation", List.of(alone, relu("block.relu"), second), List.of()),
        Arguments.of(
            "normalisation first",
            List.of(norm("block.bn"), relu("block.relu"), alone, norm("block.bn2"), second),
            List.of()),
        Arguments.of("a block alone", List.of(inner), List.of()),
        Arguments.of("a block first", List.of(inner, alone), List.of()),
        Arguments.of("a block last", List.of(alone, inner), List.of()),
        Arguments.of("a block in the shortcut", List.of(alone), List.of(inner)),
        Arguments.of(
            "blocks within blocks",
            List.of(block("block.a", 4, 1), block("block.b", 4, 1)),
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void a_block_of_any_body_and_shortcut_hands_down_both_gradients(
      String name, List<SmallNetworks.Next> body, List<SmallNetworks.Next> shortcut) {
    assertGradient(SmallNetworks.withBlock(body, shortcut), 18, KernelChoice.DENSE);
  }

  private static void assertGradient(Network network, int size, KernelChoice choice) {
    Examples examples = TestNetworks.examples(size, network.inputs(), network.classes(), size);
    Mask mask = TestNetworks.randomMask(network, 0.6, 3);
    Weights weights = VariedWeights.of(network, Streams.of(4)).masked(mask);
    Weights gradients;
    double loss;
    try (Program program = Program.learning(network, mask, weights, choice, size, 0, new Team())) {
      loss = new Blocks(network.inputs()).learn(program, examples);
      gradients = program.gradients();
    }
    DoubleForward plain = new DoubleForward(network, weights, true);
    assertThat(loss).isCloseTo(plain.loss(examples), within(1e-5));
    for (Parameter parameter : network.parameters()) {
      float[] got = gradients.values(parameter);
      double[] values = plain.values(parameter.name());
      for (int s = 0; s < Math.min(SAMPLES, values.length); s++) {
        int i = (int) ((long) values.length * s / Math.min(SAMPLES, values.length));
        boolean pruned = parameter.prunable() && !mask.keeps(parameter, i);
        double expected =
            pruned || !parameter.trained() ? 0 : centralDifference(plain, examples, values, i);
        assertThat((double) got[i])
            .as("%s[%d]", parameter.name(), i)
            .isCloseTo(expected, within(1e-5 + 1e-4 * Math.abs(expected)));
      }
    }
  }

  private static double centralDifference(
      DoubleForward plain, Examples examples, double[] values, int i) {
    double old = values[i];
    double step = 1e-6;
    values[i] = old + step;
    double up = plain.loss(examples);
    values[i] = old - step;
    double down = plain.loss(examples);
    values[i] = old;
    return (up - down) / (2 * step);
  }
}
