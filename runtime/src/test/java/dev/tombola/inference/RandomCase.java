package dev.tombola.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ticket.Input;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A network with random weights, a random mask and random examples.
final class RandomCase {
  static final int EXAMPLES = 71;

  final Network network;
  final Mask mask;
  final Weights weights;
  Input input;
  final float[] examples;

  RandomCase(Network network, double density, Random random) {
    this.network = network;
    Mask drawn = Mask.dense(network);
    for (Parameter parameter : network.prunable()) {
      BitSet kept = new BitSet();
      for (int i = 0; i < parameter.size(); i++) {
        kept.set(i, random.nextDouble() < density);
      }
      drawn = drawn.with(parameter, kept);
    }
    mask = drawn;
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      boolean variance = parameter.role() == Parameter.Role.RUNNING_VARIANCE;
      double size =
          parameter.prunable()
              ? 2 * Math.sqrt(parameter.shape().getFirst() / (density * parameter.size()))
              : 0.5;
      float[] value = new float[parameter.size()];
      for (int i = 0; i < value.length; i++) {
        value[i] = (float) (variance ? random.nextDouble(0.5, 2) : random.nextGaussian() * size);
      }
      values.put(parameter.name(), value);
    }
    weights = Weights.of(network.parameters(), values).masked(mask);
    int pairs = network.image().map(ImageShape::channels).orElse(1);
    float[] scale = new float[pairs];
    float[] shift = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      scale[i] = random.nextFloat(1, 3);
      shift[i] = random.nextFloat(-1, 0);
    }
    input = new Input(scale, shift, List.of());
    examples = new float[EXAMPLES * network.inputs()];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = random.nextBoolean() ? 0 : random.nextFloat();
    }
  }

  private double[] expected(int example) {
    double[] x = new double[network.inputs()];
    int run = x.length / input.scale().length;
    for (int i = 0; i < x.length; i++) {
      x[i] =
          (double) examples[example * x.length + i] * input.scale()[i / run]
              + input.shift()[i / run];
    }
    return new Forward(weights).logits(network, x);
  }

  Predictor predictor(Kernels kernels) {
    return new Predictor(network, weights, mask, input, kernels);
  }

  /// Of all examples, `[EXAMPLES][classes]`.
  float[] logits(Predictor predictor) {
    float[] logits = new float[EXAMPLES * predictor.classes()];
    predictor.logits(examples, EXAMPLES, logits);
    return logits;
  }

  void requireDefinition(float[] logits) {
    for (int i = 0; i < EXAMPLES; i++) {
      double[] expected = expected(i);
      double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int c = 0; c < expected.length; c++) {
        assertThat((double) logits[i * expected.length + c])
            .as("example %d, class %d", i, c)
            .isCloseTo(expected[c], offset(1e-5 * scale + 1e-6));
      }
    }
  }
}
