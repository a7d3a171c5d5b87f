package dev.tombola.ticket;

import dev.tombola.nn.Activation;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// Tickets made up for a test; the same every time.
final class SomeTickets {
  private SomeTickets() {}

  /// A dense network with both value sets, class names and a story.
  static TicketFile mlp() {
    Network network = Network.mlp(7, List.of(5), 3, Activation.RELU);
    SequencedMap<String, String> about = new LinkedHashMap<>();
    about.put("spec", "{\"name\":\"made-up\"}");
    about.put("note", "línea \"1\"\n\u0001 𝄞");
    return ticket(
        network,
        true,
        new Input(new float[] {2}, new float[] {-1}, List.of("rose", "lily", "íris")),
        about);
  }

  /// A residual network with batch normalisation and every kind of layer, for prediction only.
  static TicketFile convolutional() {
    ImageShape image = new ImageShape(2, 6, 6);
    ImageShape wide = new ImageShape(4, 6, 6);
    ImageShape small = new ImageShape(8, 3, 3);
    Network network =
        new Network(
            List.of(
                new Layer.Conv("conv1", image, 4, 3, 1, 1, false),
                new Layer.BatchNorm("bn1", wide),
                new Layer.Relu("relu1", wide.features()),
                new Layer.Residual(
                    "block1",
                    List.of(
                        new Layer.Conv("block1.conv1", wide, 8, 3, 2, 1, true),
                        new Layer.Tanh("block1.tanh", small.features()),
                        new Layer.Conv("block1.conv2", small, 8, 3, 1, 1, false)),
                    List.of(new Layer.Subsample("block1.shortcut", wide, 8, 2))),
                new Layer.MaxPool("pool1", small, 2, 1),
                new Layer.AveragePool("pool2", new ImageShape(8, 2, 2), 2, 2),
                new Layer.Dropout("drop", 8, 0.25),
                new Layer.Dense("fc", 8, 3)));
    return ticket(
        network,
        false,
        new Input(new float[] {1, 0.5f}, new float[] {-0f, 0.25f}, List.of()),
        new LinkedHashMap<>());
  }

  /// The same network with trained weights of eight bits, as it is read.
  static TicketFile int8() {
    TicketFile whole = convolutional();
    TicketFile narrow =
        new TicketFile(
            whole.network(),
            whole.mask(),
            null,
            whole.trained(),
            Precision.INT8,
            whole.input(),
            whole.about());
    return TicketFile.decode(narrow.encode(), "made up");
  }

  private static TicketFile ticket(
      Network network, boolean start, Input input, SequencedMap<String, String> about) {
    Random random = new Random(1);
    Map<Parameter, BitSet> kept = new LinkedHashMap<>();
    for (Parameter parameter : network.prunable()) {
      BitSet bits = new BitSet();
      random.ints(parameter.size() / 4, 0, parameter.size()).forEach(bits::set);
      kept.put(parameter, bits);
    }
    Parameter last = network.prunable().getLast();
    kept.get(last).set(0, last.size());
    Mask mask = Mask.of(network, kept);
    return new TicketFile(
        network,
        mask,
        start ? weights(network, random).masked(mask) : null,
        weights(network, random).masked(mask),
        input,
        about);
  }

  private static Weights weights(Network network, Random random) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] drawn = new float[parameter.size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = random.nextFloat(-1, 1);
      }
      values.put(parameter.name(), drawn);
    }
    return Weights.of(network.parameters(), values);
  }
}
