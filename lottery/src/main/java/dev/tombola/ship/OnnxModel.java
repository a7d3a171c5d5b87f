package dev.tombola.ship;

import dev.tombola.Build;
import dev.tombola.format.Json;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Layer;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.ship.OnnxGraph.Attribute;
import dev.tombola.ticket.Input;
import dev.tombola.ticket.TicketFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A ticket's trained network as an ONNX model, pruned weights zeros in dense tensors.
///
/// It takes the values that the data have, as a prediction from the ticket does: the network's
/// scaling is its beginning. Its input is `[batch, features]`, or `[batch, channels, height,
/// width]` where the network takes images, its output `[batch, classes]`, the logits. Tensors have
/// PyTorch's names; dropout, which does nothing in evaluation, is left out.
public final class OnnxModel {
  /// What the model takes, by name.
  public static final String INPUT = "input";

  /// What it gives.
  public static final String OUTPUT = "logits";

  /// Of 2022, so that older runtimes take the model too.
  static final int OPSET = 17;

  private static final int IR_VERSION = 8;
  private static final String PRODUCER = "tombola";

  private final OnnxGraph graph = new OnnxGraph();
  private final TicketFile ticket;

  /// Whether what comes out of the last layer so far are features, no longer images.
  private boolean flat;

  private OnnxModel(TicketFile ticket) {
    this.ticket = ticket;
    flat = ticket.network().image().isEmpty();
  }

  /// The bytes of an `.onnx` file.
  ///
  /// @param sha256 the ticket's, for the model's metadata
  public static byte[] of(TicketFile ticket, String sha256) {
    return new OnnxModel(ticket).encode(sha256);
  }

  /// Whether a file begins as those made here do.
  static boolean recognises(byte[] file) {
    byte[] start = head().toBytes();
    return file.length > start.length && Arrays.mismatch(file, start) == start.length;
  }

  private static ProtobufMessage head() {
    return new ProtobufMessage().number(1, IR_VERSION).text(2, PRODUCER);
  }

  private byte[] encode(String sha256) {
    Network network = ticket.network();
    graph.input(INPUT, network.image().map(OnnxModel::sizes).orElse(List.of(network.inputs())));
    String logits = chain(network.layers(), scaled());
    graph.node(flat ? "Identity" : "Flatten", OUTPUT, List.of(logits), List.of());
    graph.output(OUTPUT, List.of(network.classes()));
    ProtobufMessage model =
        head()
            .text(3, Build.current().version())
            .message(7, graph.named("ticket"))
            .message(8, new ProtobufMessage().number(2, OPSET));
    metadata(sha256)
        .forEach(
            (key, value) -> model.message(14, new ProtobufMessage().text(1, key).text(2, value)));
    return model.toBytes();
  }

  private Map<String, String> metadata(String sha256) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("ticket.sha256", sha256);
    metadata.put("classes", Json.write(ticket.input().classNames()));
    metadata.put("density", Double.toString(ticket.mask().density().value()));
    return metadata;
  }

  /// `input · scale + shift`, where that is not the input itself.
  private String scaled() {
    Input input = ticket.input();
    float[] scale = input.scale();
    float[] shift = input.shift();
    if (scale.length == 1 && scale[0] == 1 && shift[0] == 0) {
      return INPUT;
    }
    List<Integer> shape = pairs(scale.length);
    int features = ticket.network().inputs();
    String scaled =
        graph.node(
            "Mul",
            "/scaled",
            List.of(INPUT, graph.tensor("input.scale", shape, spread(scale, shape, features))),
            List.of());
    return graph.node(
        "Add",
        "/shifted",
        List.of(scaled, graph.tensor("input.shift", shape, spread(shift, shape, features))),
        List.of());
  }

  /// The shape of scales that stand against the axes of an example.
  private List<Integer> pairs(int count) {
    Network network = ticket.network();
    if (count == 1) {
      return List.of(1);
    }
    return network
        .image()
        .map(image -> count == image.channels() ? List.of(count, 1, 1) : sizes(image))
        .orElse(List.of(network.inputs()));
  }

  /// One value for each element of the shape: of an image's channels, to a network that takes
  /// features without a shape, each as often as a channel has pixels.
  private static float[] spread(float[] values, List<Integer> shape, int features) {
    float[] spread = new float[shape.stream().reduce(1, Math::multiplyExact)];
    if (spread.length != values.length && spread.length != features) {
      throw new IllegalArgumentException(values.length + " scales do not fit " + shape);
    }
    for (int i = 0; i < spread.length; i++) {
      spread[i] = values[(int) ((long) i * values.length / spread.length)];
    }
    return spread;
  }

  private static List<Integer> sizes(ImageShape image) {
    return List.of(image.channels(), image.height(), image.width());
  }

  /// Adds layers one after another.
  ///
  /// @param from the name of what goes in
  /// @return the name of what comes out
  private String chain(List<Layer> layers, String from) {
    String value = from;
    for (Layer layer : layers) {
      value = layer(layer, value);
    }
    return value;
  }

  private String layer(Layer layer, String from) {
    String name = "/" + layer.name();
    return switch (layer) {
      case Layer.Dense dense ->
          graph.node(
              "Gemm",
              name,
              inputs(flattened(name, from), dense),
              List.of(Attribute.of("transB", 1)));
      case Layer.Relu _ -> graph.node("Relu", name, List.of(from), List.of());
      case Layer.Tanh _ -> graph.node("Tanh", name, List.of(from), List.of());
      case Layer.Dropout _ -> from;
      case Layer.Conv conv ->
          graph.node(
              "Conv",
              name,
              inputs(from, conv),
              window(conv.kernel(), conv.stride(), conv.padding()));
      case Layer.MaxPool pool ->
          graph.node("MaxPool", name, List.of(from), window(pool.size(), pool.stride(), 0));
      case Layer.AveragePool pool ->
          graph.node("AveragePool", name, List.of(from), window(pool.size(), pool.stride(), 0));
      case Layer.BatchNorm norm ->
          graph.node(
              "BatchNormalization",
              name,
              inputs(from, norm),
              List.of(Attribute.of("epsilon", norm.epsilon())));
      case Layer.Subsample sample -> subsample(sample, name, from);
      case Layer.Residual block ->
          graph.node(
              "Add",
              name,
              List.of(chain(block.body(), from), chain(block.shortcut(), from)),
              List.of());
    };
  }

  private String flattened(String name, String from) {
    if (flat) {
      return from;
    }
    flat = true;
    return graph.node("Flatten", name + "/flatten", List.of(from), List.of());
  }

  /// What goes into a layer with parameters: a value, then its tensors in PyTorch's order, which is
  /// ONNX's too.
  private List<String> inputs(String from, Layer layer) {
    List<String> inputs = new ArrayList<>(List.of(from));
    for (Parameter parameter : layer.parameters()) {
      inputs.add(
          graph.tensor(parameter.name(), parameter.shape(), ticket.trained().values(parameter)));
    }
    return inputs;
  }

  private static List<Attribute> window(int size, int stride, int padding) {
    return List.of(
        Attribute.of("kernel_shape", List.of(size, size)),
        Attribute.of("strides", List.of(stride, stride)),
        Attribute.of("pads", List.of(padding, padding, padding, padding)));
  }

  /// Every so-manieth row and column, then channels of zeros around those that there are.
  private String subsample(Layer.Subsample sample, String name, String from) {
    String some =
        graph.node(
            "Slice",
            name + "/slice",
            List.of(
                from,
                graph.numbers(name + ".starts", 0, 0),
                graph.numbers(name + ".ends", sample.in().height(), sample.in().width()),
                graph.numbers(name + ".axes", 2, 3),
                graph.numbers(name + ".steps", sample.stride(), sample.stride())),
            List.of());
    int after = sample.channels() - sample.in().channels() - sample.first();
    return graph.node(
        "Pad",
        name,
        List.of(some, graph.numbers(name + ".pads", 0, sample.first(), 0, 0, 0, after, 0, 0)),
        List.of());
  }
}
