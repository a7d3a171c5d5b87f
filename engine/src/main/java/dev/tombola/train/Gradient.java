package dev.tombola.train;

import dev.tombola.nn.Weights;

/// The mean loss of some examples and its gradient by every parameter, of pruned weights too.
public record Gradient(double loss, Weights values) {}
