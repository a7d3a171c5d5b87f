package dev.tombola.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A classifier as data: a chain of layers from `inputs` features to one logit per class.
///
/// The loss is softmax cross-entropy, the mean over the batch in natural logarithms.
public record Network(List<Layer> layers) {
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    if (layers.getFirst().parameters().isEmpty()) {
      throw new IllegalArgumentException(
          layers.getFirst().name() + ": the first layer needs weights");
    }
    Chain.check(layers);
    for (int i = 1; i < layers.size(); i++) {
      if (isActivation(layers.get(i - 1)) && isActivation(layers.get(i))) {
        throw new IllegalArgumentException(
            "%s: an activation right after another, %s"
                .formatted(layers.get(i).name(), layers.get(i - 1).name()));
      }
    }
    List<Layer> all = named(layers).toList();
    if (all.stream().map(Layer::name).distinct().count() < all.size()) {
      throw new IllegalArgumentException("two layers share a name");
    }
  }

  private static boolean isActivation(Layer layer) {
    return layer instanceof Layer.Relu || layer instanceof Layer.Tanh;
  }

  /// All layers and, before its own, each residual block.
  private static Stream<Layer> named(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer ->
            layer instanceof Layer.Residual block
                ? Stream.concat(
                    Stream.of(block), Stream.concat(named(block.body()), named(block.shortcut())))
                : Stream.of(layer));
  }

  /// Dense layers `fc1 … fcN` with an activation between each two: LeNet-300-100 is `mlp(784,
  /// List.of(300, 100), 10, RELU)`.
  public static Network mlp(int inputs, List<Integer> hidden, int classes, Activation activation) {
    List<Layer> layers = new ArrayList<>();
    int width = inputs;
    for (int i = 0; i < hidden.size(); i++) {
      layers.add(new Layer.Dense("fc" + (i + 1), width, hidden.get(i)));
      width = hidden.get(i);
      layers.add(activation.layer("act" + (i + 1), width));
    }
    layers.add(new Layer.Dense("fc" + (hidden.size() + 1), width, classes));
    return new Network(layers);
  }

  public int inputs() {
    return layers.getFirst().inputs();
  }

  /// The image that the network takes, if its first layer takes one.
  public Optional<ImageShape> image() {
    return Chain.in(layers.subList(0, 1));
  }

  public int classes() {
    return layers.getLast().outputs();
  }

  /// The layers that compute, those within residual blocks in place of the blocks: a block's body,
  /// then its shortcut.
  public List<Layer> flat() {
    return Chain.flat(layers).toList();
  }

  /// Whether it has batch normalisation, which makes the examples of a batch depend on one another
  /// and keeps running statistics.
  public boolean normalisesBatches() {
    return Chain.flat(layers).anyMatch(layer -> layer instanceof Layer.BatchNorm);
  }

  /// The layer that has this parameter.
  ///
  /// @throws IllegalArgumentException when no layer has it
  public Layer layer(Parameter parameter) {
    return Chain.flat(layers)
        .filter(layer -> layer.parameters().contains(parameter))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no layer has " + parameter.name()));
  }

  /// All parameters, in the order of the layers: each layer's weight before its bias.
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /// The parameters that pruning may touch, in the order of the layers.
  public List<Parameter> prunable() {
    return parameters().stream().filter(Parameter::prunable).toList();
  }

  /// Number of prunable weights: the 100 % of a density.
  public long weights() {
    return prunable().stream().mapToLong(Parameter::size).sum();
  }
}
