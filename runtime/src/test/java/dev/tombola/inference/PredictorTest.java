package dev.tombola.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tombola.UserException;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.VggNet;
import dev.tombola.nn.Weights;
import dev.tombola.nn.Width;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.ValueSource;

final class PredictorTest {
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
    networks.put("blocks", blocks());
    networks.put("pixels", pixels());
    networks.put("one layer", Network.mlp(3, List.of(), 2, Activation.RELU));
    networks.put("one of each", Network.mlp(1, List.of(1), 1, Activation.RELU));
    networks.put("features", features());
    for (double density : List.of(1.0, 0.3, 0.05, 0.0)) {
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

  /// Blocks within blocks, with nothing on one side, normalisation first on the other; windows that
  /// overlap, a padding of all a kernel but a pixel, a stride with kernels of one pixel.
  private static Network blocks() {
    ImageShape in = new ImageShape(3, 9, 7);
    Layer.Conv first = new Layer.Conv("first", in, 4, 3, 1, 2, true);
    ImageShape wide = first.out();
    Layer.Residual innermost =
        new Layer.Residual(
            "innermost",
            List.of(
                new Layer.BatchNorm("norm", wide),
                new Layer.Relu("bent", wide.features()),
                new Layer.Conv("deep", wide, 4, 3, 1, 1, true)),
            List.of());
    Layer.Residual inner =
        new Layer.Residual(
            "inner",
            List.of(innermost, new Layer.Conv("after", wide, 4, 1, 1, 0, false)),
            List.of());
    Layer.MaxPool pool = new Layer.MaxPool("pool", wide, 3, 2);
    Layer.Residual outer =
        new Layer.Residual(
            "outer",
            List.of(inner, new Layer.Relu("relu", wide.features()), pool),
            List.of(
                new Layer.Residual("side", List.of(new Layer.BatchNorm("still", wide)), List.of()),
                new Layer.Tanh("tanh", wide.features()),
                new Layer.AveragePool("mean", wide, 3, 2)));
    ImageShape small = pool.out();
    Layer.Conv strided = new Layer.Conv("strided", small, 20, 1, 2, 0, true);
    return new Network(
        List.of(
            first,
            outer,
            new Layer.Relu("last", small.features()),
            new Layer.Dropout("dropped", small.features(), 0.5),
            strided,
            new Layer.Relu("end", strided.outputs()),
            new Layer.Dense("fc", strided.outputs(), 9)));
  }

  /// Images of one pixel.
  private static Network pixels() {
    Layer.Conv conv = new Layer.Conv("conv", new ImageShape(3, 1, 1), 17, 3, 1, 1, true);
    return new Network(List.of(conv, new Layer.Conv("one", conv.out(), 5, 1, 1, 0, false)));
  }

  /// Dropout before a ReLU, an activation after the last weights.
  private static Network features() {
    return new Network(
        List.of(
            new Layer.Dense("fc1", 20, 33),
            new Layer.Dropout("dropped", 33, 0.5),
            new Layer.Relu("relu", 33),
            new Layer.Dense("fc2", 33, 3),
            new Layer.Tanh("tanh", 3)));
  }

  @ParameterizedTest(name = "{0} at {2}")
  @MethodSource("networks")
  void logits_are_those_of_the_definition(String name, Network network, double density) {
    RandomCase made = new RandomCase(network, density, new Random(name.hashCode()));

    made.requireDefinition(made.logits(made.predictor(new VectorKernels())));
  }

  @ParameterizedTest(name = "{0} at {2}")
  @MethodSource("networks")
  void an_example_has_the_same_logits_alone_and_in_a_batch_and_by_plain_kernels(
      String name, Network network, double density) {
    RandomCase made = new RandomCase(network, density, new Random(name.hashCode()));
    int classes = network.classes();

    float[] batch = made.logits(made.predictor(new VectorKernels()));
    float[] plain = made.logits(made.predictor(new PlainKernels()));

    assertThat(plain).isEqualTo(batch);
    for (Kernels kernels : List.of(new VectorKernels(), new PlainKernels())) {
      Predictor predictor = made.predictor(kernels);
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
    RandomCase made = new RandomCase(LeNet5.of(new ImageShape(1, 28, 28), 10), 0.2, new Random(3));
    Predictor predictor = made.predictor(Kernels.fastest());
    float[] expected = made.logits(predictor);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> work = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        work.add(() -> made.logits(predictor));
      }
      for (Future<float[]> done : pool.invokeAll(work)) {
        assertThat(done.get()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide mlp", "resnet a", "blocks"})
  void any_number_of_examples_has_the_same_logits(String name) {
    Network network =
        (Network)
            networks()
                .map(Arguments::get)
                .filter(all -> all[0].equals(name))
                .findFirst()
                .orElseThrow()[1];
    RandomCase made = new RandomCase(network, 0.3, new Random(7));
    Predictor predictor = made.predictor(new VectorKernels());
    float[] all = made.logits(predictor);
    for (int count : new int[] {0, 1, 5, 6, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 69, 70}) {
      float[] logits = new float[count * network.classes() + 1];
      logits[logits.length - 1] = 123;
      predictor.logits(made.examples, count, logits);
      float[] expected = Arrays.copyOf(all, logits.length);
      expected[logits.length - 1] = 123;
      assertThat(logits).as("%d examples", count).isEqualTo(expected);
    }
  }

  @Test
  void values_far_from_zero_that_are_standardised_lose_nothing() {
    Network network = Network.mlp(30, List.of(20), 4, Activation.RELU);
    RandomCase made = new RandomCase(network, 0.5, new Random(11));
    Random random = new Random(12);
    float[] scale = new float[30];
    float[] shift = new float[30];
    for (int i = 0; i < 30; i++) {
      scale[i] = random.nextFloat(0.5f, 2);
      shift[i] = -2000 * scale[i];
    }
    for (int i = 0; i < made.examples.length; i++) {
      made.examples[i] = (float) (2000 + random.nextGaussian());
    }
    made.input = new Input(scale, shift, List.of());

    float[] logits = made.logits(made.predictor(new VectorKernels()));

    made.requireDefinition(logits);
    assertThat(made.logits(made.predictor(new PlainKernels()))).isEqualTo(logits);
  }

  @Test
  void a_logit_that_is_zero_is_a_positive_zero_whatever_was_skipped() {
    Network network = Network.mlp(20, List.of(), 9, Activation.RELU);
    float[] weights = new float[180];
    Arrays.fill(weights, 0, 90, 1);
    Arrays.fill(weights, 90, 180, -1);
    float[] biases = new float[9];
    Arrays.fill(biases, -0f);
    Predictor predictor =
        new Predictor(
            network,
            Weights.of(network.parameters(), Map.of("fc1.weight", weights, "fc1.bias", biases)),
            Mask.dense(network),
            Input.plain(),
            new VectorKernels());
    float[] logits = new float[17 * 9];

    predictor.logits(new float[17 * 20], 17, logits);

    assertThat(logits).isEqualTo(new float[17 * 9]);
    assertThat(predictor.logits(new float[20])).isEqualTo(new float[9]);
  }

  @Test
  void arrays_that_are_too_short_are_refused() {
    RandomCase made =
        new RandomCase(Network.mlp(4, List.of(3), 2, Activation.RELU), 1, new Random(3));
    Predictor predictor = made.predictor(new PlainKernels());
    assertThatThrownBy(() -> predictor.logits(new float[7], 2, new float[4]))
        .hasMessage("examples: 7 values, but 2 × 4 are needed");
    assertThatThrownBy(() -> predictor.logits(new float[8], 2, new float[3]))
        .hasMessage("logits: 3 values, but 2 × 2 are needed");
    assertThatThrownBy(() -> predictor.logits(new float[8], -1, new float[4]))
        .hasMessage("count: -1 is below 0");
  }

  @Test
  void images_that_no_array_holds_are_refused_before_anything_is_made_of_them() {
    ImageShape large = new ImageShape(1, 46_000, 46_000);
    Layer.Conv conv = new Layer.Conv("conv", large, 1, 3, 1, 1, true);
    Network network = new Network(List.of(conv, Layer.AveragePool.global("pool", large)));
    Weights weights =
        Weights.of(
            network.parameters(), Map.of("conv.weight", new float[9], "conv.bias", new float[1]));
    TicketFile ticket =
        new TicketFile(
            network, Mask.dense(network), null, weights, Input.plain(), new LinkedHashMap<>());

    assertThatThrownBy(() -> Predictor.of(ticket))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "network: its images of 1×46000×46000 are too large to be predicted; use smaller ones");
  }

  @Test
  void a_negative_variance_is_refused() {
    ImageShape image = new ImageShape(1, 2, 2);
    Network network =
        new Network(
            List.of(new Layer.BatchNorm("bn", image), Layer.AveragePool.global("pool", image)));
    float[] one = {1};
    Weights weights =
        Weights.of(
            network.parameters(),
            Map.of(
                "bn.weight", one,
                "bn.bias", one,
                "bn.running_mean", one,
                "bn.running_var", new float[] {-0.5f}));
    Mask mask = Mask.dense(network);
    TicketFile ticket =
        new TicketFile(network, mask, null, weights, Input.plain(), new LinkedHashMap<>());

    assertThatThrownBy(() -> Predictor.of(ticket))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("bn.running_var: -0.5 is no variance");
  }
}
