package dev.tombola.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tombola.inference.Predictor;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.VggNet;
import dev.tombola.nn.Width;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What ONNX Runtime makes of an exported ticket.
final class OnnxModelTest {
  private static final int SEED = 5;
  private static final ImageShape DIGIT = new ImageShape(1, 28, 28);
  private static final ImageShape PICTURE = new ImageShape(3, 32, 32);

  private static final Case LENET_5 = new Case("LeNet-5", LeNet5.of(DIGIT, 10), 1);

  /// Of the largest logit of an example.
  private static final double TOLERANCE = 1e-5;

  /// @param scales of the input, 0 where it is not scaled
  record Case(String name, Network network, int scales) {
    TicketFile ticket() {
      return SomeTickets.of(network, scales == 0 ? Input.plain() : input(), 0.5, SEED);
    }

    private Input input() {
      Random random = new Random(SEED);
      float[] scale = new float[scales];
      float[] shift = new float[scales];
      for (int i = 0; i < scales; i++) {
        scale[i] = random.nextFloat(0.5f, 2);
        shift[i] = random.nextFloat(-1, 1);
      }
      return new Input(scale, shift, List.of());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// Networks that together have every kind of layer, and every way to scale an input.
  static List<Case> cases() {
    Network mlp = Network.mlp(30, List.of(20, 12), 4, Activation.RELU);
    Width half = new Width(0.5);
    Width quarter = new Width(0.25);
    return List.of(
        new Case("tanh", Network.mlp(30, List.of(20, 12), 4, Activation.TANH), 1),
        new Case("scaled by feature", mlp, 30),
        new Case("features scaled by channel", mlp, 3),
        LENET_5,
        new Case("option A", ResNet.of(8, half, ResNet.Shortcut.OPTION_A, PICTURE, 10), 3),
        new Case("projections", ResNet.of(14, quarter, ResNet.Shortcut.PROJECTION, PICTURE, 7), 3),
        new Case("VGG", VggNet.of(11, new Width(0.125), PICTURE, 10), PICTURE.features()),
        new Case("only convolutions", onlyConvolutions(), 0));
  }

  private static Network onlyConvolutions() {
    Layer.Conv conv = new Layer.Conv("conv1", new ImageShape(2, 9, 11), 3, 3, 1, 0, true);
    Layer.MaxPool pool = new Layer.MaxPool("pool1", conv.out(), 3, 2);
    Layer.Subsample sample = new Layer.Subsample("sample", pool.out(), 6, 3);
    Layer.Dropout dropout = new Layer.Dropout("dropout", sample.outputs(), 0.5);
    Layer.AveragePool last = new Layer.AveragePool("pool2", sample.out(), 1, 1);
    return new Network(List.of(conv, pool, sample, dropout, last));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onnx_runtime_gives_the_logits_of_a_prediction(Case subject) throws OrtException {
    TicketFile ticket = subject.ticket();
    float[] values = new float[7 * subject.network.inputs()];
    Random random = new Random(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Predictor predictor = Predictor.of(ticket);
    try (OrtSession session = session(ticket)) {
      for (int count : new int[] {1, 7}) {
        float[] expected = new float[count * subject.network.classes()];
        predictor.logits(values, count, expected);
        float[][] found = run(session, subject.network, values, count);
        assertThat(found).hasNumberOfRows(count);
        for (int i = 0; i < count; i++) {
          float[] logits = found[i];
          double largest = largest(logits);
          for (int c = 0; c < logits.length; c++) {
            assertThat((double) logits[c])
                .as("example %d of %d, class %d", i, count, c)
                .isCloseTo(expected[i * logits.length + c], within(TOLERANCE * largest));
          }
        }
      }
    }
  }

  @Test
  void a_model_says_where_it_comes_from() throws OrtException {
    TicketFile ticket = LENET_5.ticket();
    try (OrtSession session = session(ticket)) {
      assertThat(session.getMetadata().getProducerName()).isEqualTo("tombola");
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("ticket.sha256", "00ff")
          .containsEntry("classes", "[]");
    }
  }

  private static OrtSession session(TicketFile ticket) throws OrtException {
    return OrtEnvironment.getEnvironment().createSession(OnnxModel.of(ticket, "00ff"));
  }

  private static float[][] run(OrtSession session, Network network, float[] values, int count)
      throws OrtException {
    long[] example =
        network
            .image()
            .map(image -> new long[] {image.channels(), image.height(), image.width()})
            .orElse(new long[] {network.inputs()});
    long[] shape = LongStream.concat(LongStream.of(count), LongStream.of(example)).toArray();
    FloatBuffer buffer = FloatBuffer.wrap(values, 0, count * network.inputs());
    try (OnnxTensor input =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return (float[][]) result.get("logits").orElseThrow().getValue();
    }
  }

  private static double largest(float[] logits) {
    return IntStream.range(0, logits.length)
        .mapToDouble(c -> Math.abs(logits[c]))
        .max()
        .orElseThrow();
  }
}
