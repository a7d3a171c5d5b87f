package dev.tombola.train;

import dev.tombola.data.Examples;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Weights;
import java.util.List;

/// A way to compute: it trains, evaluates and differentiates masked networks.
///
/// The interface stands at whole networks, never at single tensor operations, so that an engine may
/// lay memory out and skip pruned weights as it likes. Engines are safe for use by many threads;
/// sessions are not.
public interface Engine {
  /// The engine and the version of its numerics, as in `cpu-2`: within one version the same
  /// training gives the same bytes on every machine.
  String version();

  /// Opens a training at its start.
  Session open(Training training);

  /// Evaluates a network whose pruned weights are those that the mask says.
  Evaluation evaluate(Network network, Mask mask, Weights weights, Examples examples);

  /// The loss and its gradient at `weights`, by every parameter, pruned or not. Batch
  /// normalisations take these examples' own statistics, of all of them as one batch, and have no
  /// gradient by their running ones; nothing drops out.
  Gradient gradient(Network network, Weights weights, Examples examples);

  /// The same weights, with the running statistics of every batch normalisation replaced by those
  /// of these examples: the mean, over batches of `batch`, of each batch's mean and unbiased
  /// variance, as PyTorch's `update_bn` has them. Weights between two trained ones have statistics
  /// of their own (Frankle et al. 2020, appendix). Nothing drops out meanwhile.
  Weights recalibrate(Network network, Mask mask, Weights weights, Examples examples, int batch);

  /// One training under way. Closed, it gives its threads back.
  interface Session extends AutoCloseable {
    /// The iteration that comes next.
    long step();

    /// From now on computes on up to so many threads. No result depends on it.
    void threads(int threads);

    /// Trains up to iteration `to`, exclusive; the mean training loss of the iterations done. Stops
    /// after the first iteration whose loss is not finite, and then returns NaN.
    double advance(long to);

    Evaluation evaluate(Examples examples);

    /// A copy of the weights as they are now; pruned ones are exactly zero.
    Weights weights();

    /// Everything that [#restore] needs, as copies.
    State state();

    void restore(State state);

    /// What this engine decided for this network and mask, for the record: a line per layer.
    List<String> plan();

    /// What a training step and an evaluation cost this engine.
    Cost cost();

    @Override
    void close();
  }
}
