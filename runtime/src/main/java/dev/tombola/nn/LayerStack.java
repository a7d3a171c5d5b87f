package dev.tombola.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Layers put one on another, each of which takes what those below it give.
final class LayerStack {
  private final List<Layer> layers = new ArrayList<>();
  private @Nullable ImageShape image;
  private int features;

  LayerStack(ImageShape image) {
    this.image = image;
    features = image.features();
  }

  LayerStack(int features) {
    this.features = features;
  }

  /// A convolution whose output has the size of its input, divided by the stride.
  LayerStack conv(String name, int channels, int kernel, int stride, boolean bias) {
    return spatial(in -> new Layer.Conv(name, in, channels, kernel, stride, kernel / 2, bias));
  }

  LayerStack batchNorm(String name) {
    return spatial(in -> new Layer.BatchNorm(name, in));
  }

  /// Halves height and width.
  LayerStack maxPool(String name) {
    return spatial(in -> new Layer.MaxPool(name, in, 2, 2));
  }

  LayerStack globalAveragePool(String name) {
    return spatial(in -> Layer.AveragePool.global(name, in));
  }

  LayerStack relu(String name) {
    return elementwise(in -> new Layer.Relu(name, in));
  }

  /// Nothing at all with a probability of 0.
  LayerStack dropout(String name, double probability) {
    return probability == 0 ? this : elementwise(in -> new Layer.Dropout(name, in, probability));
  }

  LayerStack dense(String name, int outputs) {
    return add(new Layer.Dense(name, features, outputs));
  }

  LayerStack spatial(Function<ImageShape, Layer.Spatial> layer) {
    Layer.Spatial added = layer.apply(image());
    image = added.out();
    return add(added);
  }

  LayerStack elementwise(Function<Integer, Layer.Elementwise> layer) {
    return add(layer.apply(features));
  }

  private LayerStack add(Layer layer) {
    features = layer.outputs();
    layers.add(layer);
    return this;
  }

  /// What the topmost spatial layer gives.
  ImageShape image() {
    return Objects.requireNonNull(image);
  }

  List<Layer> layers() {
    return List.copyOf(layers);
  }

  Network network() {
    return new Network(layers);
  }
}
