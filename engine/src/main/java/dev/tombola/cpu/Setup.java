package dev.tombola.cpu;

import dev.tombola.nn.Mask;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;

/// What the stages of a program are laid out from, and what they share.
record Setup(Mask mask, Weights start, Team team, Pass pass) {
  /// A parameter in its own layout, row-major.
  Tensor tensor(Parameter parameter) {
    return new Tensor(parameter.name(), start.values(parameter).clone());
  }
}
