package dev.tombola.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers one after another.
final class Chain {
  private Chain() {}

  /// @throws IllegalArgumentException when a layer does not take what the one before it gives
  static void check(List<Layer> layers) {
    for (int i = 1; i < layers.size(); i++) {
      Layer before = layers.get(i - 1);
      Layer layer = layers.get(i);
      if (before.outputs() != layer.inputs()) {
        throw new IllegalArgumentException(
            "%s gives %d features but %s takes %d"
                .formatted(before.name(), before.outputs(), layer.name(), layer.inputs()));
      }
      Optional<ImageShape> given = out(layers.subList(0, i));
      if (layer instanceof Layer.Spatial spatial && !given.equals(Optional.of(spatial.in()))) {
        throw new IllegalArgumentException(
            "%s gives %s but %s takes %s"
                .formatted(
                    before.name(),
                    given.map(ImageShape::toString).orElse("features without a shape"),
                    layer.name(),
                    spatial.in()));
      }
    }
  }

  /// The image that the chain takes, if it takes one: what stands before its first spatial layer
  /// changes no shape.
  static Optional<ImageShape> in(List<Layer> layers) {
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Spatial spatial -> {
          return Optional.of(spatial.in());
        }
        case Layer.Elementwise _ -> {}
        case Layer.Dense _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /// The image that the chain gives, if it gives one.
  static Optional<ImageShape> out(List<Layer> layers) {
    for (Layer layer : layers.reversed()) {
      switch (layer) {
        case Layer.Spatial spatial -> {
          return Optional.of(spatial.out());
        }
        case Layer.Elementwise _ -> {}
        case Layer.Dense _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /// All layers, those within residual blocks too but not the blocks themselves, in order: a
  /// block's body before its shortcut.
  static Stream<Layer> flat(List<Layer> layers) {
    return layers.stream()
        .flatMap(layer ->
            switch (layer) {
              case Layer.Residual block ->
                  Stream.concat(flat(block.body()), flat(block.shortcut()));
              case Layer.Spatial _, Layer.Elementwise _, Layer.Dense _ -> Stream.of(layer);
            });
  }
}
