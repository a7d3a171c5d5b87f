package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a network asks of its settings, and of the data.
///
/// @param data their name
/// @param image the shape of their examples, if they are images
record NetworkRules(String data, @Nullable ImageShape image) {
  /// Weights of one layer: a gigabyte, of which training takes four.
  private static final int MOST_WEIGHTS = 1 << 28;

  /// A hundred times as wide as published is too large for every layer but the first.
  private static final int GREATEST_WIDTH = 100;

  static void depth(boolean held, int depth, String depths) {
    require(held, "network.depth: there is no such network of %d; use %s".formatted(depth, depths));
  }

  static void width(double width) {
    require(
        width > 0 && width <= GREATEST_WIDTH,
        "network.width: %s is not a factor of widths; use a number above 0 up to %d, as 0.5"
            .formatted(width, GREATEST_WIDTH));
  }

  static void dropout(double probability) {
    require(
        probability >= 0 && probability < 1,
        "network.dropout: %s is not a probability of dropping; use 0 up to below 1"
            .formatted(probability));
  }

  /// The layers of an MLP, which has no images' shape to keep it within bounds.
  static void sizes(int inputs, List<Integer> hidden, int classes) {
    int from = inputs;
    for (int to : hidden) {
      size("network.hidden", from, to);
      from = to;
    }
    size("network.hidden", from, classes);
  }

  /// @param kind of the network, in the words of a spec
  /// @param least height and width that its poolings and convolutions leave something of
  /// @param square whether it ends with one window over the whole image
  Network build(
      String kind, int least, boolean square, Function<ImageShape, Network> architecture) {
    Network network;
    try {
      network = architecture.apply(images(kind, least, square));
    } catch (ArithmeticException e) {
      throw new UserException(
          "network.width: so wide, %s has more values for an image of %s than an array holds; use a smaller one"
              .formatted(kind, data),
          e);
    }
    for (Parameter weight : network.prunable()) {
      List<Integer> shape = weight.shape();
      long inputs = shape.stream().skip(1).mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
      size("network.width", inputs, shape.getFirst());
    }
    return network;
  }

  private ImageShape images(String kind, int least, boolean square) {
    if (image == null) {
      throw new UserException(
          "network.kind: %s takes images, but %s has features without a shape; use mlp, or images as idx files of [examples][channels][height][width]"
              .formatted(kind, data));
    }
    require(
        Math.min(image.height(), image.width()) >= least,
        "network: %s takes images of %d×%d at least, but those of %s are %d×%d; use a network with fewer poolings, or mlp"
            .formatted(kind, least, least, data, image.height(), image.width()));
    require(
        !square || image.height() == image.width(),
        "network.kind: %s takes square images, but those of %s are %d×%d; use conv or mlp"
            .formatted(kind, data, image.height(), image.width()));
    return image;
  }

  private static void size(String setting, long from, int to) {
    require(
        from * to <= MOST_WEIGHTS,
        "%s: a layer of %d × %d weights is too large; at most %d are supported"
            .formatted(setting, from, to, MOST_WEIGHTS));
  }

  private static void require(boolean held, String message) {
    if (!held) {
      throw new UserException(message);
    }
  }
}
