package dev.tombola.rewind;

import dev.tombola.UserException;
import dev.tombola.train.Clock;
import java.util.function.LongToDoubleFunction;

/// What a retraining starts from, as three knobs (Renda, Frankle & Carbin 2020, §2):
///
/// | | weightsFrom | scheduleFrom | rateFrom |
/// |---|---|---|---|
/// | rewinding to initialisation | init | init | init |
/// | rewinding to step k | k | k | k |
/// | learning-rate rewinding to k | end | k | k |
/// | fine-tuning for T − k steps | end | k | end |
///
/// Optimiser moments start fresh; the data order continues at `scheduleFrom`.
///
/// @param weightsFrom where the survivors' values come from: of the dense network's training, but
///   at `end` of the training before
/// @param scheduleFrom the step at which the retraining starts; it ends where the first training
///   ended
/// @param rateFrom where in the learning rate's schedule it starts; past the schedule's end the
///   last rate goes on
public record Retrain(Point weightsFrom, Point scheduleFrom, Point rateFrom) {

  /// Resetting to initialisation, as Frankle & Carbin 2019 do.
  public static final Retrain FROM_INITIALISATION =
      new Retrain(new Point.Init(), new Point.Init(), new Point.Init());

  /// The first iteration of a retraining whose full length is `length`.
  public long from(Clock clock, long length) {
    return scheduleFrom.iteration(clock, length);
  }

  /// The learning rate by iteration of the retraining.
  public LongToDoubleFunction rate(LongToDoubleFunction schedule, Clock clock, long length) {
    long shift = rateFrom.iteration(clock, length) - from(clock, length);
    return step -> schedule.applyAsDouble(Math.clamp(step + shift, 0, length - 1));
  }

  /// @throws UserException when a point lies beyond the training
  public void check(Clock clock, long length) {
    check("retrain", clock, length);
  }

  /// @param setting whose value this is
  /// @throws UserException when a point lies beyond the training
  public void check(String setting, Clock clock, long length) {
    check(setting + ".weightsFrom", weightsFrom, clock, length, length);
    check(setting + ".scheduleFrom", scheduleFrom, clock, length, length - 1);
    check(setting + ".rateFrom", rateFrom, clock, length, length);
  }

  private static void check(String setting, Point point, Clock clock, long length, long most) {
    long iteration = point.iteration(clock, length);
    if (iteration > most) {
      throw new UserException(
          "%s: %s is beyond the training's %d steps; use init or a step up to %dit"
              .formatted(setting, point, length, most));
    }
  }
}
