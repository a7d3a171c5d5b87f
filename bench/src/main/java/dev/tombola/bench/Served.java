package dev.tombola.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tombola.inference.Predictor;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.ship.OnnxModel;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A ticket that answers, by Tombola's runtime or, as the dense network that it is there, by ONNX
/// Runtime on one thread.
public enum Served {
  /// LeNet-300-100 at 3.6 %, a ticket of `lenet-mnist-quick` with `pruning.scope.rate=0.487` and
  /// `pruning.scope.layers.output=0.2435`; examples are as sparse as MNIST's, four fifths zeros.
  LENET(0.2) {
    @Override
    TicketFile ticket() {
      try (InputStream file = Served.class.getResourceAsStream("lenet-3.6.ticket")) {
        return TicketFile.decode(file.readAllBytes(), "lenet-3.6.ticket");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },

  /// 1024 inputs, 1024 hidden units, 1024 outputs; a random mask of 5 %, normal weights; no input
  /// is zero.
  MLP(1) {
    @Override
    TicketFile ticket() {
      return mlp(0.05);
    }
  };

  private final double live;

  /// @param live the part of an example's values that are not zero
  Served(double live) {
    this.live = live;
  }

  abstract TicketFile ticket();

  /// 1024 inputs, 1024 hidden units, 1024 outputs; a random mask, normal weights.
  static TicketFile mlp(double density) {
    Network network = Network.mlp(1024, List.of(1024), 1024, Activation.RELU);
    Random random = new Random(1);
    Mask mask = Mask.dense(network);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] value = new float[parameter.size()];
      BitSet kept = new BitSet();
      for (int i = 0; i < value.length; i++) {
        value[i] = (float) random.nextGaussian() / 7;
        kept.set(i, random.nextDouble() < density);
      }
      values.put(parameter.name(), value);
      mask = parameter.prunable() ? mask.with(parameter, kept) : mask;
    }
    Weights weights = Weights.of(network.parameters(), values).masked(mask);
    return new TicketFile(network, mask, null, weights, Input.plain(), new LinkedHashMap<>());
  }

  /// `[count][inputs]`
  float[] examples(int count, int inputs) {
    return examples(count, inputs, live);
  }

  /// @param live the part of values that are not zero
  static float[] examples(int count, int inputs, double live) {
    Random random = new Random(2);
    float[] examples = new float[count * inputs];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = random.nextDouble() < live ? random.nextFloat() : 0;
    }
    return examples;
  }

  Predictor predictor() {
    return Predictor.of(ticket());
  }

  static OrtSession session(TicketFile ticket) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    byte[] model = OnnxModel.of(ticket, "0".repeat(64));
    return OrtEnvironment.getEnvironment().createSession(model, options);
  }

  static OnnxTensor tensor(FloatBuffer examples, int count, int inputs) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), examples, new long[] {count, inputs});
  }
}
