package dev.tombola.nn;

import java.util.List;

/// A factor of all hidden widths: of the channels of convolutions and the outputs of dense layers.
///
/// Widths are rounded to whole numbers, halves up, and none falls below 1. Equal widths stay equal,
/// so that both ways through a residual block still end alike.
public record Width(double factor) {
  public static final Width WHOLE = new Width(1);

  public Width {
    if (!(factor >= 0 && Double.isFinite(factor))) {
      throw new IllegalArgumentException("a width is a factor from 0, not " + factor);
    }
  }

  /// What a width becomes.
  public int of(int width) {
    return Math.toIntExact(Math.max(1, Math.round(factor * width)));
  }

  /// The same architecture with all hidden widths multiplied, for the same inputs and classes.
  public Network of(Network network) {
    Layer classes =
        network.flat().stream()
            .filter(layer -> layer instanceof Layer.Conv || layer instanceof Layer.Dense)
            .reduce((_, later) -> later)
            .orElseThrow();
    LayerStack stack =
        network.image().map(LayerStack::new).orElseGet(() -> new LayerStack(network.inputs()));
    network.layers().forEach(layer -> put(layer, stack, classes));
    return stack.network();
  }

  private List<Layer> of(List<Layer> layers, ImageShape in, Layer classes) {
    LayerStack stack = new LayerStack(in);
    layers.forEach(layer -> put(layer, stack, classes));
    return stack.layers();
  }

  /// @param classes the layer that keeps its width
  private void put(Layer layer, LayerStack stack, Layer classes) {
    String name = layer.name();
    switch (layer) {
      case Layer.Dense dense ->
          stack.dense(name, dense.equals(classes) ? dense.outputs() : of(dense.outputs()));
      case Layer.Relu _ -> stack.relu(name);
      case Layer.Tanh _ -> stack.elementwise(in -> new Layer.Tanh(name, in));
      case Layer.Dropout dropout -> stack.dropout(name, dropout.probability());
      case Layer.Conv conv -> {
        int channels = conv.equals(classes) ? conv.channels() : of(conv.channels());
        stack.spatial(in ->
            new Layer.Conv(
                name, in, channels, conv.kernel(), conv.stride(), conv.padding(), conv.bias()));
      }
      case Layer.MaxPool pool ->
          stack.spatial(in -> new Layer.MaxPool(name, in, pool.size(), pool.stride()));
      case Layer.AveragePool pool ->
          stack.spatial(in -> new Layer.AveragePool(name, in, pool.size(), pool.stride()));
      case Layer.BatchNorm norm ->
          stack.spatial(in -> new Layer.BatchNorm(name, in, norm.momentum(), norm.epsilon()));
      case Layer.Subsample sample ->
          stack.spatial(
              in -> new Layer.Subsample(name, in, of(sample.channels()), sample.stride()));
      case Layer.Residual block ->
          stack.spatial(in ->
              new Layer.Residual(
                  name, of(block.body(), in, classes), of(block.shortcut(), in, classes)));
    }
  }
}
