package dev.tombola.train;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/// The learning rate by iteration, with a linear warm-up from zero over its first `warmup`
/// iterations.
public sealed interface Schedule {
  double rate();

  Step warmup();

  /// The same rate throughout.
  record Constant(double rate, Step warmup) implements Schedule {}

  /// The rate times `factor` from each milestone on.
  record Steps(double rate, List<Step> milestones, double factor, Step warmup) implements Schedule {
    public Steps {
      milestones = List.copyOf(milestones);
    }
  }

  /// Half a cosine from `rate` after the warm-up to `floor` at the end (Loshchilov & Hutter 2017,
  /// §3, without restarts).
  record Cosine(double rate, double floor, Step warmup) implements Schedule {}

  /// The rate of iteration `t`, 0 ≤ t < `length`, as a function of `t`.
  default LongToDoubleFunction over(long length, Clock clock) {
    long warm = clock.iterations(warmup());
    LongToDoubleFunction after =
        switch (this) {
          case Constant constant -> t -> constant.rate;
          case Steps steps -> {
            long[] drops =
                steps.milestones.stream().mapToLong(clock::iterations).sorted().toArray();
            yield t -> {
              double rate = steps.rate;
              for (long drop : drops) {
                rate = t >= drop ? rate * steps.factor : rate;
              }
              return rate;
            };
          }
          case Cosine cosine ->
              t -> {
                double done = (double) (t - warm) / Math.max(1, length - warm);
                return cosine.floor
                    + (cosine.rate - cosine.floor) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
              };
        };
    return t -> t < warm ? rate() * (t + 1) / warm : after.applyAsDouble(t);
  }
}
