package dev.tombola.experiment;

import dev.tombola.nn.Density;
import dev.tombola.train.Cost;
import dev.tombola.train.Training;
import dev.tombola.train.Work;
import java.util.function.Supplier;

/// A training that is planned, as far as it can be known before masks are: with one drawn at
/// random.
///
/// @param small whether it is of a small dense network instead of the experiment's own
/// @param training a new one each time, as threads must not share one
/// @param steps of it
/// @param looks at validation examples
/// @param work that it is
/// @param bytes of its files
record Program(
    Density density,
    boolean small,
    Supplier<Training> training,
    long steps,
    long looks,
    Work work,
    double bytes) {
  /// Looks at the test examples: at the early stop and at the end.
  static final int TESTS = 2;

  private static final double BYTES_BESIDE_WEIGHTS = 8000;

  static Program of(boolean small, Supplier<Training> training, Cost cost) {
    Training first = training.get();
    long steps = first.to() - first.from();
    long every = first.evaluateEvery();
    // At both ends too, which may be the same.
    long looks = Math.floorDiv(first.to() - 1, every) - first.from() / every + 2;
    long examples =
        looks * first.split().validation().size() + (long) TESTS * first.split().test().size();
    long survivors = first.mask().survivors();
    long between = first.keep().stream().filter(at -> at > first.from() && at < first.to()).count();
    return new Program(
        first.mask().density(),
        small,
        training,
        steps,
        looks,
        new Work(cost, steps, examples),
        (2 + between) * Float.BYTES * survivors
            + first.network().weights() / (double) Byte.SIZE
            + BYTES_BESIDE_WEIGHTS);
  }
}
