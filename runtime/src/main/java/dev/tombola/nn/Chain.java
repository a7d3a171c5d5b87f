package dev.tombola.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers one after another.
final class Chain {
  private Chain() {}

  /// @throws IllegalArgumentException when a layer does not take what the one before it gives
  static void check(List<Layer> layers) {
    Optional<ImageShape> given = out(layers.subList(0, Math.min(1, layers.size())));
    for (int i = 1; i < layers.size(); i++) {
      Layer before = layers.get(i - 1);
      Layer layer = layers.get(i);
      if (before.outputs() != layer.inputs()) {
        throw new IllegalArgumentException(
            "%s gives %d features but %s takes %d"
                .formatted(before.name(), before.outputs(), layer.name(), layer.inputs()));
      }
      if (layer instanceof Layer.Spatial spatial && !given.equals(Optional.of(spatial.in()))) {
        throw new IllegalArgumentException(
            "%s gives %s but %s takes %s"
                .formatted(before.name(), name(given), layer.name(), spatial.in()));
      }
      given =
          switch (layer) {
            case Layer.Spatial spatial -> Optional.of(spatial.out());
            case Layer.Elementwise _ -> given;
            case Layer.Dense _ -> Optional.empty();
          };
    }
  }

  /// The image that the chain takes, if it takes one.
  static Optional<ImageShape> in(List<Layer> layers) {
    return firstSpatial(layers).map(Layer.Spatial::in);
  }

  /// The image that the chain gives, if it gives one.
  static Optional<ImageShape> out(List<Layer> layers) {
    return firstSpatial(layers.reversed()).map(Layer.Spatial::out);
  }

  /// The layer that knows the shape at this end of a chain: elementwise ones before it change none,
  /// and dense ones have none.
  private static Optional<Layer.Spatial> firstSpatial(List<Layer> fromAnEnd) {
    for (Layer layer : fromAnEnd) {
      switch (layer) {
        case Layer.Spatial spatial -> {
          return Optional.of(spatial);
        }
        case Layer.Elementwise _ -> {}
        case Layer.Dense _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /// What to call a shape, if there is one.
  static String name(Optional<ImageShape> shape) {
    return shape.map(ImageShape::toString).orElse("features without a shape");
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
