package dev.tombola.ticket;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import java.util.BitSet;

/// What holds of every ticket, so that whoever has one need not look.
final class TicketRules {
  private TicketRules() {}

  /// @throws IllegalArgumentException when the network is not the mask's
  static void check(Network network, Mask mask) {
    if (!mask.parameters().equals(network.prunable())) {
      throw new IllegalArgumentException("the mask is of another network");
    }
  }

  /// @throws IllegalArgumentException when there is not one pair for all features or for as many as
  ///   for all others, a number is not finite, or there are not as many names as classes
  static void check(Network network, Input input) {
    if (network.inputs() % input.scale().length != 0) {
      throw new IllegalArgumentException(
          "%d scales cannot be shared out among %d inputs"
              .formatted(input.scale().length, network.inputs()));
    }
    requireFinite("input.scale", input.scale());
    requireFinite("input.shift", input.shift());
    int names = input.classNames().size();
    if (names > 0 && names != network.classes()) {
      throw new IllegalArgumentException(
          "%d names of classes, but the network has %d classes"
              .formatted(names, network.classes()));
    }
    if (!input.classNames().stream()
        .allMatch(name -> name.codePoints().noneMatch(Character::isISOControl))) {
      throw new IllegalArgumentException("the name of a class has a character for controls");
    }
  }

  /// @param which values, for error messages
  /// @throws IllegalArgumentException when they are not the network's, one is not finite, or a
  ///   pruned one is not exactly zero
  static void check(String which, Network network, Mask mask, Weights weights) {
    for (Parameter parameter : network.parameters()) {
      float[] values = weights.values(parameter);
      if (values.length != parameter.size()) {
        throw new IllegalArgumentException(which + parameter.name() + ": of another network");
      }
      requireFinite(which + parameter.name(), values);
    }
    for (Parameter parameter : mask.parameters()) {
      float[] values = weights.values(parameter);
      BitSet kept = mask.kept(parameter);
      for (int i = 0; i < values.length; i++) {
        if (Float.floatToRawIntBits(values[i]) != 0 && !kept.get(i)) {
          throw new IllegalArgumentException(
              "%s%s: weight %d is pruned, but not zero".formatted(which, parameter.name(), i));
        }
      }
    }
  }

  private static void requireFinite(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("%s has the value %s".formatted(name, value));
      }
    }
  }
}
