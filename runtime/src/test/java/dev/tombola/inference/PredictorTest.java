package dev.tombola.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.VggNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.ticket.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PredictorTest {
  private static final int EXAMPLES = 71;

  static Stream<Arguments> networks() {
    List<Arguments> cases = new ArrayList<>();
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put("mlp", Network.mlp(37, List.of(41, 19), 5, Activation.RELU));
    networks.put("tanh", Network.mlp(37, List.of(13), 5, Activation.TANH));
    networks.put("wide mlp", Network.mlp(50, List.of(300), 17, Activation.RELU));
    networks.put("lenet-5", LeNet5.of(new ImageShape(1, 28, 28), 10));
    networks.put("conv-2", ConvNet.of(2, new Width(0.2), new ImageShape(3, 12, 10), 7, 0.5));
    networks.put(
        "resnet a",
        ResNet.of(8, new Width(0.5), ResNet.Shortcut.OPTION_A, new ImageShape(3, 16, 16), 10));
    networks.put(
        "resnet b",
        ResNet.of(8, new Width(0.3), ResNet.Shortcut.PROJECTION, new ImageShape(3, 16, 16), 10));
    networks.put("vgg", VggNet.of(11, new Width(0.1), new ImageShape(3, 32, 32), 10));
    networks.put("odd", odd());
    for (double density : List.of(1.0, 0.3, 0.05)) {
      networks.forEach((name, network) -> cases.add(Arguments.of(name, network, density)));
    }
    return cases.stream();
  }

  /// What the usual networks do not have: normalisation that follows no convolution, tanh of
  /// images, strides of 3, blocks that begin with neither a convolution, no dense layer at the end.
  private static Network odd() {
    ImageShape in = new ImageShape(2, 11, 13);
    Layer.Conv conv = new Layer.Conv("conv", in, 5, 3, 1, 1, true);
    ImageShape wide = conv.out();
    Layer.Conv strided = new Layer.Conv("strided", wide, 6, 5, 3, 2, false);
    ImageShape small = strided.out();
    return new Network(
        List.of(
            conv,
            new Layer.Tanh("tanh", wide.features()),
            new Layer.BatchNorm("norm", wide),
            new Layer.Residual(
                "block",
                List.of(
                    new Layer.BatchNorm("inside", wide),
                    new Layer.Tanh("bent", wide.features()),
                    new Layer.Conv("inner", wide, 5, 3, 1, 1, false)),
                List.of(new Layer.BatchNorm("side", wide))),
            new Layer.Relu("relu", wide.features()),
            strided,
            new Layer.BatchNorm("norm2", small),
            new Layer.AveragePool("pool", small, 2, 2)));
  }

  @ParameterizedTest(name = "{0} at {2}")
  @MethodSource("networks")
  void logits_are_those_of_the_definition(String name, Network network, double density) {
    Case made = new Case(network, density, new Random(name.hashCode()));

    float[] logits = made.predictor(new VectorKernels()).logitsOf(made.examples);

    for (int i = 0; i < EXAMPLES; i++) {
      double[] expected = made.expected(i);
      double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int c = 0; c < expected.length; c++) {
        assertThat((double) logits[i * expected.length + c])
            .as("example %d, class %d", i, c)
            .isCloseTo(expected[c], org.assertj.core.data.Offset.offset(1e-5 * scale + 1e-6));
      }
    }
  }

  @ParameterizedTest(name = "{0} at {2}")
  @MethodSource("networks")
  void an_example_has_the_same_logits_alone_and_in_a_batch_and_by_plain_kernels(
      String name, Network network, double density) {
    Case made = new Case(network, density, new Random(name.hashCode()));
    int classes = network.classes();

    float[] batch = made.predictor(new VectorKernels()).logitsOf(made.examples);
    float[] plain = made.predictor(new PlainKernels()).logitsOf(made.examples);

    assertThat(plain).isEqualTo(batch);
    for (Kernels kernels : List.of(new VectorKernels(), new PlainKernels())) {
      Predictor predictor = made.predictor(kernels).predictor;
      for (int i = 0; i < 5; i++) {
        float[] alone =
            predictor.logits(
                Arrays.copyOfRange(
                    made.examples, i * network.inputs(), (i + 1) * network.inputs()));
        assertThat(alone).isEqualTo(Arrays.copyOfRange(batch, i * classes, (i + 1) * classes));
      }
    }
  }

  @Test
  void several_threads_may_use_one_predictor() throws Exception {
    Case made = new Case(LeNet5.of(new ImageShape(1, 28, 28), 10), 0.2, new Random(3));
    Case.Of of = made.predictor(Kernels.fastest());
    float[] expected = of.logitsOf(made.examples);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> work = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        work.add(() -> of.logitsOf(made.examples));
      }
      for (Future<float[]> done : pool.invokeAll(work)) {
        assertThat(done.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void arrays_that_are_too_short_are_refused() {
    Case made = new Case(Network.mlp(4, List.of(3), 2, Activation.RELU), 1, new Random(3));
    Predictor predictor = made.predictor(new PlainKernels()).predictor;
    assertThatThrownBy(() -> predictor.logits(new float[7], 2, new float[4]))
        .hasMessage("examples: 7 values, but 2 × 4 are needed");
    assertThatThrownBy(() -> predictor.logits(new float[8], 2, new float[3]))
        .hasMessage("logits: 3 values, but 2 × 2 are needed");
  }

  /// A network with random weights, a random mask and random examples.
  private static final class Case {
    final Network network;
    final Mask mask;
    final Weights weights;
    final Input input;
    final float[] examples;

    Case(Network network, double density, Random random) {
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

    double[] expected(int example) {
      double[] x = new double[network.inputs()];
      int run = x.length / input.scale().length;
      for (int i = 0; i < x.length; i++) {
        x[i] =
            (double) examples[example * x.length + i] * input.scale()[i / run]
                + input.shift()[i / run];
      }
      return new Forward(weights).logits(network, x);
    }

    Of predictor(Kernels kernels) {
      return new Of(new Predictor(network, weights, mask, input, kernels));
    }

    record Of(Predictor predictor) {
      float[] logitsOf(float[] examples) {
        int count = examples.length / predictor.inputs();
        float[] logits = new float[count * predictor.classes()];
        predictor.logits(examples, count, logits);
        return logits;
      }
    }
  }
}
