package dev.tombola.connect;

import dev.tombola.data.Examples;
import dev.tombola.nn.Mask;
import dev.tombola.nn.Network;
import dev.tombola.nn.Parameter;
import dev.tombola.nn.Weights;
import dev.tombola.train.Engine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Walks the straight line between two networks.
///
/// @param train training examples to measure on, and to compute batch-norm statistics from
/// @param batch examples in a batch of those statistics
/// @param points on the path, both ends counted
record Interpolation(
    Engine engine, Network network, Examples test, Examples train, int batch, int points) {

  /// A trained network.
  record End(Mask mask, Weights weights) {}

  /// @param cancelled asked between two points
  /// @throws CancellationException when it was
  LinearPath between(Pair pair, End one, End other, BooleanSupplier cancelled) {
    Mask mask = union(one.mask, other.mask);
    List<LinearPath.Point> path = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled at point " + i + " of a path");
      }
      double alpha = (double) i / (points - 1);
      path.add(at(alpha, mask, mix(alpha, one.weights, other.weights, mask)));
    }
    return new LinearPath(pair, mask.survivors(), network.normalisesBatches(), path);
  }

  private LinearPath.Point at(double alpha, Mask mask, Weights mixed) {
    Weights weights = engine.recalibrate(network, mask, mixed, train, batch);
    return new LinearPath.Point(
        alpha,
        Fit.of(engine.evaluate(network, mask, weights, test)),
        Fit.of(engine.evaluate(network, mask, weights, train)));
  }

  /// `α W₁ + (1 − α) W₂`, computed in double precision: at 0 and 1 the ends themselves, and between
  /// equal values always the same value.
  Weights mix(double alpha, Weights one, Weights other, Mask mask) {
    Map<String, float[]> mixed = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] first = one.values(parameter);
      float[] second = other.values(parameter);
      float[] values = new float[first.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (alpha * first[i] + (1 - alpha) * second[i]);
      }
      if (parameter.prunable()) {
        requireZero(values, parameter, mask);
      }
      mixed.put(parameter.name(), values);
    }
    return Weights.of(network.parameters(), mixed);
  }

  private static void requireZero(float[] values, Parameter parameter, Mask mask) {
    BitSet kept = mask.kept(parameter);
    int next = kept.nextClearBit(0);
    for (int i = next; i < values.length; i = kept.nextClearBit(i + 1)) {
      if (values[i] != 0) {
        throw new IllegalStateException(
            "invariant violated: a pruned weight is %s on a path: %s[%d]"
                .formatted(values[i], parameter.name(), i));
      }
    }
  }

  static Mask union(Mask one, Mask other) {
    Mask union = one;
    for (Parameter parameter : one.parameters()) {
      BitSet kept = one.kept(parameter);
      kept.or(other.kept(parameter));
      union = union.with(parameter, kept);
    }
    return union;
  }
}
