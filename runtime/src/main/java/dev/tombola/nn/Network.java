package dev.tombola.nn;

import java.util.ArrayList;
import java.util.List;

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
    for (int i = 1; i < layers.size(); i++) {
      Layer before = layers.get(i - 1);
      if (before.outputs() != layers.get(i).inputs()) {
        throw new IllegalArgumentException(
            "%s gives %d features but %s takes %d"
                .formatted(
                    before.name(), before.outputs(), layers.get(i).name(), layers.get(i).inputs()));
      }
      if (before.parameters().isEmpty() && layers.get(i).parameters().isEmpty()) {
        throw new IllegalArgumentException(
            "%s: an activation right after another, %s"
                .formatted(layers.get(i).name(), before.name()));
      }
    }
    if (layers.stream().map(Layer::name).distinct().count() < layers.size()) {
      throw new IllegalArgumentException("two layers share a name");
    }
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

  public int classes() {
    return layers.getLast().outputs();
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
