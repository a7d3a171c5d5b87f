package dev.tombola.train;

import dev.tombola.data.DataOrder;
import dev.tombola.data.Split;
import dev.tombola.data.Views;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import dev.tombola.random.Streams;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/// One training, complete: what, from where, on which examples in which order and seen how, and for
/// how long.
///
/// @param start the weights at iteration `from`; pruned ones are taken as zero
/// @param rate the learning rate by iteration
/// @param views how each step sees its training examples; validation and test examples, and those
///   of a gradient, are seen as they are
/// @param dropout what dropout layers draw from, by step
/// @param from the iteration at which the training starts: its place in data order, views and
///   schedule
/// @param to the iteration at which it ends, exclusive; at `from`, the network is only evaluated
/// @param evaluateEvery iterations between two looks at the validation examples; `to` is always
///   looked at
/// @param keep iterations at which the weights are recorded, besides the last
public record Training(
    Network network,
    Mask mask,
    Weights start,
    Optimiser optimiser,
    LongToDoubleFunction rate,
    Split split,
    DataOrder order,
    Views views,
    Streams dropout,
    int batch,
    long from,
    long to,
    long evaluateEvery,
    Set<Long> keep) {
  public Training {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("a training from " + from + " to " + to);
    }
    keep = Set.copyOf(keep);
  }
}
