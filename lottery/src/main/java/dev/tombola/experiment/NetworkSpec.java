package dev.tombola.experiment;

import dev.tombola.UserException;
import dev.tombola.nn.Activation;
import dev.tombola.nn.Network;
import java.util.List;

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

  /// Weights of one layer: a gigabyte, of which training takes four.
  int MOST_WEIGHTS = 1 << 28;

  /// @throws UserException when a layer is too large
  default Network network(int inputs, int classes) {
    return switch (this) {
      case Mlp mlp -> {
        int from = inputs;
        for (int to : mlp.hidden) {
          requireSize(from, to);
          from = to;
        }
        requireSize(from, classes);
        yield Network.mlp(inputs, mlp.hidden, classes, mlp.activation);
      }
    };
  }

  private static void requireSize(int from, int to) {
    if ((long) from * to > MOST_WEIGHTS) {
      throw new UserException(
          "network.hidden: a layer of %d × %d weights is too large; at most %d are supported"
              .formatted(from, to, MOST_WEIGHTS));
    }
  }
}
