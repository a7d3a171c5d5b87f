package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.data.Dataset;
import dev.tombola.nn.Activation;
import dev.tombola.nn.ConvNet;
import dev.tombola.nn.ImageShape;
import dev.tombola.nn.LeNet5;
import dev.tombola.nn.Network;
import dev.tombola.nn.ResNet;
import dev.tombola.nn.VggNet;
import dev.tombola.nn.Width;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which network is trained; inputs and classes come from the data.
public sealed interface NetworkSpec {
  /// Dense layers of these widths with an activation after each, and one more to the classes.
  record Mlp(List<Integer> hidden, Activation activation) implements NetworkSpec {
    public Mlp {
      hidden = List.copyOf(hidden);
      for (int width : hidden) {
        if (width < 1) {
          throw new UserException(
              "network.hidden: " + width + " is not a width; use whole numbers from 1");
        }
      }
    }
  }

  /// [ConvNet].
  ///
  /// @param width a factor of all channels and dense widths
  /// @param dropout probability of each output of its two hidden dense layers
  record Conv(int depth, double width, double dropout) implements NetworkSpec {
    public Conv {
      NetworkRules.depth(List.of(2, 4, 6).contains(depth), depth, "2, 4 or 6");
      NetworkRules.width(width);
      NetworkRules.dropout(dropout);
    }
  }

  /// [ResNet].
  ///
  /// @param width a factor of all channels
  record Resnet(int depth, double width, ResNet.Shortcut shortcut) implements NetworkSpec {
    public Resnet {
      NetworkRules.depth(
          depth >= 8 && depth <= 1202 && depth % 6 == 2,
          depth,
          "6n + 2, as 20, 32, 44, 56 or 110, at most 1202");
      NetworkRules.width(width);
    }
  }

  /// [VggNet].
  ///
  /// @param width a factor of all channels
  record Vgg(int depth, double width) implements NetworkSpec {
    public Vgg {
      NetworkRules.depth(List.of(11, 13, 16, 19).contains(depth), depth, "11, 13, 16 or 19");
      NetworkRules.width(width);
    }
  }

  /// [LeNet5].
  record Lenet5() implements NetworkSpec {}

  /// Whether it is of convolutions, so that the data have to be images.
  default boolean takesImages() {
    return !(this instanceof Mlp);
  }

  /// The network for these data.
  ///
  /// @throws UserException when it takes images and these are none, or too small ones, or when a
  ///   layer is too large
  default Network network(Dataset data) {
    return network(data.name(), data.features(), data.image().orElse(null), data.classes());
  }

  /// As above.
  default Network network(DataShape data) {
    return network(data.name(), data.features(), data.image(), data.classes());
  }

  private Network network(String data, int features, @Nullable ImageShape image, int classes) {
    NetworkRules rules = new NetworkRules(data, image);
    return switch (this) {
      case Mlp mlp -> {
        NetworkRules.sizes(features, mlp.hidden, classes);
        yield Network.mlp(features, mlp.hidden, classes, mlp.activation);
      }
      case Conv conv ->
          rules.build(
              "conv",
              1 << (conv.depth / 2),
              false,
              shape -> ConvNet.of(conv.depth, new Width(conv.width), shape, classes, conv.dropout));
      case Resnet resnet ->
          rules.build(
              "resnet",
              1,
              true,
              shape ->
                  ResNet.of(
                      resnet.depth, new Width(resnet.width), resnet.shortcut, shape, classes));
      case Vgg vgg ->
          rules.build(
              "vgg", 16, true, shape -> VggNet.of(vgg.depth, new Width(vgg.width), shape, classes));
      case Lenet5 _ -> rules.build("lenet-5", 12, false, shape -> LeNet5.of(shape, classes));
    };
  }
}
